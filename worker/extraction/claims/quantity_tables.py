"""What figures know of a language: numbers in words, units, and the words that tell what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from contract.claim import Modifier
from worker.extraction.claims.shapes import Table, WordList, Words, read_checked

Phrases = Mapping[tuple[str, ...], Modifier]


class Vague(Table):
    """Amounts without a number; see the table."""

    plural: Words
    phrases: Words
    loose: Words


class Numbers(Table):
    """numbers.toml."""

    ones: dict[str, int]
    tens: dict[str, int]
    scales: dict[str, int]
    short_scales: dict[str, int]
    fractions: dict[str, float]
    modifiers: dict[Modifier, Words]
    modifiers_behind: dict[Modifier, Words]
    vague: Vague
    labels: WordList

    @cached_property
    def before(self) -> Phrases:
        """Return each phrase that stands before an amount -> how exact it makes it."""
        return _by_phrase(self.modifiers)

    @cached_property
    def behind(self) -> Phrases:
        """Return each phrase that stands behind an amount -> how exact it makes it."""
        return _by_phrase(self.modifiers_behind)

    @cached_property
    def openings(self) -> frozenset[str]:
        """Return the words that an amount can begin with, beside figures and signs of money."""
        words = (*self.ones, *self.tens, *self.vague.plural, "half", "a", "an", "another")
        return frozenset((*words, *(phrase[0] for phrase in self.vague_before)))

    @cached_property
    def modifier_words(self) -> frozenset[str]:
        """Return every word of the phrases that stand before an amount."""
        return frozenset(word for phrase in self.before for word in phrase)

    @cached_property
    def vague_before(self) -> frozenset[tuple[str, ...]]:
        """Return the phrases that are a vague amount of what follows."""
        return frozenset(tuple(phrase.split()) for phrase in self.vague.phrases | self.vague.loose)


def _by_phrase(modifiers: Mapping[Modifier, frozenset[str]]) -> Phrases:
    return {tuple(phrase.split()): modifier for modifier, phrases in modifiers.items() for phrase in phrases}


class Durations(Table):
    """Units of time, and the words beside their number that make a point in time of it."""

    units: Words
    when_behind: Words
    when_before: Words


class Units(Table):
    """units.toml."""

    measures: dict[str, str]
    dimensions: dict[str, str]
    """Unit -> the category of what is measured by it."""
    shares: dict[str, str]
    money: dict[str, str]
    money_of: dict[str, str]
    money_from: dict[str, int]
    unchanging: WordList
    rated: WordList
    durations: Durations
    times: WordList
    parties: WordList
    spellings: dict[str, str]
    kinds: WordList


ThingKind = Literal["units", "people", "buildings", "jobs", "equipment"]


class Outcome(Table):
    """One thing that can happen to what is counted; see the table."""

    verbs: Words = frozenset()
    subjects: Words = frozenset()
    nouns: Words = frozenset()
    states: Words = frozenset()
    items: Words = frozenset()
    things: ThingKind | None = None
    living: Words = frozenset()
    """Words before an item that make another thing of it."""


class Things(Table):
    """Lemmas of things whose loss has its own name."""

    units: Words
    people: Words
    buildings: Words
    jobs: Words
    equipment: Words

    @cached_property
    def kind_of(self) -> Mapping[str, ThingKind]:
        """Return lemma -> kind of thing."""
        kinds: tuple[tuple[ThingKind, frozenset[str]], ...] = (
            ("units", self.units),
            ("people", self.people),
            ("buildings", self.buildings),
            ("jobs", self.jobs),
            ("equipment", self.equipment),
        )
        return {word: kind for kind, words in kinds for word in words}


class Losses(Table):
    """Losses that are not told apart; see the table."""

    items: Words
    human: Words
    dying: Words
    bearers: Words
    inflicters: Words
    payers: Words
    offers: Words
    held: Words
    costs: Words
    senders: Words
    takers: Words
    conceding: Words
    bystanders: Words
    opponents: Words


class Parts(Table):
    """What stands between two figures, or over one, and says how it belongs to another; see the table."""

    words: Words
    verbs: Words
    comparing: Words
    measuring: Words
    further: Words


Part = Literal["verbs", "subjects", "nouns", "states", "items"]


class Outcomes(Table):
    """outcomes.toml."""

    killed: Outcome
    injured: Outcome
    missing: Outcome
    kidnapped: Outcome
    captured: Outcome
    arrested: Outcome
    released: Outcome
    rescued: Outcome
    displaced: Outcome
    evacuated: Outcome
    expelled: Outcome
    infected: Outcome
    hospitalized: Outcome
    jobs_cut: Outcome
    dismissed: Outcome
    jobs_created: Outcome
    equipment_destroyed: Outcome
    lost: Outcome
    equipment_damaged: Outcome
    casualties: Outcome
    things: Things
    parts: Parts
    losses: Losses

    @cached_property
    def by_word(self) -> Mapping[tuple[Part, str], tuple[str, ...]]:
        """Return a word in its part -> the categories that hold it, those bound to things first."""
        found: dict[tuple[Part, str], list[str]] = {}
        for category, outcome in sorted(self.each.items(), key=lambda entry: entry[1].things is None):
            parts: tuple[tuple[Part, frozenset[str]], ...] = (
                ("verbs", outcome.verbs),
                ("subjects", outcome.subjects),
                ("nouns", outcome.nouns),
                ("states", outcome.states),
                ("items", outcome.items),
            )
            for part, words in parts:
                for word in words:
                    found.setdefault((part, word), []).append(category)
        return {key: tuple(categories) for key, categories in found.items()}

    @cached_property
    def each(self) -> Mapping[str, Outcome]:
        """Return category -> outcome."""
        fields = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: value for name, value in fields if isinstance(value, Outcome)}


@dataclass(frozen=True, slots=True)
class QuantityTables:
    """The knowledge of one language."""

    numbers: Numbers
    units: Units
    outcomes: Outcomes


def load_quantity_tables(language: str) -> QuantityTables:
    """Read and check the tables; raises `TableError` that names the file and the entry."""
    return QuantityTables(
        numbers=read_checked(language, "numbers", Numbers),
        units=read_checked(language, "units", Units),
        outcomes=read_checked(language, "outcomes", Outcomes),
    )
