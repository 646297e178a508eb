"""Times that are counted or measured: "two days ago", "the past three weeks", "the third day", hours, durations."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from worker.extraction.claims.times.calendar import Calendar, Unit
from worker.extraction.claims.times.days import Period, day_of, moved, unit_around
from worker.extraction.claims.times.frames import Frame, Parts, from_publication, from_text, ordinal
from worker.extraction.claims.times.named import calendar_date


def shifted_unit(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "last week" and "later this year"."""
    if frame.published_at is None:
        return None
    period = unit_around(calendar.words.units[parts["unit"]], frame.published_at, calendar.words.shifts[parts["shift"]])
    return from_publication(period) if period is not None else None


def reference_unit(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "the previous day"."""
    unit = calendar.words.units[parts["unit"]]
    here = frame.told_period if unit in {"month", "year"} else frame.told_last
    if here is None:
        return None
    shift = calendar.words.reference_shifts[parts["reference_shift"]] if "that" not in parts else 0
    period = unit_around(unit, here, shift)
    return from_text(period) if period is not None else None


def counted_units(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "two days ago" and "three weeks earlier"."""
    count, unit = calendar.count(parts["count"]), calendar.words.units[parts["unit"]]
    direction, _, origin = calendar.words.ways[parts["way"]].split(" ")
    here = frame.published_at if origin == "publication" else frame.told_last
    if here is None:
        return None
    if count is None:
        return Period("PAST_REF" if direction == "back" else "FUTURE_REF")
    period = unit_around(unit, here, count if direction == "on" else -count, is_exact=True)
    if period is None:
        return None
    return from_publication(period) if origin == "publication" else from_text(period)


def past_span(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "the past three weeks"."""
    count, unit = calendar.count(parts["count"]), calendar.words.units[parts["unit"]]
    here, is_ahead = frame.published_at, calendar.words.shifts[parts["side"]] > 0
    if here is None or (parts["count"] in _ARTICLES):
        return None
    if count is None:
        return _vague_span(unit, here, is_ahead=is_ahead)
    other = moved(here, unit, count if is_ahead else -count)
    if other is None:
        return Period(_duration(count, unit))
    return from_publication(Period(_duration(count, unit), min(here, other), max(here, other)))


def ended(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "the three months ended June 30" and "the year to 31 March 2019"."""
    told, count = calendar_date(parts, calendar, frame), calendar.count(parts.get("count", "a"))
    if told is None or told.last is None or count is None:
        return None
    unit = calendar.words.units.get(parts["unit"], "month")
    count *= _MONTHS_OF_QUARTER if parts["unit"] == _QUARTER else 1
    first = moved(told.last + timedelta(days=1), unit, -count)
    if first is None:
        return None
    return replace(told, value=f"{first.isoformat()}/{told.last.isoformat()}", first=first)


def recent(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "recent days"."""
    if frame.published_at is None:
        return None
    word = parts.get("recent") or parts["shift"]
    is_ahead = calendar.words.shifts.get(word, -1) > 0
    return _vague_span(calendar.words.units[parts["unit"]], frame.published_at, is_ahead=is_ahead)


def _vague_span(unit: Unit, here: date, *, is_ahead: bool) -> Period:
    other = moved(here, unit, _FEW if is_ahead else -_FEW)
    value = "FUTURE_REF" if is_ahead else "PAST_REF"
    if other is None:
        return Period(value)
    return replace(
        from_publication(Period(value, min(here, other), max(here, other))),
        basis="taken as three, to or from the publication",
    )


def nth(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "the third day", from when it began."""
    number, unit = ordinal(parts["ordinal"], calendar), calendar.words.units[parts["unit"]]
    if frame.onset is None or unit != "day":
        return None
    told = day_of(frame.onset + timedelta(days=number - 1))
    return replace(from_text(told), basis=f"day {number}, counted from {frame.onset.isoformat()}, when it began")


def clock(parts: Parts, _calendar: Calendar, _frame: Frame) -> Period | None:
    """Read "3 a.m.", "14:30" and "noon"."""
    if (named := parts.get("named")) is not None:
        hour, minute = (0 if named == "midnight" else _NOON), 0
    else:
        hour, minute = int(parts["hour"]), int(parts.get("minute") or 0)
        if (half := parts.get("half")) is not None:
            if not 1 <= hour <= _NOON:
                return None
            hour = hour % _NOON + (_NOON if half == "p" else 0)
    told = f"{hour:02}:{minute:02}"
    return Period(f"TXX:{told}", hour=told)


def no_day(parts: Parts, calendar: Calendar, _frame: Frame) -> Period | None:
    """Read "now", "recently" and "soon"."""
    return Period(calendar.words.references[parts["named"]])


def ahead_span(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "in two days", of what lies ahead."""
    count, here = calendar.count(parts["count"]), frame.published_at
    if not frame.is_ahead or here is None or count is None or parts["count"] == "the":
        return duration(parts, calendar, frame)
    period = unit_around(calendar.words.units[parts["unit"]], here, count, is_exact=True)
    return from_publication(period) if period is not None else duration(parts, calendar, frame)


def within_span(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "within two weeks", of what lies ahead: from the publication until then."""
    count, here = calendar.count(parts["count"]), frame.published_at
    lasting = duration(parts, calendar, frame)
    if not frame.is_ahead or here is None or count is None or lasting is None:
        return lasting
    unit = calendar.words.units[parts["unit"]]
    last = here + timedelta(days=-(-count // _HOURS_OF_DAY)) if unit == "hour" else moved(here, unit, count)
    return from_publication(replace(lasting, first=here, last=last)) if last is not None else lasting


def edge(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "the end of the year": the year of the publication, of which one bound is told."""
    if frame.published_at is None or not parts["within"].startswith("the "):
        return None
    period = unit_around(calendar.words.units[parts["unit"]], frame.published_at, 0)
    if period is None:
        return None
    is_end = calendar.words.within[parts["within"]] == "late"
    return from_publication(replace(period, first=None) if is_end else replace(period, last=None))


def duration(parts: Parts, calendar: Calendar, _frame: Frame) -> Period | None:
    """Read "for three hours"."""
    count = calendar.count(parts["count"])
    if parts["count"] == "the":
        return None
    unit = calendar.words.units[parts["unit"]]
    return Period(_duration(count, unit) if count is not None else f"PX{_LETTERS[unit][-1]}")


def _duration(count: int, unit: Unit) -> str:
    return f"P{_LETTERS[unit].format(count * _TIMES.get(unit, 1))}"


_ARTICLES = frozenset({"the", "a", "an"})
_LETTERS: Mapping[Unit, str] = {
    "minute": "T{}M",
    "hour": "T{}H",
    "day": "{}D",
    "week": "{}W",
    "fortnight": "{}W",
    "month": "{}M",
    "year": "{}Y",
    "decade": "{}DE",
    "century": "{}CE",
}
_TIMES: Mapping[str, int] = {"fortnight": 2}
_FEW = 3
"""How many "recent days" are, for the bounds of what the text leaves open. Our choice."""
_HOURS_OF_DAY = 24
_QUARTER, _MONTHS_OF_QUARTER = "quarter", 3
_NOON = 12
