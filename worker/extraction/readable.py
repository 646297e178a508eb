"""What the model can read at once: no lone surrogates, and no piece beyond a bounded length."""

import re
from collections.abc import Iterator
from typing import Final

from worker.extraction.article import Paragraph


def readable_text(text: str) -> str:
    """Return the text with each lone surrogate as U+FFFD; every offset stays."""
    return _SURROGATE.sub("\ufffd", text)


LONGEST_PIECE: Final = 50_000
"""Code points: far beyond any paragraph of news, and a twentieth of what spaCy refuses (`Language.max_length`). The
parser's memory grows with the piece, about 1 GB for 100,000 characters (spaCy's own figure)."""


def readable_pieces(text: str, paragraph: Paragraph, *, longest: int = LONGEST_PIECE) -> Iterator[Paragraph]:
    """Yield the paragraph, or pieces of an overlong one: cut behind a sentence, else behind a word, else anywhere."""
    start = paragraph.start
    while paragraph.end - start > longest:
        window = text[start : start + longest]
        length = next((cut for ending in _ENDINGS if (cut := window.rfind(ending) + 1) > 0), longest)
        yield from _words(text, start, start + length, paragraph)
        start += length
    yield from _words(text, start, paragraph.end, paragraph)


def _words(text: str, start: int, end: int, paragraph: Paragraph) -> Iterator[Paragraph]:
    """Yield the stretch without the white space at its ends; nothing for white space alone."""
    stretch = text[start:end]
    first = start + len(stretch) - len(stretch.lstrip())
    last = start + len(stretch.rstrip())
    if first < last:
        yield Paragraph(first, last, paragraph.zone)


_SURROGATE = re.compile("[\ud800-\udfff]")
_ENDINGS = (". ", ".\n", "\n", " ")
