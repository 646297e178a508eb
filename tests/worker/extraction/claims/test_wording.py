"""Every row of tests/gold/wording.toml: a claim in words that can be read alone."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

GOLD = Path(__file__).parents[3] / "gold" / "wording.toml"
WORD = re.compile(r"\w+")


def _rows() -> Iterator[object]:
    for row in tomllib.loads(GOLD.read_text("utf-8"))["rows"]:
        yield pytest.param(row, id=row["shows"])
        yield pytest.param(row["near_miss"], id=f"not {row['near_miss']['why']}")


@pytest.mark.parametrize("row", list(_rows()))
def test_claims_read_as_the_gold_row_tells(row, extract):
    assert [claim.text for claim in extract(row["text"]).claims] == row["expect"]


@pytest.mark.parametrize("row", list(_rows()))
def test_no_word_is_invented_but_that(row, extract):
    written = {*WORD.findall(row["text"].lower()), "that"}
    assert all(written.issuperset(WORD.findall(claim.text.lower())) for claim in extract(row["text"]).claims)
