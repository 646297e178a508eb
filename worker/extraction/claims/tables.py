"""What claims know of a language, table by table."""

from collections.abc import Mapping
from dataclasses import dataclass

from worker.extraction.claims.event_tables import EventTables, load_event_tables
from worker.extraction.claims.given_names import GivenNames
from worker.extraction.claims.institutions import Institutions, InstitutionTable
from worker.extraction.claims.party_words import PartyWords
from worker.extraction.claims.quantity_tables import QuantityTables, load_quantity_tables
from worker.extraction.claims.shapes import Table, Words, read_checked
from worker.extraction.claims.stance_tables import StanceTables, load_stance_tables
from worker.extraction.claims.states import States, StatesByCode
from worker.extraction.claims.taken_up import Anaphora
from worker.extraction.claims.times import Calendar, load_calendar
from worker.extraction.claims.whereabouts import PlaceTables, load_place_tables


class ClauseWords(Table):
    """Words that show where one statement ends and another begins."""

    beside: Words
    listing: Words
    carrying: Words
    lacking: Words
    addressing: Words
    silence: Words


@dataclass(frozen=True, slots=True)
class ClaimTables:
    """The knowledge of one language."""

    states: States
    parties: PartyWords
    institutions: Institutions
    given_names: Mapping[str, str]
    """Given name -> the pronoun of nearly all who bear it."""
    clauses: ClauseWords
    quantities: QuantityTables
    stance: StanceTables
    calendar: Calendar
    events: EventTables
    places: PlaceTables
    anaphora: Anaphora


def load_claim_tables(language: str) -> ClaimTables:
    """Read and check the tables; raises `TableError` that names the file and the entry."""
    return ClaimTables(
        states=States.of(read_checked(language, "states", StatesByCode)),
        parties=read_checked(language, "parties", PartyWords),
        institutions=Institutions.of(read_checked(language, "institutions", InstitutionTable)),
        given_names=read_checked(language, "given_names", GivenNames).pronoun_of,
        clauses=read_checked(language, "clauses", ClauseWords),
        quantities=load_quantity_tables(language),
        stance=load_stance_tables(language),
        calendar=load_calendar(language),
        events=load_event_tables(language),
        places=load_place_tables(language),
        anaphora=read_checked(language, "anaphora", Anaphora),
    )
