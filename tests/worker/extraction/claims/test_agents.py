"""Every row of tests/gold/agents: who speaks, what the party is, how we know; and a near miss beside it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.claim import Resolution
from worker.article.reader import read_text

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


def test_sources_by_who_had_not_seen_the_rules_are_known_as_often_as_before(whole_extractor):
    of = parties = resolutions = countries = 0
    for row in tomllib.loads(GOLD.with_name("sources_unseen.toml").read_text("utf-8"))["rows"]:
        extraction = whole_extractor.extract(read_text(row["text"]).article, published_at=None)
        agents = {each.id: each for each in extraction.agents}
        behind = 0
        for expected in row["expect"]:
            start = row["text"].find(expected["cue"], behind)
            behind, end = start + 1, start + len(expected["cue"])
            claims = [each for each in extraction.claims if each.cue and each.cue.start < end and start < each.cue.end]
            found = [agents[each] for claim in claims for each in claim.source.agents]
            names = expected.get("names") or [each for each in [expected.get("name")] if each]
            of += 1
            parties += bool(claims) and bool(names) == bool(found) and all(_is_among(name, found) for name in names)
            resolutions += any(claim.source.resolution == expected["resolution"] for claim in claims[:1])
            countries += bool(claims) and (found[0].country if found else None) == expected.get("country")
    assert of > 280
    assert parties >= 0.79 * of
    assert resolutions >= 0.75 * of
    assert countries >= 0.76 * of


def _is_among(name, agents):
    words = set(name.lower().removeprefix("the ").split())
    return any(words & set(" ".join([each.name, *each.aliases]).lower().split()) for each in agents)


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
