"""What the model says of a document's windows -> its attributions. numpy only.

The tags of a word are the mean over its pieces, the best path is taken under what may follow what (Viterbi 1967), and
the spans of that path are paired by their pointers, each of which may only point at a span of the path.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.marking.tagset import OUTSIDE, ROLES, Pointer, Role, begin

Scores = NDArray[np.floating]
Integers = NDArray[np.int64]
Span = tuple[int, int]
Attribution = Mapping[Role, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class WindowScores:
    """What the model says of one window; the rows are the window's pieces, the encoder's marks left out."""

    first: int
    """The window's first piece, counted in the document."""
    tags: Scores
    """(pieces, tags)"""
    pointers: Scores
    """(pointers, pieces from, pieces to)"""

    @property
    def after(self) -> int:
        """The first piece behind the window."""
        return self.first + len(self.tags)


@dataclass(frozen=True, slots=True)
class Leaning:
    """What is added to the scores before they are compared, in natural logarithms of odds."""

    outside: float = 0.0
    """To a word's being outside all spans."""
    no_source: float = 0.0
    """To a cue's having no source."""
    no_cue: float = -5.0
    """To a content's having no cue: in the corpus each has one, but where a window's edge cuts them apart."""
    answer: float = 0.5
    """Weight of the source's own pointer to the cue, beside 1 for the cue's pointer to the source."""


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution, and how sure the model is of it."""

    spans: Attribution
    score: float
    """Log-probabilities, at most 0: the means over the words of cue, content and source, and of the pointers, added."""


def decode(
    readings: Sequence[WindowScores], words: Integers, starts: Integers, ends: Integers, leaning: Leaning
) -> list[Found]:
    """Return the attributions in the order of their cues: each has a cue and a content, and a source or none.

    Args:
        readings: Windows that together hold every piece; a piece in several is read where it has most around it.
        words: The word of each piece, rising.
        starts: Offset of each piece.
        ends: Offset behind each piece.
        leaning: Calibrated, see the model card.
    """
    if not len(words):
        return []
    best = _best_readings(readings, len(words))
    firsts = np.flatnonzero(np.diff(words, prepend=words[0] - 1))
    tags = np.stack([readings[reading].tags[piece - readings[reading].first] for piece, reading in enumerate(best)])
    told = word_scores(tags, firsts)
    path = best_path(told, leaning.outside)
    spans = spans_of(path)
    of_words = told[np.arange(len(path)), path]
    sure = {role: [float(of_words[first:last].mean()) for first, last in found] for role, found in spans.items()}
    afters = np.append(firsts[1:], len(words))
    pieces = {
        role: [(int(firsts[first]), int(afters[last - 1])) for first, last in found] for role, found in spans.items()
    }
    pairing = _Pairing(readings, best, leaning)
    cues, sources, contents = (pieces[role] for role in (Role.CUE, Role.SOURCE, Role.CONTENT))
    cue_of = pairing.cues([start for start, _ in contents], [start for start, _ in cues])
    source_of = pairing.sources([start for start, _ in cues], [start for start, _ in sources])
    found: list[Found] = []
    for number, cue in enumerate(cues):
        said = [content for content, of in enumerate(cue_of) if of.number == number]
        if said:
            source = source_of[number]
            by_role = {
                Role.CUE: [cue],
                Role.SOURCE: [] if source.number is None else [sources[source.number]],
                Role.CONTENT: [contents[content] for content in said],
            }
            score = sure[Role.CUE][number] + source.score
            score += sum(sure[Role.CONTENT][content] + cue_of[content].score for content in said) / len(said)
            score += 0.0 if source.number is None else sure[Role.SOURCE][source.number]
            spans_found = {
                role: [(int(starts[first]), int(ends[after - 1])) for first, after in stretches]
                for role, stretches in by_role.items()
            }
            found.append(Found(spans_found, score))
    return found


def word_scores(tags: Scores, firsts: Integers) -> Scores:
    """Return (words, tags): the mean log-probability of a word's pieces, those behind the first being inside.

    Args:
        tags: (pieces, tags) as the model gives them.
        firsts: The first piece of each word.
    """
    told = _log_softmax(tags)
    inside = told.copy()
    for role in ROLES:
        inside[:, begin(role)] = told[:, begin(role) + 1]
    inside[firsts] = told[firsts]
    counts = np.diff(np.append(firsts, len(tags)))
    return np.add.reduceat(inside, firsts, axis=0) / counts[:, None]


def best_path(scores: Scores, outside: float) -> list[int]:
    """Return the tags, one a word, of the highest sum under which an I follows only a B or I of its role."""
    best = np.array(scores, dtype=np.float64)
    best[:, OUTSIDE] += outside
    best[0, _INSIDE] += _NEVER
    came_from = np.zeros(best.shape, dtype=np.int64)
    for word in range(1, len(best)):
        before = best[word - 1]
        came_from[word] = before.argmax()
        came_from[word, _INSIDE] = np.where(before[_INSIDE] > before[_BEGIN], _INSIDE, _BEGIN)
        best[word] += before[came_from[word]]
    path = [int(best[-1].argmax())]
    for word in range(len(best) - 1, 0, -1):
        path.append(int(came_from[word, path[-1]]))
    return path[::-1]


def spans_of(path: Sequence[int]) -> dict[Role, list[Span]]:
    """Return the stretches of each role, half-open, in words, in order."""
    spans: dict[Role, list[Span]] = {role: [] for role in ROLES}
    at = 0
    while at < len(path):
        start, tag = at, path[at]
        at += 1
        if tag == OUTSIDE:
            continue
        role = ROLES[(tag - 1) // 2]
        while at < len(path) and path[at] == begin(role) + 1:
            at += 1
        spans[role].append((start, at))
    return spans


def _best_readings(readings: Sequence[WindowScores], pieces: int) -> list[int]:
    """Return, for each piece, the window that shows most of the text around it: the nearer edge is furthest."""
    best = [0] * pieces
    around = np.full(pieces, -1.0)
    for number, reading in enumerate(readings):
        at = np.arange(reading.first, reading.after)
        left = at - reading.first if reading.first else np.full(len(at), pieces)
        right = reading.after - 1 - at if reading.after < pieces else np.full(len(at), pieces)
        shown = np.minimum(left, right)
        for piece in at[shown > around[at]]:
            best[piece] = number
        around[at] = np.maximum(around[at], shown)
    return best


@dataclass(frozen=True, slots=True)
class _Pointed:
    """What a span points at, by its number; None for nothing."""

    number: int | None
    score: float
    """Log-probability."""


class _Pairing:
    """Pointers between spans, which are known by their first pieces."""

    def __init__(self, readings: Sequence[WindowScores], best: Sequence[int], leaning: Leaning) -> None:
        self._readings = readings
        self._best = best
        self._leaning = leaning

    def cues(self, contents: Sequence[int], cues: Sequence[int]) -> list[_Pointed]:
        """Return each content's cue."""
        return [_best(*self._told(Pointer.CONTENT_TO_CUE, content, cues, self._leaning.no_cue)) for content in contents]

    def sources(self, cues: Sequence[int], sources: Sequence[int]) -> list[_Pointed]:
        """Return each cue's source."""
        answers = [self._told(Pointer.SOURCE_TO_CUE, source, cues, 0.0) for source in sources]
        found: list[_Pointed] = []
        for number, cue in enumerate(cues):
            seen, told = self._told(Pointer.CUE_TO_SOURCE, cue, sources, self._leaning.no_source)
            for at in range(len(told) - 1):
                first, answer = answers[seen + at]
                is_asked = first <= number < first + len(answer) - 1
                told[at] += self._leaning.answer * max(float(answer[number - first]) if is_asked else _NEVER, _SILENT)
            found.append(_best(seen, _log_softmax(told)))
        return found

    def _told(self, pointer: Pointer, start: int, targets: Sequence[int], none: float) -> tuple[int, Scores]:
        """Return the number of the first target that the window shows, and the log-probabilities of all that it shows.

        That of "none" comes last; targets rise.
        """
        reading = self._readings[self._best[start]]
        row = reading.pointers[pointer, start - reading.first]
        first, after = bisect_left(targets, reading.first), bisect_left(targets, reading.after)
        scores = [float(row[target - reading.first]) for target in targets[first:after]]
        return first, _log_softmax(np.array([*scores, float(row[start - reading.first]) + none]))


def _best(seen: int, told: Scores) -> _Pointed:
    best = int(told.argmax())
    return _Pointed(seen + best if best < len(told) - 1 else None, float(told[best]))


def _log_softmax(scores: NDArray[np.floating]) -> Scores:
    shifted = scores - scores.max(axis=-1, keepdims=True)
    logarithms: Scores = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logarithms


_BEGIN = np.array([begin(role) for role in ROLES])
_INSIDE = _BEGIN + 1
_NEVER = -1e4
_SILENT = -3.0
"""A source that several cues share answers the first of them only: its silence counts for no more than this."""
