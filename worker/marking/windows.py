"""A document's pieces -> windows that the encoder can hold: whole paragraphs where they fit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from worker.marking.pieces import Integers, Pieces

PARAGRAPH_BREAK = re.compile(r"\s*\n\s*")
Range = tuple[int, int]
"""Half-open, in pieces of the document."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a document's pieces, with where each of them stands among what the encoder reads."""

    first: int
    after: int
    """The stretch; half-open, in pieces of the document."""
    places: Integers
    """(pieces of the stretch): place of each in the encoder's input, which holds marks between paragraphs too."""
    length: int
    """Of the encoder's input, its marks counted."""


def windows(pieces: Pieces, paragraphs: Sequence[int], *, size: int, overlap: int, first_size: int = 0) -> list[Window]:
    """Return windows that hold every piece at least once.

    The encoder's input has a mark at its start, one at its end and one between two paragraphs.

    Args:
        pieces: Of the whole document.
        paragraphs: The first piece of each paragraph, rising.
        size: Pieces and marks that a window may have.
        overlap: Pieces that a window may repeat of the one before it; whole paragraphs, or sentences of a long one.
        first_size: Size of the first window, where it is to differ: other packings of the same document.
    """
    units = _units(pieces, paragraphs, size - _EDGES)
    starts = frozenset(paragraphs)
    return [_window(first, after, starts) for first, after in _packed(units, starts, size, overlap, first_size or size)]


def paragraph_starts(text: str, pieces: Pieces) -> list[int]:
    """Return the first piece of each paragraph; paragraphs are what lies between line breaks."""
    breaks = [found.end() for found in PARAGRAPH_BREAK.finditer(text)]
    firsts = {0, *(int(each) for each in np.searchsorted(pieces.starts, breaks, "left"))}
    return sorted(first for first in firsts if first < len(pieces))


def _units(pieces: Pieces, paragraphs: Sequence[int], room: int) -> list[Range]:
    """Return the paragraphs, each that has not enough room cut at its sentences' ends, or where need be."""
    units: list[Range] = []
    if not paragraphs:
        return units
    for first, after in zip(paragraphs, [*paragraphs[1:], len(pieces)], strict=True):
        start = first
        while after - start > room or (start > first and after - start > room // _PARTS):
            part = room // _PARTS
            end = next((cut for cut in range(start + part, start + part // 2, -1) if _ends(pieces, cut)), start + part)
            units.append((start, end))
            start = end
        units.append((start, after))
    return units


def _ends(pieces: Pieces, cut: int) -> bool:
    """Tell whether a sentence may end before the piece: white space there, and a capital behind it."""
    is_parted = pieces.ends[cut - 1] < pieces.starts[cut]
    return bool(is_parted and pieces.cases[cut] and pieces.ends[cut - 1] - pieces.starts[cut - 1] == 1)


def _packed(
    units: Sequence[Range], starts: frozenset[int], size: int, overlap: int, first_size: int
) -> Iterator[Range]:
    at = after = 0
    room = first_size
    while after < len(units):
        after += 1
        while after < len(units) and _length(units[at : after + 1], starts) <= room:
            after += 1
        start, end = units[at][0], units[after - 1][1]
        yield start, end
        room = size
        repeated = (each for each in range(at + 1, after) if end - units[each][0] <= overlap)
        at = next((each for each in repeated if _length(units[each : after + 1], starts) <= size), after)


def _length(units: Sequence[Range], starts: frozenset[int]) -> int:
    """Return what the units take of a window, its marks counted."""
    return _EDGES + units[-1][1] - units[0][0] + sum(first in starts for first, _ in units[1:])


def _window(first: int, after: int, starts: frozenset[int]) -> Window:
    marks = np.array([at in starts and at > first for at in range(first, after)], dtype=np.int64)
    places = 1 + np.arange(after - first) + np.cumsum(marks)
    return Window(first, after, places, int(places[-1]) + 2)


_EDGES = 2
_PARTS = 4
"""A paragraph that is too long is cut into parts of at most a quarter of a window: small enough for an overlap."""
