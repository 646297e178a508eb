"""What a page says of who may read its article (schema.org `isAccessibleForFree`, and meta elements)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from worker.article.json_ld import Json, text_in
from worker.article.lines import word_count
from worker.article.named import words_within

_CONTENT_TIER: Final = "article:content_tier"
"""Open Graph, as Facebook's news subscriptions use it: free, locked or metered."""

_FALSE: Final = frozenset({"false", "no", "0", "http://schema.org/false", "https://schema.org/false"})
_TRUE: Final = frozenset({"true", "yes", "1", "http://schema.org/true", "https://schema.org/true"})
_ONE_NAME: Final = re.compile(r"\s*\w*[.#]([\w-]{1,100})\s*")
"""A selector of one class or id; what combines several is not read."""
_MAX_PARTS: Final = 10


@dataclass(frozen=True, slots=True)
class Access:
    """Whether an article is free, and how much of it there should be."""

    is_locked: bool | None = None
    """True when the page says that one has to pay or register, False when it says that one has not."""
    words: int | None = None
    """Of the whole article, as the page counts them or shows them to search engines."""
    locked_words: int | None = None
    """Of what the page marks as locked (`hasPart` with `cssSelector`), as it stands there; none without a mark."""


def access_of(root: html.HtmlElement, json_ld: Json, meta: dict[str, str]) -> Access:
    """Return what the page says; `json_ld` is of its article."""
    parts = [part for part in _listed(json_ld.get("hasPart")) if _is_free(part) is False]
    free = _is_free(json_ld)
    if free is None:
        tier = meta.get(_CONTENT_TIER, "").lower()
        free = False if parts or tier == "locked" else True if tier == "free" else None
    return Access(
        is_locked=None if free is None else not free, words=_words(json_ld), locked_words=_locked_words(root, parts)
    )


def _is_free(thing: Json) -> bool | None:
    value = thing.get("isAccessibleForFree")
    if isinstance(value, bool):
        return value
    said = (text_in(value) or "").lower()
    return True if said in _TRUE else False if said in _FALSE else None


def _listed(value: object) -> Iterator[Json]:
    for item in (value if isinstance(value, list) else [value])[:_MAX_PARTS]:
        if isinstance(item, dict):
            yield item


def _words(json_ld: Json) -> int | None:
    counted = json_ld.get("wordCount")
    if isinstance(counted, str) and counted.strip().isdecimal():
        counted = int(counted[:9])
    body = json_ld.get("articleBody")
    shown = word_count(body) if isinstance(body, str) else 0
    most = max(shown, counted if isinstance(counted, int) and not isinstance(counted, bool) else 0)
    return most or None


def _locked_words(root: html.HtmlElement, parts: list[Json]) -> int | None:
    names = {found[1] for part in parts for selector in _selectors(part) if (found := _ONE_NAME.fullmatch(selector))}
    return words_within(root, names.__contains__) if names else None


def _selectors(part: Json) -> Iterator[str]:
    value = part.get("cssSelector")
    for item in (value if isinstance(value, list) else [value])[:_MAX_PARTS]:
        if isinstance(item, str):
            yield from item.split(",")[:_MAX_PARTS]
