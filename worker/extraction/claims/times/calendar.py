"""What a language knows of times: its words for days, months and the like, and the forms in which it puts them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from contract.claim import Modifier
from worker.extraction.claims.quantity_tables import Numbers, load_quantity_tables
from worker.extraction.claims.shapes import Table, Words, read_checked

Unit = Literal["minute", "hour", "day", "week", "fortnight", "month", "year", "decade", "century"]
Within = Literal["early", "earlier", "late", "later", "mid"]
Way = Literal["back from publication", "on from publication", "back from reference", "on from reference"]


class Prepositions(Table):
    """Words that must stand before a month or year, a span of time, or an hour."""

    period: Words
    span: Words
    clock: Words


class Ahead(Table):
    """Words that say that something lies ahead, as lemmas."""

    words: Words


class Onset(Table):
    """Words for a beginning, as lemmas."""

    verbs: Words
    nouns: Words


class Telling(Table):
    """Words for telling that stand beside a cue, as lemmas: "Speaking on Tuesday, she said …"."""

    verbs: Words


class Names(Table):
    """Words that make a name of a day."""

    before: Words


class CalendarWords(Table):
    """calendar.toml."""

    days: dict[str, int]
    parts: dict[str, str]
    dayparts: dict[str, str]
    holidays: dict[str, str]
    weekdays: dict[str, int]
    months: dict[str, int]
    seasons: dict[str, str]
    shifts: dict[str, int]
    reference_shifts: dict[str, int]
    within: dict[str, Within]
    units: dict[str, Unit]
    ways: dict[str, Way]
    ordinals: dict[str, int]
    references: dict[str, str]
    prepositions: Prepositions
    ahead: Ahead
    onset: Onset
    telling: Telling
    names: Names


@dataclass(frozen=True, slots=True)
class Expression:
    """Words that tell a time; offsets are half-open, in the text that was read."""

    start: int
    end: int
    form: str
    """Key of `Calendar.forms`."""
    parts: Mapping[str, str]
    """What stands in each place of the form, in small letters."""


@dataclass(frozen=True)
class Calendar:
    """The words and what is made of them."""

    words: CalendarWords
    numbers: Numbers

    def expressions(self, text: str) -> Iterator[Expression]:
        """Yield the expressions in text order, none inside another."""
        for match in self._pattern.finditer(text):
            parts = {name: word for name, word in match.groupdict().items() if word is not None}
            form = next(name for name in parts if name.startswith("form_")).removeprefix("form_")
            told = match.group().rstrip(".") if form in _MONTHLY else match.group()
            yield Expression(
                match.start(),
                match.start() + len(told),
                form,
                {name.rpartition("_")[0]: word.lower() for name, word in parts.items() if not name.startswith("form_")},
            )

    def count(self, words: str) -> int | None:
        """Return what "three", "12" or "a" counts; None for "several"."""
        words = words.removesuffix(" of").rpartition(" ")[2] if " " in words else words
        if words.isdecimal():
            return int(words)
        return 1 if words in _ONE else 2 if words == "couple" else self.numbers.ones.get(words)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        forms = (f"(?P<form_{name}>{_numbered(name, form)})" for name, form in self._forms().items())
        return re.compile(r"(?<![\w-])(?:" + "|".join(forms) + r")(?![\w-])", re.ASCII)

    def _forms(self) -> dict[str, str]:
        """Return a pattern a form, the longest first: of two that fit, the first is taken."""
        words = self.words
        month = rf"(?P<month>{_capitalised(words.months)})\b\.?"
        day, year = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?", r"(?P<year>(?:1[5-9]|20)\d\d)"
        weekday = rf"(?P<weekday>{_capitalised(words.weekdays)})"
        shift = rf"(?:the )?(?P<shift>{_either(words.shifts)})"
        reference_shift = rf"(?P<reference_shift>{_either(words.reference_shifts)})"
        within = rf"(?P<within>{_either(words.within)})[ -]"
        part = rf"(?P<part>{_any(words.parts)})"
        unit, units = rf"(?P<unit>{_any(words.units)})", rf"(?P<unit>{_any(words.units)})s"
        season = rf"(?P<season>{_any(words.seasons)})"
        ordinal = rf"(?P<ordinal>{_any(words.ordinals)}|\d{{1,3}}(?:st|nd|rd|th))"
        counts = ("a few", "few", "several", "a couple of", "couple of", "the", "a", "an", *self.numbers.ones)
        count = rf"(?P<count>\d{{1,4}}|{_either(counts)})"
        modifiers = self.numbers.modifiers
        loosely = ("just", *modifiers[Modifier.APPROX], *modifiers[Modifier.MORE_THAN])
        about = rf"(?:(?:{_either(loosely)}) )?"
        zone = r"(?: local time| (?:GMT|UTC|BST|CET|CEST|EST|EDT|ET|PT|PST|PDT|IST))?"
        hour = r"(?P<hour>[01]?\d|2[0-3])"
        nearly = r"(?:(?:about|around|shortly before|shortly after|just before|just after) )?"
        holiday = _any(words.holidays).replace("'", "['\u2019]")
        clocked = _behind(words.prepositions.clock)
        held, spanned = _behind(words.prepositions.period), _behind(words.prepositions.span)
        ends = rf"(?:{month} {day}|{day} {month})(?:,? {year})?"
        ended = rf"(?P<unit>{_any(words.units)}|quarter)s? (?:ended|ending|to)"
        return {
            "ended": rf"(?:the )?(?:{count} )?{ended} {ends}(?!\d|[.,:]\d)",
            "iso": rf"{year}-(?P<month>[01]\d)-{day}",
            "day_month": rf"(?:(?:{_capitalised(words.weekdays)}),? (?:the )?)?{day} (?:of )?{month}(?:,? {year})?",
            "month_day": rf"(?:(?:{_capitalised(words.weekdays)}),? )?{month} {day}(?!\d|[.,:]\d)(?:,? {year})?",
            "month_year": rf"(?:{within})?{month},?(?: of)? {year}",
            "shifted_month": rf"(?:{within})?{shift} {month}",
            "weekday_of_week": rf"{weekday}(?: of)? (?P<shift>{_any(words.shifts)}) week",
            "reference_weekday": rf"{reference_shift} {weekday}(?: {part})?",
            "weekday": rf"(?:{within})?(?:{shift} )?{weekday}(?: {part})?",
            "quarter": rf"(?:(?:{shift}|the) )?(?:{ordinal}[ -]quarter|Q(?P<number>[1-4]))(?: (?:of )?{year})?",
            "half": rf"(?:the )?(?P<ordinal>first|second) half of (?:{shift} year|{year})",
            "season": rf"(?:{within})?(?:the )?{season}(?: of)? {year}",
            "shifted_season": rf"(?:{within})?{shift} {season}",
            "weekend": rf"(?:(?:{within})?{shift} weekend|(?<=at )the weekend|(?<=over )the weekend|"
            rf"(?<=on )the weekend|(?<=during )the weekend)",
            "shifted_part": rf"{shift} {part}",
            "recent": rf"(?P<recent>recent|coming) {units}|{shift} (?:few|several) {units}",
            "past_span": rf"(?:the )?(?P<side>last|past|next|coming) {count} {unit}s?",
            "counted": rf"{about}{count} {unit}s? (?P<way>{_any(words.ways)})",
            "reference_part": rf"(?:{reference_shift}|(?P<that>[Tt]hat)) {part}",
            "reference_unit": rf"(?:{reference_shift}|(?P<that>[Tt]hat)) {unit}",
            "shifted_unit": rf"(?:{within})?{shift} {unit}",
            "nth": rf"(?:the |its |their )?{ordinal} (?:straight |consecutive |successive )?{unit}",
            "decade": r"(?:the )?(?P<vaguely>early |late |mid-)?(?P<decade>(?:1[5-9]|20)\d)0s",
            "clock": rf"{nearly}{hour}(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?{zone}|"
            rf"{clocked}{nearly}{hour}:(?P<minute>[0-5]\d){zone}|"
            rf"{nearly}(?P<named>noon|midnight|midday)",
            "named": rf"(?P<named>{_either(words.days)})(?: {part})?",
            "reference": rf"(?P<named>{_either(words.references)})",
            "month": rf"{held}(?:{within})?{month}",
            "year": rf"(?:{held}|(?<=and )|(?<=before )|(?<=after )){year}(?! (?:[a-z]+s|%|percent)\b)",
            "year_part": rf"(?:{within}){year}",
            "edge": rf"{within}the {unit}",
            "holiday": rf"{clocked}(?P<holiday>{holiday})(?: {year})?(?! [a-z]+(?:s|t|e|r|y)\b)",
            "daypart": rf"{clocked}(?P<part>{_any(words.dayparts)})",
            "within_span": rf"(?:(?<=within )|(?<=Within )){about}{count} {unit}s?",
            "ahead_span": rf"(?:(?<=\bin )|(?<=\bIn )){about}{count} {unit}s?",
            "span": rf"{spanned}{about}{count} {unit}s?",
        }


def load_calendar(language: str) -> Calendar:
    """Read and check the table; raises `TableError` that names the file and the entry."""
    words = read_checked(language, "calendar", CalendarWords)
    return Calendar(words, load_quantity_tables(language).numbers)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _capitalised(words: Iterable[str]) -> str:
    return _any(map(str.capitalize, words))


def _either(words: Iterable[str]) -> str:
    """Return the words in small letters or with the capital that begins a sentence."""
    listed = list(words)
    return f"{_any(listed)}|{_any(_begun(each) for each in listed)}"


def _begun(words: str) -> str:
    return words[0].upper() + words[1:]


def _behind(words: Iterable[str]) -> str:
    return "(?:" + "|".join(f"(?<={re.escape(form)} )" for each in words for form in (each, _begun(each))) + ")"


def _numbered(name: str, form: str) -> str:
    """Give the groups of one form names of their own, for a pattern cannot repeat a name."""
    seen: dict[str, int] = {}

    def renamed(match: re.Match[str]) -> str:
        group = match[1]
        seen[group] = seen.get(group, 0) + 1
        return f"(?P<{group}_{name.replace('_', '')}{seen[group]}>"

    return re.sub(r"\(\?P<(\w+)>", renamed, form)


_MONTHLY = frozenset({"day_month", "month_day", "month_year", "shifted_month", "month"})
"""Forms that may end with a month's short form, whose full stop may be the sentence's."""
_ONE = frozenset({"a", "an", "the"})
