"""When an article appeared, and how surely that is known."""

import re
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Final

import htmldate
from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from contract.report import DatePublished
from contract.vocabulary import DateBasis
from worker.article.hints import HINT_ATTRIBUTES

META_NAMES: Final = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publish-date",
    "publish_date",
    "publishdate",
    "pubdate",
    "article.published",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
"""Names of meta elements that say when an article appeared, the likeliest first."""

_ISO: Final = re.compile(r"\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")
_TIME_HINT: Final = re.compile(r"publish|pubdate|dateline|byline|entry-date|posted", re.IGNORECASE)
_EARLIEST_YEAR: Final = 1800
_NO_LIMIT: Final = date(2999, 12, 31)


def date_published(
    root: html.HtmlElement, *, json_ld: str | None, meta: dict[str, str], url: str | None, latest: date | None
) -> DatePublished | None:
    """Return the day the page names, by the surest of its ways; only a guess is held against `latest`.

    The day is the one written down, in the offset it is written in: that is the reader's calendar at the publisher's.
    """
    if found := day_in(json_ld):
        return DatePublished(value=found.isoformat(), basis=DateBasis.JSON_LD)
    for text in (*(meta.get(name) for name in META_NAMES), *_marked_times(root)):
        if found := day_in(text):
            return DatePublished(value=found.isoformat(), basis=DateBasis.META)
    guess = htmldate.find_date(
        root, original_date=True, extensive_search=False, url=url, max_date=(latest or _NO_LIMIT).isoformat()
    )
    return DatePublished(value=guess, basis=DateBasis.GUESS) if guess else None


def day_in(text: str | None) -> date | None:
    """Return the day of an ISO 8601 or RFC 5322 time, or none."""
    if not text:
        return None
    try:
        if found := _ISO.match(text):
            day = date(int(found[1]), int(found[2]), int(found[3]))
        else:
            day = parsedate_to_datetime(text).date()
    except (ValueError, OverflowError):
        return None
    return day if day.year >= _EARLIEST_YEAR else None


def _marked_times(root: html.HtmlElement) -> list[str]:
    """Return the times whose element says that it is the publication."""
    return [
        element.get("datetime")
        for element in root.iterfind(".//time[@datetime]")
        if "pubdate" in element.attrib
        or any(_TIME_HINT.search(holder.get(name, "")) for holder in _with_parent(element) for name in HINT_ATTRIBUTES)
    ]


def _with_parent(element: html.HtmlElement) -> tuple[html.HtmlElement, ...]:
    parent = element.getparent()
    return (element,) if parent is None else (element, parent)
