"""Every row of tests/gold/relations.toml: which claims are linked, and which look alike and are not."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

GOLD = Path(__file__).parents[3] / "gold" / "relations.toml"


def _rows() -> Iterator[object]:
    for row in tomllib.loads(GOLD.read_text("utf-8"))["rows"]:
        yield pytest.param(row, id=row["shows"])
        yield pytest.param(row["near_miss"], id=f"not {row['near_miss']['why']}")


@pytest.mark.parametrize("row", list(_rows()))
def test_the_relations_are_those_of_the_gold_row(row, extract):
    found = extract(row["text"])
    names = {agent.id: agent.name.lower() for agent in found.agents}
    told = {
        claim.id: f"{', '.join(names[each] for each in claim.source.agents)}: "
        f"{' '.join(span.exact for span in claim.content)}"
        for claim in found.claims
    }
    assert [
        {"type": each.type.value, "from": told[each.from_], "to": told[each.to]} for each in found.relations
    ] == row["expect"]
    assert all(each.why for each in found.relations)
