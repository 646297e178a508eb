"""What a page's JSON-LD says of its article (schema.org NewsArticle and its kin)."""

import html as entities
import json
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from worker.article.charset import without_controls

Json = dict[str, object]

ARTICLE_TYPES: Final = (
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
    "ReviewNewsArticle",
    "LiveBlogPosting",
    "Article",
    "BlogPosting",
    "Report",
)
"""schema.org's, the likeliest first."""

_MAX_NESTING: Final = 12
"""Of what is walked; pages nest @graph, lists and mainEntity, four at most."""


def things_of(root: html.HtmlElement) -> Mapping[str, Json]:
    """Return what the page describes, the first thing of each type, by schema.org's name of the type."""
    nodes = [node for script in root.iterfind(".//script") for node in _nodes(_read(script), 0)]
    named = {key: node for node in nodes if isinstance(key := node.get("@id"), str)}
    things: dict[str, Json] = {}
    for node in nodes:
        for name in _types_of(node):
            things.setdefault(name, {key: _resolved(value, named) for key, value in node.items()})
    return things


def article_in(things: Mapping[str, Json]) -> Json:
    """Return the properties of the article among them, empty when there is none."""
    return next((things[name] for name in ARTICLE_TYPES if name in things), {})


def names_in(value: object) -> tuple[str, ...]:
    """Return the names in a property that holds text, a thing with a name, or a list of such."""
    if isinstance(value, str):
        return (clean,) if (clean := plain(value)) else ()
    if isinstance(value, dict):
        return names_in(value.get("name"))
    if isinstance(value, list):
        return tuple(dict.fromkeys(name for item in value for name in names_in(item)))
    return ()


def text_in(value: object) -> str | None:
    """Return the first text in a property."""
    return next(iter(names_in(value)), None)


def plain(text: str) -> str:
    """Return text without entities (JSON-LD is often escaped twice) and with single spaces."""
    return " ".join(without_controls(entities.unescape(text)).split())


def _read(script: html.HtmlElement) -> object:
    if script.get("type", "").partition(";")[0].strip().lower() != "application/ld+json":
        return None
    try:
        # control characters within strings are common and harmless
        return json.loads(script.text or "", strict=False)
    except (ValueError, RecursionError):
        return None


def _resolved(value: object, named: Mapping[str, Json]) -> object:
    """Put the thing in the place of its name, one step far: a graph tells of its people and publishers once."""
    if isinstance(value, list):
        return [_resolved(item, named) for item in value]
    if isinstance(value, dict) and "name" not in value and isinstance(key := value.get("@id"), str):
        return named.get(key, value)
    return value


def _nodes(value: object, depth: int) -> Iterator[Json]:
    if depth > _MAX_NESTING:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            yield from _nodes(value.get(key), depth + 1)


def _types_of(node: Json) -> tuple[str, ...]:
    """Return what a thing is, without the address of the vocabulary."""
    named = node.get("@type")
    names = named if isinstance(named, list) else [named]
    return tuple(name.rpartition("/")[2] for name in names if isinstance(name, str))
