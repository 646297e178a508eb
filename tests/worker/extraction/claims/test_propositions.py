"""Every row of tests/gold/propositions.toml: one content, and the single statements that it makes."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.claim import Resolution

GOLD = Path(__file__).parents[3] / "gold" / "propositions.toml"


def _rows() -> Iterator[object]:
    for row in tomllib.loads(GOLD.read_text("utf-8"))["rows"]:
        yield pytest.param(row, id=row["shows"])
        yield pytest.param(row["near_miss"], id=f"not {row['near_miss']['why']}")


@pytest.mark.parametrize("row", list(_rows()))
def test_the_statements_are_those_of_the_gold_row(row, extract):
    told = [each for each in extract(row["text"]).claims if each.source.resolution is not Resolution.NARRATOR]
    assert [[span.exact for span in claim.content] for claim in told] == row["expect"]


def test_statements_of_one_attribution_share_its_id_and_its_whole_statement(extract):
    told = extract("The navy said that it sank two boats and captured 12 sailors.").claims
    assert len({claim.id for claim in told}) == 2
    assert len({claim.attribution_id for claim in told}) == 1
    assert told[0].statement == told[1].statement
    whole = {at for span in told[0].statement for at in range(span.start, span.end)}
    assert all(set(range(span.start, span.end)) <= whole for claim in told for span in claim.content)


def test_a_statement_that_lost_its_subject_is_told_with_it(extract):
    told = extract("The navy said that its crews sank two boats and captured 12 sailors.").claims
    assert "its crews captured 12 sailors" in told[1].text.lower()
