"""The table of signs that something stands in an article's place, read and checked once."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
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


def _compiled(pattern: object) -> object:
    return re.compile(pattern, re.IGNORECASE) if isinstance(pattern, str) else pattern


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
        shown = text[:_MAX_CHARACTERS].replace("\u2019", "'")
        found = self.pattern.fullmatch(shown) if self.where in _WHOLE else self.pattern.search(shown)
        return found is not None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    bot_wall: tuple[Sign, ...]
    consent_wall: tuple[Sign, ...]
    paywall: tuple[Sign, ...]
    soft_404: tuple[Sign, ...]
    needs_javascript: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class SignTable:
    """What `signs.toml` says."""

    rows: dict[tuple[StandIn, Place], tuple[Sign, ...]]

    def find(self, stand_in: StandIn, place: Place, texts: Iterable[str]) -> Sign | None:
        """Return the first sign that one of the texts is or holds."""
        signs = self.rows.get((stand_in, place), ())
        return next((sign for text in texts for sign in signs if sign.fits(text)), None)


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
