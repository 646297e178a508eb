"""Scores of marked documents -> the leaning under which they are decoded best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from training.corpus import Document
from training.scoring import Measure, Tally
from worker.marking.decoding import Leaning, WindowScores, decode
from worker.marking.pieces import Pieces


@dataclass(frozen=True, slots=True)
class Scored:
    """A marked document and what the model says of it."""

    document: Document
    pieces: Pieces
    windows: Sequence[WindowScores]


def calibrate(scored: Sequence[Scored], start: Leaning) -> Leaning:
    """Return the leaning of the highest joint F1: each of its parts is tried in turn until none gets better."""
    best, reached = start, tally(scored, start).agreement(Measure.JOINT).f1
    is_better = True
    while is_better:
        is_better = False
        for part, values in _TRIED.items():
            for value in values:
                tried = replace(best, **{part: value})
                f1 = tally(scored, tried).agreement(Measure.JOINT).f1
                if f1 > reached + _GAIN:
                    best, reached, is_better = tried, f1, True
    return best


def tally(scored: Sequence[Scored], leaning: Leaning) -> Tally:
    """Return how well the documents are decoded."""
    counted = Tally()
    for each in scored:
        found = decode(each.windows, each.pieces.words, each.pieces.starts, each.pieces.ends, leaning)
        counted.add(each.document.text, each.document.attributions, found)
    return counted


_TRIED: Mapping[str, Sequence[float]] = {
    "outside": (-0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75),
    "no_source": (-3.0, -2.0, -1.0, 0.0, 1.0),
    "no_cue": (-10.0, -5.0, -2.0, 0.0),
    "answer": (0.0, 0.25, 0.5, 1.0),
}
_GAIN = 0.0005
"""F1. Less is chance."""
