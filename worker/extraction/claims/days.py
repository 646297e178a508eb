"""Days that a text names from its day of publication: "yesterday", "on Sunday"."""

import datetime as dt
from collections.abc import Iterable

from spacy.tokens import Token

from contract.claim import Span, TimeValue
from worker.extraction.attribution.model import Bounds
from worker.extraction.claims.page import Page
from worker.extraction.claims.tables import DayWords


def find_day(
    page: Page, tokens: Iterable[Token], published_at: dt.date | None, days: DayWords, *, ahead: bool = False
) -> TimeValue | None:
    """Return the first day named among the tokens; None without a date of publication, since nothing anchors it.

    A day of the week is the last such day up to the day of publication. `ahead` leaves it out, as it may lie
    either way.
    """
    if published_at is None:
        return None
    for token in tokens:
        word = token.lower_
        if word in days.offsets:
            day = published_at + dt.timedelta(days=days.offsets[word])
        elif word in days.week and token.pos_ == "PROPN" and not ahead and not _is_shifted(token):
            day = published_at - dt.timedelta(days=(published_at.weekday() - days.week[word]) % 7)
        else:
            continue
        return _value(page.bounds(token), token, day)
    return None


def adjuncts(cue: Token) -> list[Token]:
    """Return the words that may say when the cue's act took place, in text order."""
    found: list[Token] = []
    for child in cue.children:
        if child.dep_ in {"npadvmod", "advmod"}:
            found.append(child)
        elif child.dep_ == "prep":
            found.extend(below for below in child.children if below.dep_ == "pobj")
    return sorted(found, key=lambda token: token.i)


def _is_shifted(day: Token) -> bool:
    """Tell "next Sunday" and "last Sunday", which are counted otherwise, and "Sundays"."""
    return day.tag_ == "NNPS" or any(child.dep_ in {"amod", "det"} for child in day.children)


def _value(bounds: Bounds, token: Token, day: dt.date) -> TimeValue:
    iso = day.isoformat()
    return TimeValue(
        span=Span(start=bounds[0], end=bounds[1], exact=token.text),
        value=iso,
        start=iso,
        end=iso,
        anchor="date_published",
        basis=f"{token.text} counted from the day of publication",
    )
