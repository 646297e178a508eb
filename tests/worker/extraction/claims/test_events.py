"""The rows of tests/gold/events.toml as floors that only rise, and what the tables refuse."""

import tomllib
from pathlib import Path

import pytest

from contract.claim import Claim, EventStatus, EventType
from worker.article.reader import read_text
from worker.extraction.claims.event_tables import EventTables, OtherWords
from worker.extraction.claims.shapes import checked
from worker.extraction.tables import TableError

ROWS = tomllib.loads((Path(__file__).parents[3] / "gold" / "events.toml").read_text("utf-8"))["rows"]


@pytest.fixture(scope="module")
def told(whole_extractor):
    """Each row with the claim that holds most of its content, and the names of the agents by their ids."""
    found = []
    for row in ROWS:
        extraction = whole_extractor.extract(read_text(row["text"]).article, published_at=None)
        start = row["text"].index(row["content"])
        claims = [each for each in extraction.claims if each.cue is not None]
        best = max(claims, key=lambda claim: _shared(claim, start, start + len(row["content"])))
        names = {each.id: " ".join([each.name, *each.aliases]).lower() for each in extraction.agents}
        found.append((row, best, names))
    return found


def test_types_are_right_where_they_are_told(told):
    typed = [(row["type"], claim.event.type) for row, claim, _ in told if claim.event is not None]
    right = sum(expected == found for expected, found in typed)
    assert right >= 0.95 * len(typed)
    assert right >= 0.84 * sum(bool(row["type"]) for row in ROWS)


def test_the_status_follows_tense_and_factuality(told):
    typed = [
        (row, claim.event) for row, claim, _ in told if claim.event is not None and claim.event.type == row["type"]
    ]
    # whoever asks or threatens does so, and what is asked for is still to come: the rows call the act itself "occurred"
    typed = [(row, event) for row, event in typed if row["type"] not in {EventType.REQUEST, EventType.THREATEN}]
    assert sum(event.status == EventStatus(row["status"]) for row, event in typed) >= 0.95 * len(typed)


@pytest.mark.parametrize(("role", "precision", "recall"), [("actor", 0.97, 0.7), ("recipient", 0.8, 0.28)])
def test_roles_name_the_right_party(told, role, precision, recall):
    right = named = of = 0
    for row, claim, names in told:
        if claim.event is None or claim.event.type != row["type"]:
            continue
        of += bool(row[role])
        for party in getattr(claim.event, role)[:1]:
            named += 1
            right += bool(set(names[party].split()) & set(row[role].lower().split()))
    assert right >= precision * named
    assert right >= recall * of  # things that are hit are no parties, and the rows name them, too


def test_one_word_tells_one_type():
    words = {name: frozenset() for name in OtherWords.model_fields}
    types = {"AGREE": {"nouns": ["deal"]}, "AID": {"nouns": ["deal"]}}
    with pytest.raises(TableError, match="'deal' is a word for AGREE and for AID"):
        checked("en/events.toml", {"types": types, "words": words}, EventTables)


def _shared(claim: Claim, start: int, end: int) -> int:
    return sum(max(0, min(each.end, end) - max(each.start, start)) for each in claim.content)
