"""The table behind the line rules, read and checked once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, ValidationError


@dataclass(frozen=True, slots=True)
class LineTable:
    """What `lines.toml` says; a word is looked up in lower case, an agency as it is spelt."""

    agencies: frozenset[str]
    companions: frozenset[str]
    credits: tuple[re.Pattern[str], ...]
    bylines: tuple[re.Pattern[str], ...]
    captions: tuple[re.Pattern[str], ...]
    sure_promotions: tuple[re.Pattern[str], ...]
    likely_promotions: tuple[re.Pattern[str], ...]
    """Only in a line that does not report."""
    finite_verbs: frozenset[str]
    pasts_or_participles: frozenset[str]
    reporting_verbs: frozenset[str]
    before_nouns: frozenset[str]
    object_starts: frozenset[str]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Row(_Strict):
    pattern: re.Pattern[str]
    shows: str
    is_sure: bool = True


class _Credit(_Strict):
    agencies: tuple[str, ...]
    companions: tuple[str, ...]
    whole: tuple[_Row, ...]


class _Words(_Strict):
    before_nouns: tuple[str, ...]
    object_starts: tuple[str, ...]


class _Verbs(_Strict):
    finite: tuple[str, ...]
    past_or_participle: tuple[str, ...]
    reporting: tuple[str, ...]


class _File(_Strict):
    credit: _Credit
    byline: tuple[_Row, ...]
    caption: tuple[_Row, ...]
    promotion: tuple[_Row, ...]
    words: _Words
    verbs: _Verbs


def read_line_table(source: str) -> LineTable:
    """Return the table of a TOML text; raises ValueError for a row that does not find what it shows."""
    try:
        read = _File.model_validate(tomllib.loads(source))
    except ValidationError as exc:
        raise ValueError(f"lines.toml: {exc}") from exc
    for row in (*read.credit.whole, *read.byline, *read.caption, *read.promotion):
        if not row.pattern.search(row.shows):
            raise ValueError(f"lines.toml: {row.pattern.pattern!r} does not find {row.shows!r}")
    return LineTable(
        agencies=frozenset(read.credit.agencies),
        companions=frozenset(read.credit.companions),
        credits=tuple(row.pattern for row in read.credit.whole),
        bylines=tuple(row.pattern for row in read.byline),
        captions=tuple(row.pattern for row in read.caption),
        sure_promotions=tuple(row.pattern for row in read.promotion if row.is_sure),
        likely_promotions=tuple(row.pattern for row in read.promotion if not row.is_sure),
        finite_verbs=frozenset(read.verbs.finite),
        pasts_or_participles=frozenset(read.verbs.past_or_participle),
        reporting_verbs=frozenset(read.verbs.reporting),
        before_nouns=frozenset(read.words.before_nouns),
        object_starts=frozenset(read.words.object_starts),
    )


@cache
def line_table() -> LineTable:
    """Return the table that ships with the package."""
    return read_line_table(files("worker.article").joinpath("lines.toml").read_text(encoding="utf-8"))
