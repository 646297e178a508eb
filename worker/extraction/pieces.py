"""A paragraph of any length -> pieces that the model can hold: a page without line breaks is one paragraph too."""

from collections.abc import Iterable, Iterator

from worker.extraction.article import Paragraph


def in_pieces(text: str, paragraphs: Iterable[Paragraph], *, longest: int) -> Iterator[Paragraph]:
    """Yield the paragraphs in text order; one of more than `longest` characters comes in several of its zone.

    It is cut behind a sentence where one ends in the last half of the piece, else at white space, else anywhere.
    """
    for paragraph in paragraphs:
        start = paragraph.start
        while paragraph.end - start > longest:
            end = _cut(text, start, start + longest)
            yield from _piece(text, start, end, paragraph)
            start = end
        yield from _piece(text, start, paragraph.end, paragraph)


def _cut(text: str, start: int, limit: int) -> int:
    halfway = (start + limit) // 2
    for mark in _SENTENCE_ENDS:
        if (found := text.rfind(mark, halfway, limit)) >= 0:
            return found + len(mark)
    return next((at for at in range(limit - 1, halfway, -1) if text[at].isspace()), limit)


def _piece(text: str, start: int, end: int, paragraph: Paragraph) -> Iterator[Paragraph]:
    """Yield the stretch without white space at its ends; nothing for white space alone."""
    words = text[start:end]
    first = start + len(words) - len(words.lstrip())
    last = start + len(words.rstrip())
    if first < last:
        yield Paragraph(first, last, paragraph.zone)


_SENTENCE_ENDS = ("\n", ". ", "? ", "! ", ".\u201d ", '." ')
