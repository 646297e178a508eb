"""Scores of marked documents -> the leaning under which they are decoded best, and what a score is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training.corpus import Document
from training.scoring import Measure, Tally, joint_right
from worker.marking.decoding import Found, Leaning, WindowScores, decode
from worker.marking.pieces import Pieces
from worker.marking.reading import Calibration

Judged = tuple[NDArray[np.floating], NDArray[np.bool_]]
"""Of each attribution found: its score, and whether it is right."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A marked document and what the model says of it."""

    document: Document
    pieces: Pieces
    windows: Sequence[WindowScores]


def found(scored: Scored, leaning: Leaning) -> list[Found]:
    """Return the attributions that the scores say there are."""
    pieces = scored.pieces
    return decode(scored.windows, pieces.words, pieces.starts, pieces.ends, leaning)


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
        counted.add(each.document.text, each.document.attributions, [one.spans for one in found(each, leaning)])
    return counted


def judged(scored: Sequence[Scored], leaning: Leaning) -> Judged:
    """Return the score of each attribution found, and whether its content and source are both right."""
    scores: list[float] = []
    right: list[bool] = []
    for each in scored:
        here = found(each, leaning)
        scores += [one.score for one in here]
        right += joint_right(each.document.text, each.document.attributions, [one.spans for one in here])
    return np.array(scores), np.array(right, dtype=bool)


def fit(judgement: Judged) -> Calibration:
    """Return the curve of the highest likelihood (Newton's method)."""
    scores, right = judgement
    inputs = np.stack([scores, np.ones_like(scores)], axis=1)
    weights = np.zeros(2)
    for _ in range(_NEWTON_STEPS):
        probabilities = 1 / (1 + np.exp(-(inputs @ weights)))
        curvature = (inputs * (probabilities * (1 - probabilities))[:, None]).T @ inputs + _RIDGE * np.eye(2)
        weights -= np.linalg.solve(curvature, inputs.T @ (probabilities - right) + _RIDGE * weights)
    return Calibration(slope=round(float(weights[0]), 3), intercept=round(float(weights[1]), 3))


def expected_error(judgement: Judged, calibration: Calibration) -> float:
    """Return how far probability and share of right ones lie apart, mean over tenths of equal size (ECE)."""
    scores, right = judgement
    probabilities = np.array([calibration.probability(float(score)) for score in scores])
    tenths = np.array_split(np.argsort(probabilities), _TENTHS)
    apart = (abs(probabilities[tenth].mean() - right[tenth].mean()) * len(tenth) for tenth in tenths if len(tenth))
    return float(sum(apart) / max(1, len(scores)))


_TRIED: Mapping[str, Sequence[float]] = {
    "outside": (-0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75),
    "no_source": (-3.0, -2.0, -1.0, 0.0, 1.0),
    "no_cue": (-10.0, -5.0, -2.0, 0.0),
    "answer": (0.0, 0.25, 0.5, 1.0),
}
_GAIN = 0.0005
"""F1. Less is chance."""
_NEWTON_STEPS = 50
_RIDGE = 1e-3
"""Keeps the curve finite where all are right."""
_TENTHS = 10
