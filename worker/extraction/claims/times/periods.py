"""Expressions -> the days that they cover, with their TIMEX3 values (TimeML 1.2.1)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from worker.extraction.claims.times import counted, named
from worker.extraction.claims.times.calendar import Calendar, Expression
from worker.extraction.claims.times.days import Period, end_of_month
from worker.extraction.claims.times.frames import Frame, Parts


def period_of(expression: Expression, calendar: Calendar, frame: Frame) -> Period | None:
    """Return what the expression means; None where that cannot be told, or where there is no such day."""
    try:
        period = _READERS[expression.form](expression.parts, calendar, frame)
    except (ValueError, OverflowError):
        return None  # the 31st of February, or a week before the first year
    return _cut(period, expression.parts, calendar, frame) if period is not None else None


def _cut(period: Period, parts: Parts, calendar: Calendar, frame: Frame) -> Period:
    """End with the day of publication what is told as "earlier this week", begin with it what is told as "later"."""
    within, here = parts.get("within"), frame.published_at
    if within is None or period.first is None or period.last is None:
        return period
    match calendar.words.within[within]:
        case "earlier" if here is not None and period.first <= here <= period.last:
            return replace(period, last=here)
        case "later" if here is not None and period.first <= here <= period.last:
            return replace(period, first=here)
        case "early" | "mid" | "late" as third:
            return _third(period, _THIRDS.index(third))
        case _:
            return period


def _third(period: Period, number: int) -> Period:
    """Return four months of a year, or ten days of a month and what is left of them; else the period itself."""
    first, last = period.first, period.last
    if first is None or last is None:
        return period
    if period.value == f"{first.year:04}":
        start = 4 * number + 1
        return replace(period, first=first.replace(month=start), last=end_of_month(first.year, start + 3))
    if period.value == f"{first.year:04}-{first.month:02}":
        first = first.replace(day=10 * number + 1)
        return replace(period, first=first, last=last if _THIRDS[number] == "late" else first + timedelta(days=9))
    return period


_THIRDS = ("early", "mid", "late")
_READERS: Mapping[str, Callable[[Parts, Calendar, Frame], Period | None]] = {
    "ended": counted.ended,
    "iso": named.calendar_date,
    "day_month": named.calendar_date,
    "month_day": named.calendar_date,
    "month_year": named.calendar_date,
    "month": named.calendar_date,
    "shifted_month": named.shifted_month,
    "weekday_of_week": named.weekday_of_week,
    "reference_weekday": named.reference_weekday,
    "weekday": named.weekday,
    "quarter": named.quarter,
    "half": named.half,
    "season": named.season,
    "shifted_season": named.season,
    "weekend": named.weekend,
    "shifted_part": named.shifted_part,
    "recent": counted.recent,
    "past_span": counted.past_span,
    "counted": counted.counted_units,
    "reference_part": named.reference_part,
    "reference_unit": counted.reference_unit,
    "shifted_unit": counted.shifted_unit,
    "nth": counted.nth,
    "decade": named.decade,
    "clock": counted.clock,
    "named": named.named_day,
    "reference": counted.no_day,
    "year": named.calendar_year,
    "year_part": named.calendar_year,
    "ahead_span": counted.ahead_span,
    "within_span": counted.within_span,
    "holiday": named.holiday,
    "daypart": named.daypart,
    "edge": counted.edge,
    "span": counted.duration,
}
