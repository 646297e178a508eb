"""Edits of a text that carry its spans along."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from training.corpus import Attribution, Document, Span
from worker.marking.tagset import ROLES


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in place of the stretch from `start` to `end`; half-open, in code points."""

    start: int
    end: int
    text: str


def edited(document: Document, edits: Iterable[Edit]) -> Document:
    """Return the document with all edits made; of two that overlap the first is made.

    A span keeps what replaces its own letters. What is put in at a span's edge stays outside it; a span of which
    nothing is left is dropped.
    """
    made = _apart(sorted(edits, key=lambda each: (each.start, each.end)))
    if not made:
        return document
    parts: list[str] = []
    shifts: list[int] = []
    at = shift = 0
    for edit in made:
        parts += (document.text[at : edit.start], edit.text)
        at = edit.end
        shift += len(edit.text) - (edit.end - edit.start)
        shifts.append(shift)
    parts.append(document.text[at:])
    moved = _Moved(made, shifts)
    attributions = tuple(_carried(each, moved) for each in document.attributions)
    return Document(document.name, "".join(parts), attributions)


@dataclass(frozen=True, slots=True)
class _Moved:
    edits: Sequence[Edit]
    shifts: Sequence[int]
    """How far the text behind each edit has moved."""

    def start(self, offset: int) -> int:
        """Return where a span starts that started here: behind what was put in before it."""
        done = bisect_right(self.edits, offset, key=lambda each: each.end)
        if done < len(self.edits) and self.edits[done].start < offset:
            edit = self.edits[done]  # cut by the span's edge: the whole of it is the span's
            return edit.start + (self.shifts[done - 1] if done else 0)
        return offset + (self.shifts[done - 1] if done else 0)

    def end(self, offset: int) -> int:
        """Return where a span ends that ended here: before what is put in behind it."""
        done = bisect_left(self.edits, offset, key=lambda each: each.start)
        if done and self.edits[done - 1].end > offset:
            edit = self.edits[done - 1]
            return edit.start + len(edit.text) + (self.shifts[done - 2] if done > 1 else 0)
        return offset + (self.shifts[done - 1] if done else 0)


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    made: list[Edit] = []
    for edit in edits:
        if not made or edit.start >= made[-1].end:
            made.append(edit)
    return made


def _carried(attribution: Attribution, moved: _Moved) -> Attribution:
    carried: dict[object, tuple[Span, ...]] = {}
    for role in ROLES:
        spans = ((moved.start(start), moved.end(end)) for start, end in attribution[role])
        carried[role] = tuple((start, end) for start, end in spans if start < end)
    return carried  # type: ignore[return-value]  # its keys are the roles
