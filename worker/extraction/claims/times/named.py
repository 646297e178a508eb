"""Times that are named: dates, weekdays, parts of the day, quarters, seasons, years."""

from dataclasses import replace
from datetime import date, timedelta

from worker.extraction.claims.times.calendar import Calendar
from worker.extraction.claims.times.days import (
    Period,
    day_of,
    end_of_month,
    monday_of,
    month_of,
    nearest_weekday,
    nearest_year,
    quarter_of,
    year_of,
    year_of_month,
)
from worker.extraction.claims.times.frames import Frame, Parts, from_publication, from_text, ordinal, part_of


def calendar_date(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "5 May 2019", "2019-05-05", "October 3", "May 2019" and "in March"."""
    month = _month_number(parts["month"], calendar)
    if "year" in parts and "day" in parts:
        return day_of(date(int(parts["year"]), month, int(parts["day"])))
    if "year" in parts:
        return month_of(int(parts["year"]), month)
    if frame.published_at is None:
        return None
    here = frame.published_at
    if "day" in parts:
        return from_publication(day_of(nearest_year(int(parts["day"]), month, here, is_ahead=frame.is_ahead)))
    return from_publication(month_of(year_of_month(month, here, is_ahead=frame.is_ahead), month))


def shifted_month(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "last March"."""
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
    return from_publication(month_of(year, month))


def weekday(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "Friday", "last Friday" and "Sunday night"."""
    if frame.published_at is None:
        return None
    shift = calendar.words.shifts[parts["shift"]] if "shift" in parts else None
    day = nearest_weekday(
        calendar.words.weekdays[parts["weekday"]], frame.published_at, shift=shift, is_ahead=frame.is_ahead
    )
    return from_publication(part_of(day, parts, calendar))


def weekday_of_week(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "Friday last week"."""
    if frame.published_at is None:
        return None
    monday = monday_of(frame.published_at) + timedelta(weeks=calendar.words.shifts[parts["shift"]])
    return from_publication(day_of(monday + timedelta(days=calendar.words.weekdays[parts["weekday"]] - 1)))


def reference_weekday(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "the following Monday"."""
    if frame.told_last is None:
        return None
    number = calendar.words.weekdays[parts["weekday"]]
    shift = calendar.words.reference_shifts[parts["reference_shift"]]
    return from_text(part_of(nearest_weekday(number, frame.told_last, shift=shift, is_ahead=False), parts, calendar))


def reference_part(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "the following morning" and "that evening"."""
    if frame.told_last is None:
        return None
    shift = calendar.words.reference_shifts[parts["reference_shift"]] if "that" not in parts else 0
    return from_text(part_of(frame.told_last + timedelta(days=shift), parts, calendar))


def daypart(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "by nightfall" and "before dawn", on the day that was told last, else on that of the publication."""
    day = frame.told_last or frame.published_at
    if day is None:
        return None
    period = replace(day_of(day), value=f"{day.isoformat()}T{calendar.words.dayparts[parts['part']]}")
    return from_text(period) if frame.told_last is not None else from_publication(period)


def holiday(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "by Christmas" and "after Easter 2019"."""
    named = parts["holiday"].replace("\u2019", "'")
    rule = next(rule for name, rule in calendar.words.holidays.items() if name.lower() == named)
    if "year" in parts:
        return day_of(_feast(rule, int(parts["year"])))
    if frame.published_at is None:
        return None
    here = frame.published_at
    day = _feast(rule, here.year)
    if frame.is_ahead and day < here:
        day = _feast(rule, here.year + 1)
    elif not frame.is_ahead and day > here:
        day = _feast(rule, here.year - 1)
    return from_publication(day_of(day))


def _feast(rule: str, year: int) -> date:
    """Return the day of "12-25", or of "easter+1", days from Easter Sunday of the Gregorian calendar."""
    if not rule.startswith(_EASTER):
        return date.fromisoformat(f"{year:04}-{rule}")
    return _easter(year) + timedelta(days=int(rule.removeprefix(_EASTER) or 0))


def _easter(year: int) -> date:
    """Return Easter Sunday (J. Meeus, Astronomical Algorithms, ch. 8)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap, rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def named_day(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "yesterday", "tonight" and "overnight"."""
    if frame.published_at is None:
        return None
    named = parts["named"]
    night = {"part": "night"} if named in _NIGHTS else {}
    day = frame.published_at + timedelta(days=calendar.words.days[named])
    told = from_publication(part_of(day, {**night, **parts}, calendar))
    return replace(told, last=frame.published_at) if day < frame.published_at and night else told


def shifted_part(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "this morning" and "last night"."""
    if frame.published_at is None:
        return None
    return from_publication(
        part_of(frame.published_at + timedelta(days=calendar.words.shifts[parts["shift"]]), parts, calendar)
    )


def weekend(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "last weekend" and "over the weekend"."""
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
    return from_publication(Period(f"{year:04}-W{week:02}-WE", saturday, saturday + timedelta(days=1)))


def quarter(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "the third quarter of 2020" and "Q3"."""
    number = int(parts.get("number") or ordinal(parts["ordinal"], calendar))
    if not 1 <= number <= _QUARTERS:
        return None
    if "year" in parts:
        return quarter_of(int(parts["year"]), number)
    if frame.published_at is None:
        return None
    ended = 3 * number <= frame.published_at.month - (not frame.is_ahead)
    started = 3 * number - 2 <= frame.published_at.month
    year = frame.published_at.year + (1 if frame.is_ahead and ended else -1 if not (frame.is_ahead or started) else 0)
    return from_publication(quarter_of(year, number))


def half(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "the first half of 2020"."""
    if "year" in parts:
        year = int(parts["year"])
    elif frame.published_at is not None:
        year = frame.published_at.year + calendar.words.shifts[parts["shift"]]
    else:
        return None
    number = calendar.words.ordinals[parts["ordinal"]]
    period = Period(f"{year:04}-H{number}", date(year, 6 * number - 5, 1), end_of_month(year, 6 * number))
    return period if "year" in parts else from_publication(period)


def season(parts: Parts, calendar: Calendar, frame: Frame) -> Period | None:
    """Read "summer 2020" and "last winter"."""
    code = calendar.words.seasons[parts["season"]]
    if "year" in parts:
        return Period(f"{int(parts['year']):04}-{code}")
    if frame.published_at is None:
        return None
    return from_publication(Period(f"{frame.published_at.year + calendar.words.shifts[parts['shift']]:04}-{code}"))


def calendar_year(parts: Parts, _calendar: Calendar, _frame: Frame) -> Period | None:
    """Read "in 2015"."""
    return year_of(int(parts["year"]))


def decade(parts: Parts, _calendar: Calendar, _frame: Frame) -> Period | None:
    """Read "the 1990s"."""
    first = int(parts["decade"]) * 10
    if "vaguely" in parts:
        return Period(parts["decade"])
    return Period(parts["decade"], date(first, 1, 1), date(first + 9, 12, 31))


def _month_number(word: str, calendar: Calendar) -> int:
    return int(word) if word.isdecimal() else calendar.words.months[word]


_NIGHTS = frozenset({"tonight", "overnight"})
_SATURDAY = 6
_QUARTERS = 4
_EASTER = "easter"
