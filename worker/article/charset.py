"""Bytes -> characters: by byte order mark, by what is true UTF-8, by header, by meta, by guess, in this order."""

import codecs
import re
from collections.abc import Iterator
from typing import Final

import charset_normalizer

# What a page may name, by the name of Python's codec, and what is read instead: the superset that browsers use
# (WHATWG Encoding, 4.2). Nothing else is looked up, since Python also has codecs that are no charsets.
_CODECS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "cp1252": "cp1252",
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "shift_jis": "cp932",
    "cp932": "cp932",
    "euc_jp": "euc_jp",
    "iso2022_jp": "iso2022_jp",
    "euc_kr": "cp949",
    "cp949": "cp949",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "cp866": "cp866",
    "cp874": "cp874",
    "tis-620": "cp874",
    "mac-roman": "mac-roman",
} | {
    name: name
    for name in (*(f"iso8859-{n}" for n in (*range(2, 12), *range(13, 17))), *(f"cp{n}" for n in range(1250, 1259)))
}

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What XML cannot hold (XML 1.0, 2.2), and so neither the tree nor trafilatura.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_META_BYTES: Final = 4096
"""HTML, 4.2.5.4, wants the declaration in the first 1,024; real pages are later."""
_GUESS_BYTES: Final = 65_536
"""Enough for a guess; it costs about 1 s a MB."""

_NO_CHARACTER: Final = "\ufffd"
_MAX_WRONG: Final = 10
_MAX_WRONG_SHARE: Final = 0.1
"""Of what is not ASCII. Text in another charset has more than a half, a page with a foreign snippet hardly any."""


def decoded(body: bytes, content_type: str) -> str:
    """Return the characters of a body; what no charset explains becomes U+FFFD, and control characters are dropped."""
    return without_controls(_decoded(body, content_type))


def without_controls(text: str) -> str:
    """Return text without control characters and lone surrogates, which neither XML nor JSON carries."""
    return _CONTROLS.sub("", text)


def _decoded(body: bytes, content_type: str) -> str:
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body.decode(codec, errors="replace")
    declared = tuple(_declared(body, content_type))
    # Bytes past ASCII that are true UTF-8 are nothing else but by a rare accident; headers lie far more often.
    # UTF-16 without a mark and ISO-2022 are ASCII bytes, and go by what is declared.
    for codec in ("utf-8", *declared) if not body.isascii() else (*declared, "utf-8"):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    told = body.decode(declared[0], errors="replace") if declared else None
    if told is not None and not _is_lie(told):
        return told
    guess = charset_normalizer.from_bytes(body[:_GUESS_BYTES]).best()
    guessed = (_codec(guess.encoding) if guess else None) or "cp1252"
    return told if told is not None and guessed in declared else body.decode(guessed, errors="replace")


def _is_lie(told: str) -> bool:
    """Tell whether so much is no character that it cannot be for a few broken bytes."""
    wrong = told.count(_NO_CHARACTER)
    return wrong > _MAX_WRONG and wrong > _MAX_WRONG_SHARE * sum(not character.isascii() for character in told)


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    if codec := _named_in(content_type.encode("ascii", "replace")):
        yield codec
    # a page whose meta could be read as ASCII is not UTF-16 (HTML, 13.2.3.2)
    if (codec := _named_in(body[:_META_BYTES])) and not codec.startswith("utf-16"):
        yield codec


def _named_in(source: bytes) -> str | None:
    found = _DECLARED.search(source)
    return _codec(found[1].decode("ascii")) if found else None


def _codec(name: str) -> str | None:
    try:
        return _CODECS.get(codecs.lookup(name.lower().removeprefix("x-")).name)
    except LookupError:
        return None
