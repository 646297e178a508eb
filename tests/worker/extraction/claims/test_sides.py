"""Every row of tests/gold/sides.toml: whose the counted are, and what looks alike and is nobody's."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

GOLD = Path(__file__).parents[3] / "gold" / "sides.toml"


def _rows() -> Iterator[object]:
    for row in tomllib.loads(GOLD.read_text("utf-8"))["rows"]:
        yield pytest.param(row, id=row["shows"])
        yield pytest.param(row["near_miss"], id=f"not {row['near_miss']['why']}")


@pytest.mark.parametrize("row", list(_rows()))
def test_the_sides_are_those_of_the_gold_row(row, extract):
    found = extract(row["text"])
    names = {agent.id: agent.name for agent in found.agents}
    figures = {each.span.start: each for claim in found.claims for each in claim.quantities if each.side is not None}
    told = [{"words": figures[at].span.exact, "side": names[figures[at].side]} for at in sorted(figures)]
    assert told == row["expect"]
