"""What claims know of a language, table by table."""

from collections.abc import Mapping
from dataclasses import dataclass

from worker.extraction.claims.factuality_words import FactualityWords
from worker.extraction.claims.figure_words import FigureWords
from worker.extraction.claims.given_names import read_given_names
from worker.extraction.claims.institutions import Institutions, InstitutionTable
from worker.extraction.claims.loss_words import LossWords, read_losses
from worker.extraction.claims.party_words import PartyWords
from worker.extraction.claims.shapes import Table, Words, read_checked
from worker.extraction.claims.states import States, StatesByCode


class ClauseWords(Table):
    """Words that show where one statement ends and another begins."""

    beside: Words
    listing: Words
    carrying: Words
    lacking: Words
    addressing: Words


class DayWords(Table):
    """Days named from the day of publication, and the days of the week."""

    offsets: dict[str, int]
    week: dict[str, int]


@dataclass(frozen=True, slots=True)
class ClaimTables:
    """The knowledge of one language."""

    states: States
    parties: PartyWords
    institutions: Institutions
    given_names: Mapping[str, str]
    """Given name -> the pronoun of nearly all who bear it."""
    figures: FigureWords
    losses: LossWords
    factuality: FactualityWords
    clauses: ClauseWords
    days: DayWords


def load_claim_tables(language: str) -> ClaimTables:
    """Read and check the tables; raises `TableError` that names the file and the entry."""
    return ClaimTables(
        states=States.of(read_checked(language, "states", StatesByCode)),
        parties=read_checked(language, "parties", PartyWords),
        institutions=Institutions.of(read_checked(language, "institutions", InstitutionTable)),
        given_names=read_given_names(language),
        figures=read_checked(language, "figures", FigureWords),
        losses=read_losses(language),
        factuality=read_checked(language, "factuality", FactualityWords),
        clauses=read_checked(language, "clauses", ClauseWords),
        days=read_checked(language, "days", DayWords),
    )
