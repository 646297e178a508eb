# ruff: noqa: RUF001 - texts in other scripts
"""Bytes -> characters: by mark, by what is true UTF-8, by header, by meta, by guess; and where one of them lies."""

import pytest

from worker.article.charset import decoded
from worker.article.page import Page
from worker.article.reader import read_page

RUSSIAN = "Министерство заявило, что четыре корабля покинули порт в понедельник утром, и это правда."
CHINESE = "外交部发言人表示四艘船已于周一离开港口。" * 3
RARE_CHINESE = "会议在㐀䶵两地举行，价格为€五元，气温为𠀀度。" * 3
JAPANESE = "外務省は月曜日に四隻の船が港を出たと発表した。武器の積載は否定した。" * 3
KOREAN = "외교부 대변인은 월요일에 배 네 척이 항구를 떠났다고 밝혔다. " * 3
GREEK = "Το υπουργείο δήλωσε ότι τέσσερα πλοία έφυγαν από το λιμάνι τη Δευτέρα. " * 3
POLISH = "Ministerstwo podało, że cztery statki opuściły port w poniedziałek późną nocą. " * 3
ENGLISH = "“It’s false”, the ministry said – the café’s owner paid €5 for it."
SENTENCES = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The ministry said that four ships had left the port on Monday.",
        "It denied that any of them carried weapons, calling the report false.",
        "The union claimed that workers were told to stay away from the docks.",
        "According to the port's operator, trade was normal throughout the week.",
    )
)


def body_of(text: str, codec: str, meta: str = "") -> bytes:
    return f"<html><head>{meta}</head><body><article><h1>Ships</h1><p>{text}</p>{SENTENCES}</article>".encode(codec)


@pytest.mark.parametrize(
    ("text", "codec", "content_type", "meta"),
    [
        # the header says it
        (RUSSIAN, "cp1251", "text/html; charset=windows-1251", ""),
        (RUSSIAN, "koi8-r", 'text/html; charset="KOI8-R"', ""),
        (CHINESE, "gb18030", "text/html;charset=GB18030", ""),
        (RARE_CHINESE, "gb18030", "text/html; charset=gbk", ""),
        (JAPANESE, "shift_jis", "text/html; charset=Shift_JIS", ""),
        (JAPANESE, "iso2022_jp", "text/html; charset=iso-2022-jp", ""),
        (JAPANESE, "euc_jp", "text/html; charset=x-euc-jp", ""),
        (KOREAN, "cp949", "text/html; charset=ks_c_5601-1987", ""),
        (ENGLISH, "cp1252", "text/html; charset=iso-8859-1", ""),
        (POLISH, "iso8859-2", "text/html; charset=ISO-8859-2", ""),
        (GREEK, "utf-16-le", "text/html; charset=utf-16le", ""),
        # meta says it
        (RUSSIAN, "cp1251", "text/html", '<meta charset="windows-1251">'),
        (CHINESE, "gb18030", "text/html", '<meta http-equiv="content-type" content="text/html; charset=gb2312">'),
        (JAPANESE, "shift_jis", "text/html", "<meta charset=sjis>"),
        (GREEK, "cp1253", "", f"{'<!-- a long head -->' * 100}<meta charset=windows-1253>"),
        # a mark says it, whatever else does
        (RUSSIAN, "utf-8-sig", "text/html; charset=windows-1251", ""),
        (RUSSIAN, "utf-16", "text/html; charset=utf-8", ""),
        (RUSSIAN, "utf-32", "text/html", "<meta charset=utf-8>"),
        # nobody says it: guessed
        (RUSSIAN * 3, "cp1251", "text/html", ""),
        (CHINESE * 2, "gb18030", "text/html", ""),
        (JAPANESE * 2, "shift_jis", "", ""),
        # the header lies, or names what is no charset
        (RUSSIAN, "utf-8", "text/html; charset=iso-8859-1", ""),
        (CHINESE, "utf-8", "text/html; charset=gb2312", "<meta charset=gb2312>"),
        (RUSSIAN, "utf-8", "text/html; charset=rot13", ""),
        (RUSSIAN, "cp1251", "text/html; charset=utf-8", "<meta charset=windows-1251>"),
        (CHINESE, "gb18030", "text/html; charset=utf-8", '<meta charset="gb18030">'),
        (JAPANESE, "shift_jis", "text/html; charset=utf-8", "<meta charset=Shift_JIS>"),
        (RUSSIAN * 3, "cp1251", "text/html; charset=utf-8", ""),
    ],
)
def test_charset_is_found_though_a_header_lies(text, codec, content_type, meta):
    body = body_of(text, codec, meta)
    assert text.strip() in read_page(Page(body, content_type or "text/html")).article.text


def test_a_byte_that_is_wrong_costs_a_character_and_not_the_page():
    body = body_of(RUSSIAN, "utf-8").replace("корабля".encode(), b"\xff\xff")
    assert "The ministry said that four ships had left the port" in read_page(Page(body, "text/html")).article.text


@pytest.mark.parametrize(
    "charset", ["utf-7", "unicode_escape", "zip", "hex", "idna", "mbcs", "x-user-defined", "a" * 400]
)
def test_a_codec_of_pythons_that_is_no_charset_is_not_run(charset):
    assert decoded(b"+ADw-p+AD4- \\u003cp\\u003e", f"text/html; charset={charset}") == "+ADw-p+AD4- \\u003cp\\u003e"
