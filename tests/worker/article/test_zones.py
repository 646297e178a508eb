"""Every row of the gold table, and the laws of the line rules."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.article.line_table import read_line_table
from worker.article.zones import Line, zones_of
from worker.extraction.article import Zone

ROOT = Path(__file__).parents[3]
ROWS = tomllib.loads((ROOT / "tests/gold/zones/lines.toml").read_text(encoding="utf-8"))["row"]
TABLE = (ROOT / "worker/article/lines.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("side", ["lines", "near"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["shows"])
def test_line_gets_its_zone(row, side):
    expected = [tuple(line) for line in row[side]]
    zones = zones_of([Line(text) for _, text in expected])
    assert [(str(zone), text) for zone, (_, text) in zip(zones, expected, strict=True)] == expected


def test_rows_are_at_least_twenty_five():
    assert len(ROWS) >= 25


def test_mark_of_the_page_prevails_over_the_line():
    assert zones_of([Line("Reuters", Zone.DECK), Line("The port is shut.")]) == (Zone.DECK, Zone.BODY)


@given(st.lists(st.text(min_size=1, max_size=120), max_size=12))
def test_every_line_gets_one_zone(texts):
    zones = zones_of([Line(text) for text in texts])
    assert len(zones) == len(texts)


@given(
    st.lists(st.sampled_from(["A port", "It fell.", "Reuters", "By Ann Lee", "Read more: x"]), min_size=1, max_size=8)
)
def test_headline_or_deck_never_leaves_a_text_without_body(texts):
    zones = zones_of([Line(text) for text in texts])
    assert Zone.BODY in zones or not {Zone.HEADLINE, Zone.DECK} & set(zones)


def test_row_that_does_not_find_what_it_shows_stops_the_start():
    with pytest.raises(ValueError, match="does not find 'Subscribe later'"):
        read_line_table(TABLE.replace('shows = "Subscribe now"', 'shows = "Subscribe later"'))


def test_unknown_field_in_the_table_stops_the_start():
    with pytest.raises(ValueError, match=r"lines\.toml"):
        read_line_table(TABLE + "\nsurprise = 1\n")
