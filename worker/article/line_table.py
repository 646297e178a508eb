"""The table behind the line rules, read and checked once."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from worker.article.sign_table import CAPITAL


class Patterns:
    """Rows of one kind, which are looked for together, in one pass each."""

    def __init__(self, rows: Iterable[str]) -> None:
        by_kind: dict[tuple[bool, bool], list[str]] = {}
        for row in rows:
            by_kind.setdefault((row.startswith(_ANY_CASE), _starts_line(row)), []).append(row.removeprefix(_ANY_CASE))
        self._cased = _any_of(by_kind.get((False, True))), _any_of(by_kind.get((False, False)))
        # in lower case: several times as fast as to ignore the case
        self._lower = _any_of(by_kind.get((True, True))), _any_of(by_kind.get((True, False)))

    def fit(self, text: str) -> bool:
        """Tell whether a line holds what any row looks for."""
        return any(
            at_start.match(shown) or anywhere.search(shown)
            for shown, (at_start, anywhere) in ((text, self._cased), (text.lower(), self._lower))
        )


_ANY_CASE: Final = "(?i)"


def _any_of(rows: Iterable[str] | None) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row})" for row in rows or ()) or r"(?!)")


def _starts_line(row: str) -> bool:
    """Tell whether each of a row's alternatives looks at the beginning alone."""
    depth, starts = 0, row.removeprefix(_ANY_CASE)[:1] == "^"
    plain = re.sub(r"\\.|\[(?:\\.|[^\]])*\]", "x", row.removeprefix(_ANY_CASE))
    for at, character in enumerate(plain):
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            starts = starts and plain[at + 1 : at + 2] == "^"
    return starts


@dataclass(frozen=True, slots=True)
class LineTable:
    """What `lines.toml` says; a word is looked up in lower case, an agency as it is spelt."""

    agencies: frozenset[str]
    companions: frozenset[str]
    credits: Patterns
    bylines: Patterns
    captions: Patterns
    sure_promotions: Patterns
    likely_promotions: Patterns
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
        if row.pattern.pattern.startswith(_ANY_CASE) and CAPITAL.search(row.pattern.pattern):
            raise ValueError(f"lines.toml: {row.pattern.pattern!r} must be in lower case")
        if not row.pattern.search(row.shows):
            raise ValueError(f"lines.toml: {row.pattern.pattern!r} does not find {row.shows!r}")
    return LineTable(
        agencies=frozenset(read.credit.agencies),
        companions=frozenset(read.credit.companions),
        credits=Patterns(row.pattern.pattern for row in read.credit.whole),
        bylines=Patterns(row.pattern.pattern for row in read.byline),
        captions=Patterns(row.pattern.pattern for row in read.caption),
        sure_promotions=Patterns(row.pattern.pattern for row in read.promotion if row.is_sure),
        likely_promotions=Patterns(row.pattern.pattern for row in read.promotion if not row.is_sure),
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
