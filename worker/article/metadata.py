"""What is known of an article besides its text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from contract.report import DatePublished
from contract.vocabulary import DateBasis
from worker.article.bylines import authors_of, day_in_words, names_in_list
from worker.article.dates import date_published
from worker.article.json_ld import Json, names_in, plain, text_in


@dataclass(frozen=True, slots=True)
class Metadata:
    """The parts of `contract.report.ArticleInfo` that the page itself tells."""

    headline: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    canonical_url: str | None = None
    """As the page names it: never fetched."""
    date_published: DatePublished | None = None
    language: str | None = None
    """BCP 47, as the page declares it; none when it declares none."""


_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?\b")
_MAX_NAME_CHARACTERS: Final = 100
"""Longer than that is a sentence about the author."""


def metadata_of(
    root: html.HtmlElement, *, json_ld: Json, meta: dict[str, str], url: str | None, latest: date | None
) -> Metadata:
    """Return what JSON-LD says of the article, else meta elements, else the page's own title.

    `latest` bounds a date of publication that is guessed.
    """
    return Metadata(
        headline=text_in(json_ld.get("headline")) or meta.get("og:title") or _title(root, meta),
        publisher=text_in(json_ld.get("publisher")) or meta.get("og:site_name") or meta.get("application-name"),
        authors=_authors(json_ld, meta),
        canonical_url=_canonical_url(root, json_ld, meta, url),
        date_published=date_published(
            root,
            json_ld=text_in(json_ld.get("datePublished")) or text_in(json_ld.get("dateCreated")),
            meta=meta,
            url=url,
            latest=latest,
        ),
        language=_language(root, json_ld, meta),
    )


def with_bylines(metadata: Metadata, bylines: Sequence[str], *, latest: date | None) -> Metadata:
    """Return the metadata with what the bylines of the page add: the authors, and a day that is only guessed else."""
    if set(metadata.authors) <= {metadata.publisher}:
        metadata = replace(metadata, authors=authors_of(bylines) or metadata.authors)
    if metadata.date_published is None or metadata.date_published.basis is DateBasis.GUESS:
        days = (day for line in bylines if (day := day_in_words(line)) and (latest is None or day <= latest))
        if day := next(days, None):
            guess = DatePublished(value=day.isoformat(), basis=DateBasis.GUESS)
            metadata = replace(metadata, date_published=guess)
    return metadata


def meta_of(root: html.HtmlElement) -> dict[str, str]:
    """Return the meta elements by their name in lower case, the first of each."""
    found: dict[str, str] = {}
    for element in root.iterfind(".//meta[@content]"):
        content = plain(element.get("content"))
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := element.get(key)):
                found.setdefault(name.strip().lower(), content)
    return found


def _title(root: html.HtmlElement, meta: dict[str, str]) -> str | None:
    title = plain(root.findtext(".//title") or "")
    # "Headline | Site": only the site's own name is cut, since headlines hold dashes too
    site = meta.get("og:site_name")
    return (re.sub(rf"\s*[|\u2013\u2014-]\s*{re.escape(site)}$", "", title) if site else title) or None


def _authors(json_ld: Json, meta: dict[str, str]) -> tuple[str, ...]:
    given = names_in(json_ld.get("author")) or tuple(
        name for key in ("author", "article:author", "parsely-author", "dc.creator") if (name := meta.get(key))
    )
    names = (each for name in given for each in names_in_list(re.sub(r"^by\s+", "", name, flags=re.IGNORECASE)))
    return tuple(dict.fromkeys(name for name in names if "://" not in name and 0 < len(name) <= _MAX_NAME_CHARACTERS))


def _canonical_url(root: html.HtmlElement, json_ld: Json, meta: dict[str, str], url: str | None) -> str | None:
    link: str | None = next(
        (e.get("href") for e in root.iterfind(".//link[@href]") if "canonical" in e.get("rel", "").lower().split()),
        None,
    )
    for named in (link, meta.get("og:url"), text_in(json_ld.get("url"))):
        if not named:
            continue
        try:
            absolute: str = urljoin(url or "", named.strip())
            parts = urlsplit(absolute)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.hostname and not parts.username:
            return absolute
    return None


def _language(root: html.HtmlElement, json_ld: Json, meta: dict[str, str]) -> str | None:
    named = (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        text_in(json_ld.get("inLanguage")),
        meta.get("content-language"),
        meta.get("og:locale"),
    )
    for text in named:
        if text and (found := _LANGUAGE.match(text.strip())):
            language, script, region = found.groups()
            parts = (language.lower(), script.title() if script else None, region.upper() if region else None)
            return "-".join(part for part in parts if part)
    return None
