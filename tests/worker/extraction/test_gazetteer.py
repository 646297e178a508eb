"""The table of places: what it finds, and that it can be searched."""

from pathlib import Path

import pytest

import worker.extraction.gazetteer as room
from contract.claim import PlaceKind
from worker.extraction.gazetteer import Entry, Gazetteer


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


def test_the_largest_city_of_a_name_comes_first(gazetteer):
    assert [each.country for each in gazetteer.find("London")][:2] == ["GBR", "CAN"]


def test_diacritics_and_curly_apostrophes_do_not_count(gazetteer):
    assert gazetteer.find("Malmö") == gazetteer.find("Malmo") != ()
    assert gazetteer.find("N\u2019Djamena") == gazetteer.find("N'Djamena") != ()


def test_a_region_is_found(gazetteer):
    assert Entry(PlaceKind.REGION, "USA", 0) in gazetteer.find("Texas")


@pytest.mark.parametrize("name", ["", "Lond", "Londonx", "london", "# name", "Zzzz", "\u00ff", "A", "\t", "London\t"])
def test_what_is_no_name_finds_nothing(gazetteer, name):
    assert gazetteer.find(name) == ()


def test_every_line_is_found_again_and_in_its_order(gazetteer):
    lines = (Path(room.__file__).with_name("places.tsv")).read_bytes().splitlines()[1:]
    assert lines == sorted(lines, key=lambda line: line.split(b"\t")[:3])
    for line in [lines[0], lines[-1], *lines[::977]]:
        name, kind, country, _ = line.decode().split("\t")
        assert any((each.kind, each.country) == (kind, country) for each in gazetteer.find(name))
