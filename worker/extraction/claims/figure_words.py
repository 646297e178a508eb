"""Figures in words, what is said before them, and what they measure."""

from collections.abc import Mapping
from functools import cached_property

from contract.claim import Modifier
from worker.extraction.claims.shapes import Table, Words


class Vague(Table):
    """Amounts without a figure."""

    plural: Words
    words: Words


class NotCounted(Table):
    """Nouns whose number is no figure of the content."""

    times: Words
    parties: Words


class FigureWords(Table):
    """Figures in words, what is said before them, and what they measure."""

    numbers: dict[str, int]
    scales: dict[str, int]
    modifiers: dict[Modifier, Words]
    vague: Vague
    units: dict[str, str]
    money: dict[str, str]
    not_counted: NotCounted

    @cached_property
    def modifier_of(self) -> Mapping[tuple[str, ...], Modifier]:
        """Return the words of each modifier -> how exact it makes the figure."""
        return {tuple(phrase.split()): kind for kind, phrases in self.modifiers.items() for phrase in phrases}
