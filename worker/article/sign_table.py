"""The table of signs that something stands in an article's place, read and checked once."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError


class StandIn(StrEnum):
    """What stands in an article's place, by the name of its code."""

    BOT_WALL = "bot_wall"
    CONSENT_WALL = "consent_wall"
    PAYWALL = "paywall"
    SOFT_404 = "soft_404"
    NEEDS_JAVASCRIPT = "needs_javascript"


class Place(StrEnum):
    """Where on a page a sign stands; the head of `signs.toml` says more."""

    TITLE = "title"
    TEXT = "text"
    NAME = "name"
    HOLLOW = "hollow"
    RESOURCE = "resource"
    HOST = "host"


_WHOLE: Final = frozenset({Place.TITLE, Place.NAME, Place.HOLLOW, Place.HOST})
_MAX_CHARACTERS: Final = 600
"""More of a stranger's text is not shown to the patterns: what they find stands early in a short one."""


CAPITAL: Final = re.compile(r"(?<!\\)(?:\\\\)*[A-Z]")
"""In a pattern, but for classes such as `\\S`."""


def _compiled(pattern: object) -> object:
    """Compile what a text in lower case is held against: several times as fast as to ignore the case."""
    if not isinstance(pattern, str):
        return pattern
    if CAPITAL.search(pattern):
        raise ValueError(f"{pattern!r} must be in lower case")
    return re.compile(pattern)


class Sign(BaseModel):
    """A row of `signs.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    """Whose sign it is, for a reader."""
    where: Place
    pattern: Annotated[re.Pattern[str], BeforeValidator(_compiled)]
    shows: str

    def fits(self, text: str) -> bool:
        """Tell whether the text is, or holds, this sign."""
        return _fits(self.pattern, self.where, text)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    bot_wall: tuple[Sign, ...]
    consent_wall: tuple[Sign, ...]
    paywall: tuple[Sign, ...]
    soft_404: tuple[Sign, ...]
    needs_javascript: tuple[Sign, ...]


class SignTable:
    """What `signs.toml` says."""

    def __init__(self, rows: Mapping[tuple[StandIn, Place], Sequence[Sign]]) -> None:
        self._rows = rows
        # one pattern for all signs at a place tells first whether there is any: a page may have 100,000 names
        self._any = {
            key: re.compile("|".join(f"(?:{sign.pattern.pattern})" for sign in signs)) for key, signs in rows.items()
        }

    def find(self, stand_in: StandIn, place: Place, texts: Iterable[str]) -> Sign | None:
        """Return the first sign that one of the texts is or holds."""
        found = next((text for text in texts if self.is_sign(stand_in, place, text)), None)
        return None if found is None else next(sign for sign in self._rows[stand_in, place] if sign.fits(found))

    def is_sign(self, stand_in: StandIn, place: Place, text: str) -> bool:
        """Tell whether the text is, or holds, any sign."""
        pattern = self._any.get((stand_in, place))
        return pattern is not None and _fits(pattern, place, text)


def _fits(pattern: re.Pattern[str], place: Place, text: str) -> bool:
    shown = text[:_MAX_CHARACTERS].lower().replace("\u2019", "'")
    return (pattern.fullmatch(shown) if place in _WHOLE else pattern.search(shown)) is not None


def read_sign_table(source: str) -> SignTable:
    """Return the table of a TOML text; raises ValueError for a row that does not find what it shows."""
    try:
        read = _File.model_validate(tomllib.loads(source))
    except (ValidationError, re.error) as exc:
        raise ValueError(f"signs.toml: {exc}") from exc
    rows: dict[tuple[StandIn, Place], tuple[Sign, ...]] = {}
    for stand_in in StandIn:
        signs: tuple[Sign, ...] = getattr(read, stand_in)
        for sign in signs:
            if not sign.fits(sign.shows):
                raise ValueError(f"signs.toml: {sign.pattern.pattern!r} does not find {sign.shows!r}")
            rows[stand_in, sign.where] = (*rows.get((stand_in, sign.where), ()), sign)
    return SignTable(rows)


@cache
def sign_table() -> SignTable:
    """Return the table that ships with the package."""
    return read_sign_table(files("worker.article").joinpath("signs.toml").read_text(encoding="utf-8"))
