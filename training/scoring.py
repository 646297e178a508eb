"""How well attributions agree with marked ones: content, source, cue, and both source and content (joint).

Spans are compared as sets of words, so that marks and white space never matter. Attributions are paired one to one, the
highest share of common content words (intersection over union) first. A half in common is enough: annotators differ in
how much of a title or of a trailing clause they mark.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from worker.marking.decoding import Attribution, Span
from worker.marking.tagset import Role


class Measure(StrEnum):
    """What is counted as right."""

    JOINT = "joint"
    """Half of the content's words, and half of the source's or neither has a source."""
    CONTENT = "content"
    """Half of the content's words."""
    SOURCE = "source"
    """Half of the source's words, whatever it says."""
    CUE = "cue"
    """One word of the cue, whatever it brings."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of one measure."""

    right: int
    found: int
    marked: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 to 1."""
        return 2 * self.right / (self.found + self.marked) if self.found + self.marked else 0.0


@dataclass(slots=True)
class Tally:
    """Sums over documents."""

    counts: dict[Measure, tuple[int, int, int]] = field(default_factory=dict)

    def add(self, text: str, marked: Iterable[Attribution], found: Iterable[Attribution]) -> None:
        """Count one document."""
        words = [(each.start(), each.end()) for each in _WORD.finditer(text)]
        for measure, here in _counts(list(_worded(words, marked)), list(_worded(words, found))):
            before = self.counts.get(measure, (0, 0, 0))
            self.counts[measure] = (before[0] + here[0], before[1] + here[1], before[2] + here[2])

    def agreement(self, measure: Measure) -> Agreement:
        """Return the sums of one measure."""
        return Agreement(*self.counts.get(measure, (0, 0, 0)))


def joint_right(text: str, marked: Iterable[Attribution], found: Sequence[Attribution]) -> list[bool]:
    """Return for each attribution found whether its content and source are both right."""
    words = [(each.start(), each.end()) for each in _WORD.finditer(text)]
    marked_words = list(_worded(words, marked))
    worded = [next(iter(_worded(words, [each])), None) for each in found]
    told = [each for each in worded if each is not None]
    right = iter(_is_joint(marked_words, told))
    return [each is not None and next(right) for each in worded]


_Words = dict[Role, frozenset[int]]


def _worded(words: Sequence[Span], attributions: Iterable[Attribution]) -> Iterator[_Words]:
    for each in attributions:
        worded = {role: frozenset(number for span in each[role] for number in _words_in(words, span)) for role in Role}
        if worded[Role.CONTENT] or worded[Role.CUE]:
            yield worded


def _words_in(words: Sequence[Span], span: Span) -> range:
    return range(
        bisect_right(words, span[0], key=lambda each: each[1]), bisect_left(words, span[1], key=lambda each: each[0])
    )


def _counts(marked: Sequence[_Words], found: Sequence[_Words]) -> Iterator[tuple[Measure, tuple[int, int, int]]]:
    pairs = [pair for pair in _paired(marked, found, Role.CONTENT) if pair[0] >= _HALF]
    yield Measure.JOINT, (sum(_is_joint(marked, found)), len(found), len(marked))
    yield Measure.CONTENT, (len(pairs), len(found), len(marked))
    for measure, role, least in ((Measure.SOURCE, Role.SOURCE, _HALF), (Measure.CUE, Role.CUE, 0.0)):
        have = [each for each in marked if each[role]], [each for each in found if each[role]]
        right = sum(share >= least for share, _, _ in _paired(*have, role))
        yield measure, (right, len(have[1]), len(have[0]))


def _is_joint(marked: Sequence[_Words], found: Sequence[_Words]) -> list[bool]:
    """Tell of each found one whether half of its content's words are right, and of its source's or neither has one."""
    right = {
        other
        for share, one, other in _paired(marked, found, Role.CONTENT)
        if share >= _HALF
        and (
            _share(marked[one][Role.SOURCE], found[other][Role.SOURCE]) >= _HALF
            or not (marked[one][Role.SOURCE] or found[other][Role.SOURCE])
        )
    }
    return [number in right for number in range(len(found))]


def _paired(marked: Sequence[_Words], found: Sequence[_Words], role: Role) -> Iterator[tuple[float, int, int]]:
    """Return pairs that share a word of the role, one to one; among equals those whose cue, then source agree."""
    candidates = sorted(
        (
            -_share(one[role], other[role]),
            not one[Role.CUE] & other[Role.CUE],
            -_share(one[Role.SOURCE], other[Role.SOURCE]),
            at,
            by,
        )
        for at, one in enumerate(marked)
        for by, other in enumerate(found)
        if one[role] & other[role]
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for share, _, _, at, by in candidates:
        if at not in taken[0] and by not in taken[1]:
            taken[0].add(at)
            taken[1].add(by)
            yield -share, at, by


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


_WORD = re.compile(r"\w+(?:['\u2019]\w+)?")
_HALF = 0.5
