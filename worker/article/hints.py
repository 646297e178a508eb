"""The zone that the markup gives an element."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

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


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zone: tuple[Hint, ...]


@cache
def hint_table() -> tuple[Hint, ...]:
    """Return the rows that ship with the package; raises ValueError when they are broken."""
    source = files("worker.article").joinpath("hints.toml").read_text(encoding="utf-8")
    try:
        return _File.model_validate(tomllib.loads(source)).zone
    except ValidationError as exc:
        raise ValueError(f"hints.toml: {exc}") from exc


def zone_of(tag: str, names: str, *, words_inside: int, paragraphs_inside: int) -> Zone | None:
    """Return the zone of an element by its tag and the values of its `HINT_ATTRIBUTES`, or none.

    What holds several full paragraphs is no box, whatever it is named after: only its tag counts.
    """
    for hint in _hints_of(tag, names if paragraphs_inside <= MAX_PARAGRAPHS else ""):
        if words_inside <= hint.max_words:
            return hint.zone
    return None


# a page's elements share a few dozen names
@lru_cache(maxsize=4096)
def _hints_of(tag: str, names: str) -> tuple[Hint, ...]:
    known = _words_of(names) if names else frozenset[str]()
    return tuple(hint for hint in hint_table() if tag in hint.tags or not hint.words.isdisjoint(known))


def _words_of(names: str) -> frozenset[str]:
    """Split names at hyphens, underscores and capitals, and keep each name whole beside its parts."""
    words = {part.lower() for part in _PARTS.findall(names)}
    return frozenset(words | {re.sub(r"[^a-z]", "", name.lower()) for name in names.split()})
