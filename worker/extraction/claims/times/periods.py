"""Expressions -> the days that they cover, with their TIMEX3 values (TimeML 1.2.1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from worker.extraction.claims.times.calendar import Calendar, Expression, Unit
from worker.extraction.claims.times.days import (
    Period,
    day_of,
    end_of_month,
    monday_of,
    month_of,
    moved,
    nearest_weekday,
    nearest_year,
    quarter_of,
    unit_around,
    year_of,
    year_of_month,
)

ANCHOR_PUBLISHED: Final = "date_published"
"""What `TimeValue.anchor` says of a time that was counted from the day of publication."""
ANCHOR_NARRATIVE: Final = "narrative"
"""What it says of a time that was counted from another one of the text."""


@dataclass(frozen=True, slots=True)
class Frame:
    """From where an expression is counted."""

    published_at: date | None
    told_last: date | None
    """The day that the text told before, or tells right behind "after"."""
    told_period: date | None
    """The first day of the month or year that it told before, or of that day's."""
    onset: date | None
    """When what the text speaks of began."""
    is_ahead: bool
    """Whether it lies ahead, where the expression itself does not tell."""


def period_of(expression: Expression, calendar: Calendar, frame: Frame) -> Period | None:
    """Return what the expression means; None where that cannot be told, or where there is no such day."""
    try:
        period = _READERS[expression.form](expression.parts, calendar, frame)
    except (ValueError, OverflowError):
        return None  # the 31st of February, or a week before the first year
    return _cut(period, expression.parts, calendar, frame) if period is not None else None


Parts = Mapping[str, str]


def _cut(period: Period, parts: Parts, calendar: Calendar, frame: Frame) -> Period:
    """End with the day of publication what is told as "earlier this week", begin with it what is told as "later"."""
    within, here = parts.get("within"), frame.published_at
    if within is None or here is None or period.first is None or period.last is None:
        return period
    match calendar.words.within[within]:
        case "earlier" if period.first <= here <= period.last:
            return replace(period, last=here)
        case "later" if period.first <= here <= period.last:
            return replace(period, first=here)
        case _:
            return period


def _date(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    month = _month_number(parts["month"], calendar)
    if "year" in parts and "day" in parts:
        return day_of(date(int(parts["year"]), month, int(parts["day"])))
    if "year" in parts:
        return month_of(int(parts["year"]), month)
    if frame.published_at is None:
        return None
    here = frame.published_at
    if "day" in parts:
        return _counted(day_of(nearest_year(int(parts["day"]), month, here, is_ahead=frame.is_ahead)))
    return _counted(month_of(year_of_month(month, here, is_ahead=frame.is_ahead), month))


def _shifted_month(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    if frame.published_at is None:
        return None
    here, month = frame.published_at, _month_number(parts["month"], calendar)
    match calendar.words.shifts[parts["shift"]]:
        case -1:
            year = here.year if month < here.month else here.year - 1
        case 0:
            year = here.year
        case _:
            year = here.year if month > here.month else here.year + 1
    return _counted(month_of(year, month))


def _weekday(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    if frame.published_at is None:
        return None
    shift = calendar.words.shifts[parts["shift"]] if "shift" in parts else None
    day = nearest_weekday(
        calendar.words.weekdays[parts["weekday"]], frame.published_at, shift=shift, is_ahead=frame.is_ahead
    )
    return _counted(_part_of(day, parts, calendar))


def _weekday_of_week(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    if frame.published_at is None:
        return None
    monday = monday_of(frame.published_at) + timedelta(weeks=calendar.words.shifts[parts["shift"]])
    return _counted(day_of(monday + timedelta(days=calendar.words.weekdays[parts["weekday"]] - 1)))


def _reference_weekday(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    if frame.told_last is None:
        return None
    number = calendar.words.weekdays[parts["weekday"]]
    shift = calendar.words.reference_shifts[parts["reference_shift"]]
    return _from_text(_part_of(nearest_weekday(number, frame.told_last, shift=shift, is_ahead=False), parts, calendar))


def _named(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    if frame.published_at is None:
        return None
    named = parts["named"]
    night = {"part": "night"} if named in _NIGHTS else {}
    day = frame.published_at + timedelta(days=calendar.words.days[named])
    told = _counted(_part_of(day, {**night, **parts}, calendar))
    return replace(told, last=frame.published_at) if day < frame.published_at and night else told


def _shifted_part(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    if frame.published_at is None:
        return None
    return _counted(
        _part_of(frame.published_at + timedelta(days=calendar.words.shifts[parts["shift"]]), parts, calendar)
    )


def _shifted_unit(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    if frame.published_at is None:
        return None
    period = unit_around(calendar.words.units[parts["unit"]], frame.published_at, calendar.words.shifts[parts["shift"]])
    return _counted(period) if period is not None else None


def _reference_unit(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    unit = calendar.words.units[parts["unit"]]
    here = frame.told_period if unit in {"month", "year"} else frame.told_last
    if here is None:
        return None
    period = unit_around(unit, here, calendar.words.reference_shifts[parts["reference_shift"]])
    return _from_text(period) if period is not None else None


def _weekend(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    if frame.published_at is None:
        return None
    here = frame.published_at
    saturday = monday_of(here) + timedelta(days=_SATURDAY - 1)
    shift = calendar.words.shifts.get(parts.get("shift", ""))
    if shift == 1:
        saturday += timedelta(weeks=1) * (here >= saturday)
    elif shift == -1 or (saturday > here and not frame.is_ahead):
        saturday -= timedelta(weeks=1)
    year, week, _ = saturday.isocalendar()
    return _counted(Period(f"{year:04}-W{week:02}-WE", saturday, saturday + timedelta(days=1)))


def _quarter(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    number = int(parts.get("number") or _ordinal(parts["ordinal"], calendar))
    if not 1 <= number <= _QUARTERS:
        return None
    if "year" in parts:
        return quarter_of(int(parts["year"]), number)
    if frame.published_at is None:
        return None
    ended = 3 * number <= frame.published_at.month - (not frame.is_ahead)
    started = 3 * number - 2 <= frame.published_at.month
    year = frame.published_at.year + (1 if frame.is_ahead and ended else -1 if not (frame.is_ahead or started) else 0)
    return _counted(quarter_of(year, number))


def _half(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    if "year" in parts:
        year = int(parts["year"])
    elif frame.published_at is not None:
        year = frame.published_at.year + calendar.words.shifts[parts["shift"]]
    else:
        return None
    number = calendar.words.ordinals[parts["ordinal"]]
    period = Period(f"{year:04}-H{number}", date(year, 6 * number - 5, 1), end_of_month(year, 6 * number))
    return period if "year" in parts else _counted(period)


def _season(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    code = calendar.words.seasons[parts["season"]]
    if "year" in parts:
        return Period(f"{int(parts['year']):04}-{code}")
    if frame.published_at is None:
        return None
    return _counted(Period(f"{frame.published_at.year + calendar.words.shifts[parts['shift']]:04}-{code}"))


def _year(parts: Parts, _calendar: Calendar, _frame: Frame) -> Period | None:
    return year_of(int(parts["year"]))


def _decade(parts: Parts, _calendar: Calendar, _frame: Frame) -> Period | None:
    first = int(parts["decade"]) * 10
    if "vaguely" in parts:
        return Period(parts["decade"])
    return Period(parts["decade"], date(first, 1, 1), date(first + 9, 12, 31))


def _counted_units(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
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
    return _counted(period) if origin == "publication" else _from_text(period)


def _past_span(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    count, unit = calendar.count(parts["count"]), calendar.words.units[parts["unit"]]
    here, is_ahead = frame.published_at, calendar.words.shifts[parts["side"]] > 0
    if here is None or (parts["count"] in _ARTICLES):
        return None
    if count is None:
        return _vague_span(unit, here, is_ahead=is_ahead)
    other = moved(here, unit, count if is_ahead else -count)
    if other is None:
        return Period(_duration(count, unit))
    return _counted(Period(_duration(count, unit), min(here, other), max(here, other)))


def _recent(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
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
        _counted(Period(value, min(here, other), max(here, other))), basis="taken as three, to or from the publication"
    )


def _nth(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    number, unit = _ordinal(parts["ordinal"], calendar), calendar.words.units[parts["unit"]]
    if frame.onset is None or unit != "day":
        return None
    told = day_of(frame.onset + timedelta(days=number - 1))
    return replace(_from_text(told), basis=f"day {number}, counted from {frame.onset.isoformat()}, when it began")


def _clock(parts: Parts, _calendar: Calendar, _frame: Frame) -> Period | None:
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


def _reference(parts: Parts, calendar: Calendar, _frame: Frame) -> Period | None:
    return Period(calendar.words.references[parts["named"]])


def _ahead_span(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    count, here = calendar.count(parts["count"]), frame.published_at
    if not frame.is_ahead or here is None or count is None or parts["count"] == "the":
        return _span(parts, calendar, frame)
    period = unit_around(calendar.words.units[parts["unit"]], here, count, is_exact=True)
    return _counted(period) if period is not None else _span(parts, calendar, frame)


def _edge(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "the end of the year": the year of the publication, of which one bound is told."""
    if frame.published_at is None or not parts["within"].startswith("the "):
        return None
    period = unit_around(calendar.words.units[parts["unit"]], frame.published_at, 0)
    if period is None:
        return None
    is_end = calendar.words.within[parts["within"]] == "late"
    return _counted(replace(period, first=None) if is_end else replace(period, last=None))


def _span(parts: Parts, calendar: Calendar, _frame: Frame) -> Period | None:
    count = calendar.count(parts["count"])
    if parts["count"] == "the":
        return None
    unit = calendar.words.units[parts["unit"]]
    return Period(_duration(count, unit) if count is not None else f"PX{_LETTERS[unit][-1]}")


def _part_of(day: date, parts: Parts, calendar: Calendar) -> Period:
    told = day_of(day)
    if "part" in parts:
        return replace(told, value=f"{told.value}T{calendar.words.parts[parts['part']]}")
    return told


def _month_number(word: str, calendar: Calendar) -> int:
    return int(word) if word.isdecimal() else calendar.words.months[word]


def _ordinal(word: str, calendar: Calendar) -> int:
    return calendar.words.ordinals[word] if word in calendar.words.ordinals else int(word[:-2])


def _duration(count: int, unit: Unit) -> str:
    return f"P{_LETTERS[unit].format(count * _TIMES.get(unit, 1))}"


def _counted(period: Period) -> Period:
    return replace(period, anchor=ANCHOR_PUBLISHED, basis="counted from the day of publication")


def _from_text(period: Period) -> Period:
    return replace(period, anchor=ANCHOR_NARRATIVE, basis="counted from the day that the text told before")


_READERS: Mapping[str, Callable[[Parts, Calendar, Frame], Period | None]] = {
    "iso": _date,
    "day_month": _date,
    "month_day": _date,
    "month_year": _date,
    "month": _date,
    "shifted_month": _shifted_month,
    "weekday_of_week": _weekday_of_week,
    "reference_weekday": _reference_weekday,
    "weekday": _weekday,
    "quarter": _quarter,
    "half": _half,
    "season": _season,
    "shifted_season": _season,
    "weekend": _weekend,
    "shifted_part": _shifted_part,
    "recent": _recent,
    "past_span": _past_span,
    "counted": _counted_units,
    "reference_unit": _reference_unit,
    "shifted_unit": _shifted_unit,
    "nth": _nth,
    "decade": _decade,
    "clock": _clock,
    "named": _named,
    "reference": _reference,
    "year": _year,
    "year_part": _year,
    "ahead_span": _ahead_span,
    "edge": _edge,
    "span": _span,
}
_NIGHTS = frozenset({"tonight", "overnight"})
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
_NOON = 12
_SATURDAY = 6
_QUARTERS = 4
