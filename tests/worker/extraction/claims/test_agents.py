"""Every row of tests/gold/agents: who speaks, what the party is, how we know; and a near miss beside it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.claim import Resolution

GOLD = Path(__file__).parents[3] / "gold" / "agents"


def _rows() -> Iterator[object]:
    for file in sorted(GOLD.glob("*.toml")):
        for row in tomllib.loads(file.read_text("utf-8"))["rows"]:
            yield pytest.param(row, id=f"{file.stem}: {row['shows']}")
            yield pytest.param(row["near_miss"], id=f"{file.stem}: not {row['near_miss']['why']}")


@pytest.mark.parametrize("row", list(_rows()))
def test_the_parties_are_those_of_the_gold_row(row, extract):
    told = _told(extract(row["text"]))
    wanted = row.get("only")
    assert [each for each in told if wanted is None or each.get("source") in wanted] == row["expect"]


def test_another_name_of_a_party_becomes_an_alias(extract):
    (agent,) = extract("Peru said that the port was closed.\n\nLima said that ships were waiting.").agents
    assert agent.name == "Peru"
    assert "Lima" in agent.aliases


def test_only_parties_that_a_claim_speaks_of_are_given(extract):
    found = extract("Marta Olsen said that the harbor would reopen. Peter Krause waited outside.")
    assert [agent.name for agent in found.agents] == ["Marta Olsen"]


def test_what_speaks_bears_an_id_of_the_agents(extract):
    found = extract("Spain and Portugal said that the line would open. They said that it was late.")
    ids = {agent.id for agent in found.agents}
    assert len(ids) == len(found.agents)
    assert all(set(claim.source.agents) <= ids for claim in found.claims)


def _told(extraction):
    agents = {agent.id: agent for agent in extraction.agents}
    told = {}
    for claim in extraction.claims:
        if claim.source.resolution is Resolution.NARRATOR:
            continue
        entry = told.setdefault(claim.attribution_id, {})
        if claim.source.span is not None:
            entry["source"] = claim.source.span.exact
        by = entry.setdefault("by", [])
        for agent in (agents[each] for each in claim.source.agents):
            party = {"name": agent.name, "kind": agent.kind.value}
            if agent.country is not None:
                party["country"] = agent.country
            if party not in by:
                by.append(party)
        entry["resolution"] = claim.source.resolution.value
    return list(told.values())
