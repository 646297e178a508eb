"""Every row of tests/gold/standing_alone.toml: who is meant, told in brackets; in near misses nobody is."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

GOLD = Path(__file__).parents[3] / "gold" / "standing_alone.toml"
TOLD = re.compile(r"\S+ \[[^]]+\]")
NAME = re.compile(r" \[([^]]+)\]")


def _rows() -> Iterator[object]:
    for row in tomllib.loads(GOLD.read_text("utf-8"))["rows"]:
        yield pytest.param(row["text"], row["expect"], id=row["shows"])
        yield pytest.param(row["near_miss"]["text"], [], id=f"not {row['near_miss']['why']}")


@pytest.mark.parametrize(("text", "expect"), list(_rows()))
def test_who_is_meant_is_told_as_the_gold_row_tells(text, expect, extract):
    assert [told for claim in extract(text).claims for told in TOLD.findall(claim.text)] == expect


@pytest.mark.parametrize(("text", "_expect"), list(_rows()))
def test_a_bracket_holds_a_name_that_the_article_uses(text, _expect, extract):
    names = [name for claim in extract(text).claims for name in NAME.findall(claim.text)]
    assert all(word in text for name in names for word in name.split())
