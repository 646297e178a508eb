"""Where the text quotes: stretches between quotation marks, and which of them go on from the paragraph before."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from worker.extraction.article import Paragraph
from worker.extraction.attribution.model import Bounds


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted stretch inside one paragraph. Offsets are half-open, in code points of Article.text."""

    bounds: Bounds
    """From the opening mark to the closing mark, both inside; to the paragraph's end where none closes."""
    inner: Bounds
    """The words between the marks."""
    is_closed: bool
    goes_on: bool
    """The quotation before it was left open at its paragraph's end, and this one opens its own paragraph."""


def find_quotations(
    text: str, paragraphs: Iterable[Paragraph], marks: Mapping[str, str]
) -> tuple[tuple[Quotation, ...], ...]:
    """Return the quotations of each paragraph in text order; a quotation within a quotation is part of it.

    Args:
        text: Article.text.
        paragraphs: The stretches to look at, in text order.
        marks: Opening mark -> closing mark; the two may be the same.
    """
    found: list[tuple[Quotation, ...]] = []
    is_open = False
    for paragraph in paragraphs:
        here = _in_paragraph(text, paragraph, marks, goes_on=is_open)
        found.append(tuple(here))
        is_open = bool(here) and not here[-1].is_closed
    return tuple(found)


def _in_paragraph(text: str, paragraph: Paragraph, marks: Mapping[str, str], *, goes_on: bool) -> list[Quotation]:
    found: list[Quotation] = []
    any_mark = re.compile("|".join(map(re.escape, sorted(marks, key=len, reverse=True))))
    at = paragraph.start
    while (seen := any_mark.search(text, at, paragraph.end)) is not None:
        at, opening = seen.start(), seen.group()
        if not _opens(text, at, opening, paragraph):
            at += 1
            continue
        closing = marks[opening]
        words = at + len(opening)
        limit = paragraph.end
        if opening in _APOSTROPHES:
            limit = min(limit, words + _LONGEST_IN_SINGLE_MARKS)
        elif opening != closing:
            limit = _reopened(text, words, opening, paragraph)
        end = _closing(text, words, closing, limit)
        if end is None and opening in _APOSTROPHES:
            at += 1
            continue
        if end is None:
            limit = _line_end(text, words, limit)
        is_closed = end is not None
        inner = _stripped(text, words, limit if end is None else end)
        after = limit if end is None else end + len(closing)
        if inner is not None:
            starts_paragraph = at == paragraph.start
            found.append(Quotation((at, after), inner, is_closed, goes_on and starts_paragraph))
        at = after
    return found


def _opens(text: str, at: int, mark: str, paragraph: Paragraph) -> bool:
    """Tell whether the mark can open: a mark of one shape must have a space before it and none behind it."""
    behind = at + len(mark)
    if behind >= paragraph.end or text[behind].isspace():
        return mark not in _AMBIGUOUS and behind < paragraph.end
    if (mark not in _AMBIGUOUS and mark not in _APOSTROPHES) or at == paragraph.start:
        return True
    return not text[at - 1].isalnum() and (mark not in _APOSTROPHES or text[at - 1] in _BEFORE_OPENING)


def _reopened(text: str, start: int, mark: str, paragraph: Paragraph) -> int:
    """Return where a new line opens with the mark again, as each paragraph of a long quotation does."""
    at = text.find("\n" + mark, start, paragraph.end)
    return paragraph.end if at == -1 else at


def _line_end(text: str, start: int, limit: int) -> int:
    at = text.find("\n", start, limit)
    return limit if at == -1 else at


def _closing(text: str, start: int, mark: str, limit: int) -> int | None:
    at = text.find(mark, start, limit)
    while at != -1:
        behind = at + len(mark)
        if mark not in _APOSTROPHES or ((behind >= limit or not text[behind].isalnum()) and not text[at - 1].isspace()):
            return at
        at = text.find(mark, at + 1, limit)
    return None


def _stripped(text: str, start: int, end: int) -> Bounds | None:
    words = text[start:end]
    if not any(letter.isalnum() for letter in words):
        return None
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


_APOSTROPHES = frozenset("'\u2018\u2019")
"""Single marks: some stand for an apostrophe too."""
_AMBIGUOUS = frozenset(('"', "''", "'", "\u201f"))
_BEFORE_OPENING = frozenset(' \t\n\u00a0([\u2014\u2013:"\u201c')
_LONGEST_IN_SINGLE_MARKS = 2000
"""Characters. Apostrophes are many: looking for the end of each to the end of the text would take too long."""
