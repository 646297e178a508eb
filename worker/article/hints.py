"""The zone that the markup gives an element."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from lxml import html  # type: ignore[import-untyped]  # lxml ships no types
from pydantic import BaseModel, ConfigDict, ValidationError

from worker.extraction.article import Zone

HINT_ATTRIBUTES: Final = ("class", "id", "itemprop", "rel", "data-testid")

MAX_PARAGRAPHS: Final = 2
"""Of a caption, a newsletter box, an author's note; our choice."""

_PARTS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class Hint(BaseModel):
    """A row of `hints.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zone: Zone
    tags: frozenset[str]
    words: frozenset[str]
    max_words: int


class Hidden(BaseModel):
    """What of a page only screen readers meet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: frozenset[str]
    text: re.Pattern[str]


class HintTable(BaseModel):
    """What `hints.toml` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hidden: Hidden
    zone: tuple[Hint, ...]


@cache
def hint_table() -> HintTable:
    """Return the table that ships with the package; raises ValueError when it is broken."""
    source = files("worker.article").joinpath("hints.toml").read_text(encoding="utf-8")
    try:
        return HintTable.model_validate(tomllib.loads(source))
    except ValidationError as exc:
        raise ValueError(f"hints.toml: {exc}") from exc


def hint_names(element: html.HtmlElement) -> str:
    """Return the values of an element's `HINT_ATTRIBUTES`, parted by spaces; empty where it has none."""
    return " ".join([value for name in HINT_ATTRIBUTES if (value := element.get(name))])


def zone_of(tag: str, names: str, *, words_inside: int, paragraphs_inside: int) -> Zone | None:
    """Return the zone of an element by its tag and its `hint_names`, or none.

    What holds several full paragraphs is no box, whatever it is named after: only its tag counts.
    """
    for hint in _hints_of(tag, names if paragraphs_inside <= MAX_PARAGRAPHS else ""):
        if words_inside <= hint.max_words:
            return hint.zone
    return None


@lru_cache(maxsize=4096)
def is_hidden(class_names: str) -> bool:
    """Tell whether an element with these classes is there for screen readers alone."""
    return not hint_table().hidden.words.isdisjoint(class_names.lower().split())


def without_hidden(text: str) -> str:
    """Return a text without what screen readers are told of its links."""
    return hint_table().hidden.text.sub("", text).strip()


# a page's elements share a few dozen names
@lru_cache(maxsize=4096)
def _hints_of(tag: str, names: str) -> tuple[Hint, ...]:
    known = _words_of(names) if names else frozenset[str]()
    return tuple(hint for hint in hint_table().zone if tag in hint.tags or not hint.words.isdisjoint(known))


def _words_of(names: str) -> frozenset[str]:
    """Split names at hyphens, underscores and capitals, and keep each name whole beside its parts."""
    words = {part.lower() for part in _PARTS.findall(names)}
    return frozenset(words | {re.sub(r"[^a-z]", "", name.lower()) for name in names.split()})
