"""What the model is to say of a window: a tag for each piece, and where the first piece of each span points.

Tags and pointers are flat: PolNeAR marks no attribution inside another's content, so that a piece has one role. Where
an annotator's spans overlap all the same (0.01 % of the letters), cue goes before source and source before content.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from training.corpus import Attribution
from worker.marking.pieces import Integers, Pieces
from worker.marking.tagset import POINTERS, ROLES, Pointer, Role, begin

NO_LABEL = -100
"""Stands where nothing is to be learned, as torch's cross-entropy has it."""


Range = tuple[int, int]
"""Half-open, in pieces of the document."""
Ranges = Mapping[Role, Sequence[Range]]


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of a stretch of pieces; places count from its first piece."""

    tags: Integers
    """(length)"""
    pointers: Integers
    """(pointers, length): the place pointed at, its own for "at none in this stretch"; `NO_LABEL` where none points."""


def ranges_of(attribution: Attribution, pieces: Pieces) -> Ranges:
    """Return the pieces that the attribution's spans touch."""
    found: dict[Role, list[Range]] = {}
    for role in ROLES:
        touched = (
            (int(np.searchsorted(pieces.ends, start, "right")), int(np.searchsorted(pieces.starts, end, "left")))
            for start, end in attribution[role]
        )
        found[role] = [(first, after) for first, after in touched if first < after]
    return found


def label(attributions: Sequence[Ranges], first: int, after: int) -> Labels:
    """Return the labels of the pieces from `first` to `after`; a span that the stretch cuts keeps what lies inside."""
    clipped = [_clipped(each, first, after) for each in attributions]
    tags = np.zeros(after - first, dtype=np.int64)
    for role in reversed(ROLES):
        for each in clipped:
            for start, end in each[role]:
                tags[start] = begin(role)
                tags[start + 1 : end] = begin(role) + 1
    pointers = np.full((len(POINTERS), after - first), NO_LABEL, dtype=np.int64)
    for each in clipped:
        for pointer, (role, target) in _ENDS.items():
            for start, _ in each[role]:
                if tags[start] == begin(role) and pointers[pointer, start] in (NO_LABEL, start):
                    pointers[pointer, start] = each[target][0][0] if each[target] else start
    return Labels(tags, pointers)


def _clipped(attribution: Ranges, first: int, after: int) -> dict[Role, list[Range]]:
    return {
        role: [
            (max(start, first) - first, min(end, after) - first)
            for start, end in attribution[role]
            if start < after and end > first
        ]
        for role in ROLES
    }


_ENDS: Mapping[Pointer, tuple[Role, Role]] = {
    Pointer.CONTENT_TO_CUE: (Role.CONTENT, Role.CUE),
    Pointer.CUE_TO_SOURCE: (Role.CUE, Role.SOURCE),
    Pointer.SOURCE_TO_CUE: (Role.SOURCE, Role.CUE),
}
"""Who points, and at what."""
