"""Words for days, weeks, months and years -> the days they cover, with their TIMEX3 values."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from worker.extraction.claims.shapes import Table, read_checked

Unit = Literal["week", "month", "year"]


class Calendar(Table):
    """calendar.toml."""

    days: dict[str, int]
    weekdays: dict[str, int]
    months: dict[str, int]
    shifts: dict[str, int]
    units: dict[str, Unit]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return what finds the times that `read_periods` understands."""
        month = rf"(?P<month>{_any(map(str.capitalize, self.months))})\b\.?"
        day, year = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?", r"(?P<year>(?:1[5-9]|20)\d\d)"
        shift = rf"(?P<shift>{_any(self.shifts)}|{_any(map(str.capitalize, self.shifts))})"
        forms = (
            rf"{year}-(?P<month>[01]\d)-{day}",
            rf"{day} (?:of )?{month}(?:,? {year})?",
            rf"{month} {day}(?!\d|[.,:]\d)(?:,? {year})?",
            rf"{month},? {year}",
            rf"(?:{shift} )?(?P<weekday>{_any(map(str.capitalize, self.weekdays))})",
            rf"{shift} (?P<unit>{_any(self.units)})",
            rf"(?P<named>{_any(self.days)}|{_any(map(str.capitalize, self.days))})",
        )
        return re.compile(
            r"(?<![\w-])(?:" + "|".join(map(_numbered, range(len(forms)), forms)) + r")(?![\w-])", re.ASCII
        )


@dataclass(frozen=True, slots=True)
class Period:
    """A time and the characters that tell it, half-open, in the text that was read."""

    start: int
    end: int
    value: str
    """TIMEX3."""
    first: date
    last: date
    is_counted: bool
    """Whether it was counted from the day of publication."""
    basis: str
    """How it was counted, in words."""


def load_calendar(language: str) -> Calendar:
    """Read and check the table; raises `TableError` that names the file and the entry."""
    return read_checked(language, "calendar", Calendar)


def read_periods(text: str, calendar: Calendar, published_at: date | None, *, ahead: bool) -> Iterator[Period]:
    """Yield the times in text order; `ahead` says that what has no direction of its own lies ahead.

    What must be counted from the day of publication is left out where that is not known.
    """
    for match in calendar.pattern.finditer(text):
        parts = {name.rpartition("_")[0]: word for name, word in match.groupdict().items() if word is not None}
        try:
            days = _days(parts, calendar, published_at, ahead=ahead)
        except (ValueError, OverflowError):
            continue  # the 31st of February, or a week before the first year
        if days is not None:
            first, last, value = days
            counted = "year" not in parts
            told = match.group().rstrip(".")
            basis = (
                f"\u201c{told}\u201d counted from the day of publication" if counted else f"\u201c{told}\u201d names it"
            )
            yield Period(match.start(), match.start() + len(told), value, first, last, counted, basis)


Days = tuple[date, date, str]


def _days(parts: dict[str, str], calendar: Calendar, published_at: date | None, *, ahead: bool) -> Days | None:
    """Return the first day, the last and the value."""
    if "year" in parts:
        return _dated(parts, calendar)
    if published_at is None:
        return None
    if "month" in parts:
        return _of_day(_nearest_year(int(parts["day"]), _month(parts, calendar), published_at, ahead=ahead))
    if "weekday" in parts:
        shift = calendar.shifts[parts["shift"].lower()] if "shift" in parts else None
        return _of_day(_weekday(calendar.weekdays[parts["weekday"].lower()], published_at, shift=shift, ahead=ahead))
    if "unit" in parts:
        return _PERIODS[calendar.units[parts["unit"]]](published_at, calendar.shifts[parts["shift"].lower()])
    return _of_day(published_at + timedelta(days=calendar.days[parts["named"].lower()]))


def _dated(parts: dict[str, str], calendar: Calendar) -> Days:
    year, month = int(parts["year"]), _month(parts, calendar)
    return _of_day(date(year, month, int(parts["day"]))) if "day" in parts else _month_of(year, month)


def _month(parts: dict[str, str], calendar: Calendar) -> int:
    return int(parts["month"]) if parts["month"].isdecimal() else calendar.months[parts["month"].lower()]


def _of_day(day: date) -> Days:
    return day, day, day.isoformat()


def _nearest_year(day: int, month: int, published_at: date, *, ahead: bool) -> date:
    """Return the last such day up to the publication, or the first from it on."""
    here = date(published_at.year, month, day)
    if ahead:
        return here if here >= published_at else date(published_at.year + 1, month, day)
    return here if here <= published_at else date(published_at.year - 1, month, day)


def _weekday(number: int, published_at: date, *, shift: int | None, ahead: bool) -> date:
    """Return the day itself where it was published on one; "last" and "next" mean another."""
    back = (published_at.isoweekday() - number) % _DAYS_A_WEEK
    if shift == 1 or (shift is None and ahead):
        forward = (number - published_at.isoweekday()) % _DAYS_A_WEEK
        return published_at + timedelta(days=forward or (_DAYS_A_WEEK if shift == 1 else 0))
    if shift == 0:
        return published_at + timedelta(days=number - published_at.isoweekday())
    return published_at - timedelta(days=back or (_DAYS_A_WEEK if shift == -1 else 0))


def _week(published_at: date, shift: int) -> Days:
    monday = published_at + timedelta(days=shift * _DAYS_A_WEEK + 1 - published_at.isoweekday())
    year, week, _ = monday.isocalendar()
    return monday, monday + timedelta(days=_DAYS_A_WEEK - 1), f"{year:04}-W{week:02}"


def _shifted_month(published_at: date, shift: int) -> Days:
    months = published_at.year * _MONTHS_A_YEAR + published_at.month - 1 + shift
    return _month_of(months // _MONTHS_A_YEAR, months % _MONTHS_A_YEAR + 1)


def _month_of(year: int, month: int) -> Days:
    following = date(year + month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1)
    return date(year, month, 1), following - timedelta(days=1), f"{year:04}-{month:02}"


def _year(published_at: date, shift: int) -> Days:
    year = published_at.year + shift
    return date(year, 1, 1), date(year, 12, 31), f"{year:04}"


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _numbered(number: int, form: str) -> str:
    """Give the groups of one form names of their own, for a pattern cannot repeat a name."""
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\1_{number}>", form)


_PERIODS: dict[Unit, Callable[[date, int], Days]] = {"week": _week, "month": _shifted_month, "year": _year}
_DAYS_A_WEEK = 7
_MONTHS_A_YEAR = 12
