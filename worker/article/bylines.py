"""Who wrote an article, and when it appeared, as its byline says in words: for pages that tell it nowhere else."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from worker.article.dates import day_in

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>(?:19|20)\d{2})"
_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_DAY}(?: of)? {_MONTH},? {_YEAR}\b",
        rf"\b{_MONTH} {_DAY},? {_YEAR}\b",
        # with full stops the day comes first everywhere; with slashes only a day past the twelfth is sure
        rf"\b{_DAY}\.(?P<number>\d{{1,2}})\.{_YEAR}\b",
        rf"\b(?P<day>1[3-9]|2\d|3[01])/(?P<number>\d{{1,2}})/{_YEAR}\b",
    )
)
_ISO: Final = re.compile(r"\b(?:19|20)\d{2}-\d{2}-\d{2}\b")

_NAME_WORD: Final = r"(?:[^\W\d_a-z][\w.'\u2019-]*|de|da|di|du|la|van|von|der|den|al|el|bin|ben|ter)"
_NAME: Final = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,4}}")
_BY: Final = re.compile(r"^(?:written |words )?by:? (?P<names>.+)$", re.IGNORECASE)
_BETWEEN_NAMES: Final = re.compile(r"\s*(?:,|;|\||/|&|\band\b|\bwith\b)\s*")
_PLACE: Final = re.compile(r"\s+(?:in|at|for|of|on)\s+.*$")


def day_in_words(text: str) -> date | None:
    """Return the first day that a line names with its year, or none."""
    for pattern in _DATES:
        if found := pattern.search(text):
            parts = found.groupdict()
            month = parts.get("number") or _MONTHS.index(parts["month"].lower()) + 1
            try:
                return date(int(parts["year"]), int(month), int(parts["day"]))
            except ValueError:
                continue
    iso = _ISO.search(text)
    return day_in(iso[0]) if iso else None


def names_in_list(text: str) -> tuple[str, ...]:
    """Return the names in a list of them ("A, B and C"); what is no list of names is one name, as it is."""
    parts = [part for part in _BETWEEN_NAMES.split(text.strip()) if part]
    return tuple(parts) if len(parts) > 1 and all(map(_NAME.fullmatch, parts)) else (text.strip(),)


def authors_of(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the people that bylines name after "By", else those whose name is the whole line."""
    named = [name for line in lines for name in _authors_in(line)]
    return tuple(dict.fromkeys(named or (line for line in lines if _NAME.fullmatch(line))))


def _authors_in(line: str) -> tuple[str, ...]:
    found = _BY.match(line)
    if not found:
        return ()
    parts = (_PLACE.sub("", part) for part in _BETWEEN_NAMES.split(found["names"]))
    names: list[str] = []
    for part in parts:
        if not _NAME.fullmatch(part):
            break  # what follows the names is an office, a paper or a time
        names.append(part.title() if part.isupper() else part)
    return tuple(names)
