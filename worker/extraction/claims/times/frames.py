"""From where a time is counted, and how that is said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from worker.extraction.claims.times.calendar import Calendar
from worker.extraction.claims.times.days import Period, day_of

ANCHOR_PUBLISHED: Final = "date_published"
"""What `TimeValue.anchor` says of a time that was counted from the day of publication."""
ANCHOR_NARRATIVE: Final = "narrative"
"""What it says of a time that was counted from another one of the text."""

Parts = Mapping[str, str]
"""What stands in each place of a form."""


@dataclass(frozen=True, slots=True)
class Frame:
    """From where an expression is counted."""

    published_at: date | None
    told_last: date | None
    """The day that the text told before, or tells right behind "after"; else the one of which it speaks first."""
    told_period: date | None
    """The first day of the month or year that it told before, or of that day's."""
    onset: date | None
    """When what the text speaks of began."""
    is_ahead: bool
    """Whether it lies ahead, where the expression itself does not tell."""


def part_of(day: date, parts: Parts, calendar: Calendar) -> Period:
    """Return the day, or the part of it that is told."""
    told = day_of(day)
    if "part" in parts:
        return replace(told, value=f"{told.value}T{calendar.words.parts[parts['part']]}")
    return told


def ordinal(word: str, calendar: Calendar) -> int:
    """Return what "third" and "3rd" count."""
    return calendar.words.ordinals[word] if word in calendar.words.ordinals else int(word[:-2])


def from_publication(period: Period) -> Period:
    """Return the period as counted from the day of publication."""
    return replace(period, anchor=ANCHOR_PUBLISHED, basis="counted from the day of publication")


def from_text(period: Period) -> Period:
    """Return the period as counted from another time of the text."""
    return replace(period, anchor=ANCHOR_NARRATIVE, basis="counted from the day that the text told before")
