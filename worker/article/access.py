"""What a page says of who may read its article (schema.org `isAccessibleForFree`, and meta elements)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from worker.article.json_ld import Json, text_in
from worker.article.lines import word_count

_CONTENT_TIER: Final = "article:content_tier"
"""Open Graph, as Facebook's news subscriptions use it: free, locked or metered."""

_FALSE: Final = frozenset({"false", "no", "0", "http://schema.org/false", "https://schema.org/false"})
_TRUE: Final = frozenset({"true", "yes", "1", "http://schema.org/true", "https://schema.org/true"})
_ONE_NAME: Final = re.compile(r"\s*([.#])([\w-]{1,100})\s*")
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
    names = [name for part in parts for selector in _selectors(part) if (name := _ONE_NAME.fullmatch(selector))]
    if not names:
        return None
    elements = {element for name in names for element in _named(root, name[1], name[2])}
    outermost = [e for e in elements if not any(around in elements for around in e.iterancestors())]
    return sum(word_count(text) for e in outermost for text in _texts_in(e))


def _selectors(part: Json) -> Iterator[str]:
    value = part.get("cssSelector")
    for item in (value if isinstance(value, list) else [value])[:_MAX_PARTS]:
        if isinstance(item, str):
            yield from item.split(",")[:_MAX_PARTS]


def _named(root: html.HtmlElement, mark: str, name: str) -> Iterator[html.HtmlElement]:
    if mark == "#":
        return (element for element in root.iter() if element.get("id") == name)
    return (element for element in root.iter() if name in element.get("class", "").split())


def _texts_in(element: html.HtmlElement) -> Iterator[str]:
    for inner in element.iter():
        if inner.tag not in {"script", "style"} and inner.text:
            yield inner.text
        if inner is not element and inner.tail:
            yield inner.tail
