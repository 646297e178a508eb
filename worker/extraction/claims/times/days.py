"""Days, weeks, months and years around a day, with their TIMEX3 values (TimeML 1.2.1)."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from worker.extraction.claims.times.calendar import Unit


@dataclass(frozen=True, slots=True)
class Period:
    """What an expression means."""

    value: str
    first: date | None = None
    last: date | None = None
    """Both absent for a duration, an hour and what is no day at all."""
    anchor: str | None = None
    basis: str = ""
    hour: str | None = None
    """"03:00", of a time of day."""


def day_of(day: date) -> Period:
    """Return the day as a period."""
    return Period(day.isoformat(), day, day)


def month_of(year: int, month: int) -> Period:
    """Return the days of a month."""
    return Period(f"{year:04}-{month:02}", date(year, month, 1), end_of_month(year, month))


def end_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def quarter_of(year: int, number: int) -> Period:
    """Return the days of a quarter of the calendar year."""
    return Period(f"{year:04}-Q{number}", date(year, 3 * number - 2, 1), end_of_month(year, 3 * number))


def year_of(year: int) -> Period:
    """Return the days of a year."""
    return Period(f"{year:04}", date(year, 1, 1), date(year, 12, 31))


def unit_around(  # noqa: PLR0911  # one line a unit reads best
    unit: Unit, here: date, shift: int, *, is_exact: bool = False
) -> Period | None:
    """Return the day, week, month or year that lies so many from that of `here`.

    `is_exact` counts from that day, so that it is known to the unit and no better.
    """
    there = moved(here, unit, shift)
    if there is None:
        return None
    match unit:
        case "day":
            return day_of(there)
        case "week" | "fortnight":
            monday = monday_of(there)
            year, week, _ = monday.isocalendar()
            value = f"{year:04}-W{week:02}"
            return Period(value) if is_exact else Period(value, monday, monday + timedelta(days=6))
        case "month":
            told = month_of(there.year, there.month)
            return Period(told.value) if is_exact else told
        case "decade":
            first = there.year // 10 * 10
            return Period(f"{there.year // 10}", date(first, 1, 1), date(first + 9, 12, 31))
        case "century":
            first = there.year // 100 * 100
            return Period(f"{there.year // 100}", date(first, 1, 1), date(first + 99, 12, 31))
        case _:
            return Period(f"{there.year:04}") if is_exact else year_of(there.year)


def moved(here: date, unit: Unit, count: int) -> date | None:
    """Return the day so many units on, or back; None for units shorter than a day."""
    match unit:
        case "minute" | "hour":
            return None
        case "day":
            return here + timedelta(days=count)
        case "week":
            return here + timedelta(weeks=count)
        case "fortnight":
            return here + timedelta(weeks=2 * count)
        case _:
            months = here.year * 12 + here.month - 1 + count * _MONTHS[unit]
            year, month = months // 12, months % 12 + 1
            return date(year, month, min(here.day, monthrange(year, month)[1]))


def nearest_year(day: int, month: int, here: date, *, is_ahead: bool) -> date:
    """Return the last such day up to the publication, or the first from it on."""
    told = date(here.year, month, day)
    if is_ahead:
        return told if told >= here else date(here.year + 1, month, day)
    return told if told <= here else date(here.year - 1, month, day)


def year_of_month(month: int, here: date, *, is_ahead: bool) -> int:
    """Return the year of the last such month up to the publication, or of the first from it on."""
    if is_ahead:
        return here.year + (month < here.month)
    return here.year - (month > here.month)


def nearest_weekday(number: int, here: date, *, shift: int | None, is_ahead: bool) -> date:
    """Return the day itself where it was published on one; "last" and "next" mean another."""
    back = (here.isoweekday() - number) % _DAYS_A_WEEK
    if shift == 1 or (shift is None and is_ahead):
        forward = (number - here.isoweekday()) % _DAYS_A_WEEK
        return here + timedelta(days=forward or (_DAYS_A_WEEK if shift == 1 else 0))
    if shift == 0:
        return here + timedelta(days=number - here.isoweekday())
    return here - timedelta(days=back or (_DAYS_A_WEEK if shift == -1 else 0))


def monday_of(here: date) -> date:
    """Return the Monday of the day's week (ISO 8601)."""
    return here - timedelta(days=here.isoweekday() - 1)


_MONTHS: Mapping[str, int] = {"month": 1, "year": 12, "decade": 120, "century": 1200}
_DAYS_A_WEEK = 7
