"""Every row of tests/gold/narration.toml: what the article itself asserts, and what it does not."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.claim import QuoteKind, Resolution

GOLD = Path(__file__).parents[3] / "gold" / "narration.toml"


def _rows() -> Iterator[object]:
    for row in tomllib.loads(GOLD.read_text("utf-8"))["rows"]:
        yield pytest.param(row, id=row["shows"])
        yield pytest.param(row["near_miss"], id=f"not {row['near_miss']['why']}")


@pytest.mark.parametrize("row", list(_rows()))
def test_the_narrators_claims_are_those_of_the_gold_row(row, extract):
    told = [each for each in extract(row["text"]).claims if each.source.resolution is Resolution.NARRATOR]
    assert [[span.exact for span in claim.content] for claim in told] == row["expect"]


def test_the_narrator_has_neither_cue_nor_agent(extract):
    (claim,) = extract("A freight train derailed near the border on Friday.").claims
    assert claim.cue is None
    assert claim.source.span is None
    assert claim.source.agents == ()
    assert claim.quote is QuoteKind.NONE
    assert claim.text == "A freight train derailed near the border on Friday."
