"""The table of states: complete, by ISO 3166-1 alpha-3, and what its words tell."""

import pytest

from worker.extraction.claims.shapes import checked
from worker.extraction.claims.states import StatesByCode
from worker.extraction.tables import TableError, read_table

UNITED_NATIONS = frozenset(
    """
    AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN BWA CAF
    CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESP EST ETH FIN FJI
    FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN
    KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT
    MMR MNE MNG MOZ MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY PSE
    QAT ROU RUS RWA SAU SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS
    TON TTO TUN TUR TUV TZA UGA UKR URY USA UZB VAT VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE
    """.split()  # noqa: SIM905 (195 lines otherwise)
)
"""193 members and two observers."""

NAMED_LIKE_THEIR_CAPITAL = {"DJI", "HKG", "LUX", "MCO", "SGP", "SMR"}


@pytest.fixture(scope="module")
def rows():
    return checked("en/states.toml", read_table("en", "states"), StatesByCode).root


def test_every_state_of_the_united_nations_is_there(rows):
    assert len(UNITED_NATIONS) == 195
    assert set(rows) >= UNITED_NATIONS


def test_every_state_has_a_name_and_a_capital(rows):
    assert all(row.names for row in rows.values())
    assert {code for code, row in rows.items() if not row.seats} == NAMED_LIKE_THEIR_CAPITAL


def test_all_but_the_holy_see_have_a_demonym(rows):
    assert {code for code, row in rows.items() if not row.demonyms} == {"VAT"}


def test_no_two_states_share_a_name_or_a_capital(rows):
    words = [word for row in rows.values() for word in {*row.names, *row.seats, *row.residences}]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"XX": {"names": ["X"], "demonyms": [], "seats": []}}, "XX"),
        ({"XXX": {"names": ["X"], "demonyms": [], "seats": [], "capital": "Y"}}, "capital"),
        ({"XXX": {"names": ["X"], "demonyms": [], "seats": [], "ambiguous": ["Y"]}}, "nowhere else"),
    ],
)
def test_a_broken_row_is_refused(row, reason):
    with pytest.raises(TableError, match=reason):
        checked("en/states.toml", row, StatesByCode)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The Georgian parliament said that the dam was safe. Georgia said that it was full.", "GEO"),
        ("Atlanta lies low. Georgia said that the dam was full.", None),
        ("Niger said that the dam was full.", "NER"),
        ("Nigeria said that the dam was full.", "NGA"),
        ("Papua New Guinea said that the dam was full.", "PNG"),
        ("Guinea-Bissau said that the dam was full.", "GNB"),
        ("The U.S. said that the dam was full.", "USA"),
        ("North Korea said that the dam was full.", "PRK"),
    ],
)
def test_a_name_tells_its_state(extract, text, country):
    found = extract(text)
    last = [claim for claim in found.claims if claim.source.agents][-1]
    countries = {agent.id: agent.country for agent in found.agents}
    assert [countries[agent] for agent in last.source.agents] == [country]
