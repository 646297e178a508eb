"""Tables of parties: what is broken fails the start, with the file and the entry."""

import pytest

from worker.extraction.claims.given_names import GivenNames
from worker.extraction.claims.institutions import Institutions, InstitutionTable
from worker.extraction.claims.party_words import PartyWords
from worker.extraction.claims.shapes import checked
from worker.extraction.claims.tables import load_claim_tables
from worker.extraction.tables import TableError, read_table


def test_the_english_tables_are_sound():
    tables = load_claim_tables("en")
    assert tables.institutions.named["FBI"].country == "USA"
    assert tables.given_names["Peter"] == "he"
    assert tables.parties.pronouns["their"] == "they"


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"named": {"ministry": {"usa": [["Pentagon"]]}}, "endings": {}}, "usa"),
        ({"named": {"palace": {"USA": [["Pentagon"]]}}, "endings": {}}, "palace"),
        ({"named": {"ministry": {"USA": [["Pentagon"], ["Pentagon"]]}}, "endings": {}}, "stands twice"),
        ({"named": {}, "endings": {"company": ["Inc"], "media": ["Inc"]}}, "stands twice"),
        ({"named": {}, "endings": {}, "beginnings": {}}, "beginnings"),
    ],
)
def test_a_broken_table_of_institutions_is_refused(table, reason):
    with pytest.raises(TableError, match=reason):
        checked("en/institutions.toml", table, InstitutionTable)


def test_every_name_of_an_institution_leads_to_its_fullest():
    rows = {"named": {"media": {"none": [["Harbor Gazette", "HG"]]}}, "endings": {}}
    institutions = Institutions.of(checked("en/institutions.toml", rows, InstitutionTable))
    assert institutions.named["HG"].name == "Harbor Gazette"
    assert institutions.named["HG"].country is None


@pytest.mark.parametrize("names", [{"he": ["Sasha"], "she": ["Sasha"]}, {"he": ["Peter"]}])
def test_broken_given_names_are_refused(names):
    with pytest.raises(TableError, match="given_names"):
        checked("en/given_names.toml", names, GivenNames)


@pytest.mark.parametrize(
    ("section", "entry", "reason"),
    [
        ("pronouns", {"thou": "thee"}, "no rule"),
        ("kinds", {"person": ["mayor"], "group": ["mayor"]}, "one kind"),
        ("documents", ["Report"], "small letters"),
    ],
)
def test_broken_words_for_parties_are_refused(section, entry, reason):
    table = {**read_table("en", "parties"), section: entry}
    with pytest.raises(TableError, match=reason):
        checked("en/parties.toml", table, PartyWords)
