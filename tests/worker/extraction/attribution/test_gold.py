"""Every row of tests/gold/attribution: a sentence, what it shows, and a near miss beside it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from worker.extraction.attribution import Attribution

GOLD = Path(__file__).parents[3] / "gold" / "attribution"


def _rows() -> Iterator[object]:
    for file in sorted(GOLD.glob("*.toml")):
        for row in tomllib.loads(file.read_text("utf-8"))["rows"]:
            yield pytest.param(row, id=f"{file.stem}: {row['shows']}")
            yield pytest.param(row["near_miss"], id=f"{file.stem}: not {row['near_miss']['why']}")


@pytest.mark.parametrize("row", list(_rows()))
def test_attributions_are_those_of_the_gold_row(row, find):
    assert [_told(row["text"], each) for each in find(row["text"])] == row["expect"]


def _told(text: str, attribution: Attribution) -> dict[str, object]:
    told: dict[str, object] = {}
    if attribution.source is not None:
        told["source"] = text[slice(*attribution.source)]
    if attribution.cue is not None:
        told["cue"] = text[slice(*attribution.cue.bounds)]
    told["content"] = [text[start:end] for start, end in attribution.content]
    told["quote"] = attribution.quote.value
    if attribution.nested_in is not None:
        told["nested_in"] = attribution.nested_in
    return told
