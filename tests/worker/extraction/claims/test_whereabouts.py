"""The rows of tests/gold/places.toml as floors that only rise."""

import tomllib
from pathlib import Path

import pytest

from worker.article.reader import read_text

ROWS = tomllib.loads((Path(__file__).parents[3] / "gold" / "places.toml").read_text("utf-8"))["rows"]


@pytest.fixture(scope="module")
def told(whole_extractor):
    """Each row with the first place of its reported claims."""
    found = []
    for row in ROWS:
        claims = whole_extractor.extract(read_text(row["text"]).article, published_at=None).claims
        found.append((row, next((each.place for each in claims if each.cue and each.place), None)))
    return found


def test_places_are_found_and_nothing_else_is_one(told):
    right = sum(place is not None and _is_there(row, place) for row, place in told)
    assert right >= 0.98 * sum(place is not None for _, place in told)
    assert right >= 0.93 * sum(bool(row["happened_in"]) for row, _ in told)


def test_kind_and_country_are_right(told):
    right = [(row, place) for row, place in told if place is not None and _is_there(row, place)]
    marked = [
        (next(each for each in row["places"] if each["words"] == row["happened_in"]), place) for row, place in right
    ]
    assert sum((place.country or "") == each["country"] for each, place in marked) >= 0.89 * len(marked)
    assert sum(place.kind == each["kind"] for each, place in marked) >= 0.93 * len(marked)


def test_a_place_is_a_stretch_of_the_text(told):
    for row, place in told:
        assert place is None or row["text"][place.span.start : place.span.end] == place.span.exact


def _is_there(row, place):
    wanted = row["happened_in"]
    return bool(wanted) and (wanted in place.name or place.name in wanted)
