"""What the model can read at once: no lone surrogates, and no piece beyond a bounded length."""

import re
from collections.abc import Iterator

from worker.extraction.article import Paragraph


def readable_text(text: str) -> str:
    """Return the text with each lone surrogate as U+FFFD; every offset stays."""
    return _SURROGATE.sub("\ufffd", text)


def readable_pieces(text: str, paragraph: Paragraph) -> Iterator[Paragraph]:
    """Yield the paragraph, or pieces of an overlong one: cut behind a sentence, else behind a word, else anywhere."""
    start = paragraph.start
    while paragraph.end - start > _LONGEST_PIECE:
        window = text[start : start + _LONGEST_PIECE]
        length = next((cut for ending in _ENDINGS if (cut := window.rfind(ending) + 1) > 0), _LONGEST_PIECE)
        yield Paragraph(start, start + length, paragraph.zone)
        start += length
        while start < paragraph.end and text[start].isspace():
            start += 1
    if start < paragraph.end:
        yield Paragraph(start, paragraph.end, paragraph.zone)


_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_PIECE = 50_000
"""Code points: far beyond any paragraph of news, and a twentieth of what spaCy refuses (`Language.max_length`). The
parser's memory grows with the piece, about 1 GB for 100,000 characters (spaCy's own figure)."""
_ENDINGS = (". ", ".\n", "\n", " ")
