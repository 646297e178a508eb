"""Verbs and nouns -> event types."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import model_validator

from contract.claim import EventType
from worker.extraction.claims.shapes import Table, Words, read_checked


class Pair(Table):
    """Verbs that tell an event of these objects, or of these subjects, alone."""

    verbs: Words
    objects: Words = frozenset()
    subjects: Words = frozenset()


class TypeWords(Table):
    """The words for one type."""

    verbs: Words = frozenset()
    verbs_on: Words = frozenset()
    verbs_on_people: Words = frozenset()
    verbs_alone: Words = frozenset()
    pairs: tuple[Pair, ...] = ()
    nouns: Words = frozenset()
    cues: Words = frozenset()


class OtherWords(Table):
    """Words that help to find the one that tells the event."""

    aspects: Words
    light: Words
    happening: Words
    targets: Words
    combatants: Words
    containers: Words
    killers: Words
    killing: Words
    not_by: Words
    not_after: Words


class EventTables(Table):
    """events.toml."""

    types: dict[EventType, TypeWords]
    words: OtherWords

    @model_validator(mode="after")
    def _each_word_has_one_type(self) -> "EventTables":
        for part in ("verbs", "nouns"):
            seen: dict[str, EventType] = {}
            for kind, words in self.types.items():
                listed = words.nouns if part == "nouns" else words.verbs | words.verbs_on | words.verbs_on_people
                for word in listed:
                    if seen.setdefault(word, kind) is not kind:
                        raise ValueError(f"{word!r} is a word for {seen[word]} and for {kind}")
        return self

    @cached_property
    def verbs(self) -> Mapping[str, "Verb"]:
        """Return each verb, with its particle or preposition."""
        return dict(self._listed())

    @cached_property
    def verbs_alone(self) -> Mapping[str, EventType]:
        """Return each verb that tells an event where it has no object."""
        return {verb: kind for kind, words in self.types.items() for verb in words.verbs_alone}

    @cached_property
    def pairs(self) -> Mapping[tuple[str, str], EventType]:
        """Return each verb with each of its objects."""
        return dict(self._paired(lambda pair: pair.objects))

    @cached_property
    def by_subject(self) -> Mapping[tuple[str, str], EventType]:
        """Return each verb with each of the subjects that make an event of it."""
        return dict(self._paired(lambda pair: pair.subjects))

    @cached_property
    def nouns(self) -> Mapping[str, EventType]:
        """Return each noun."""
        return {noun: kind for kind, words in self.types.items() for noun in words.nouns}

    @cached_property
    def cues(self) -> Mapping[str, EventType]:
        """Return each cue that is itself what the source does."""
        return {cue: kind for kind, words in self.types.items() for cue in words.cues}

    def _paired(self, words_of: Callable[[Pair], Words]) -> Iterator[tuple[tuple[str, str], EventType]]:
        for kind, words in self.types.items():
            for pair in words.pairs:
                yield from (((verb, each), kind) for verb in pair.verbs for each in words_of(pair))

    def _listed(self) -> Iterator[tuple[str, "Verb"]]:
        for kind, words in self.types.items():
            yield from ((phrase, Verb(kind, needs_target=False)) for phrase in words.verbs)
            yield from ((phrase, Verb(kind, needs_target=True)) for phrase in words.verbs_on)
            people = words.verbs_on_people
            yield from ((phrase, Verb(kind, needs_target=True, needs_people=True)) for phrase in people)


@dataclass(frozen=True, slots=True)
class Verb:
    """What a verb tells."""

    type: EventType
    needs_target: bool
    """Whether it means this only of parties and things that can be attacked, met or seized."""
    needs_people: bool = False
    """Of these, of people alone."""


def load_event_tables(language: str) -> EventTables:
    """Read and check the table; raises `TableError` that names the file and the entry."""
    return read_checked(language, "events", EventTables)
