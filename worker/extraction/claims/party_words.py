"""Who can be a source: kinds of parties, institutions of states, titles, pronouns; and those who speak together."""

from collections.abc import Mapping
from functools import cached_property
from typing import Self

from pydantic import model_validator

from contract.claim import AgentKind
from worker.extraction.claims.shapes import ClassList, Heads, Table, WordList, Words


class Together(Table):
    """Nouns for several parties at once, and the counters that tell them."""

    states: Words
    forces: Words
    persons: Words
    counters: Words


class Titles(Table):
    """What stands before a name, by the pronoun that it calls for."""

    he: Words
    she: Words
    any: Words

    @cached_property
    def all(self) -> frozenset[str]:
        """Return every title."""
        return self.he | self.she | self.any


class Serving(Table):
    """Who serves in an army, in a police, with an office in any of them; and what armies consist of."""

    army: Words
    police: Words
    offices: Words
    units: Words


class Host(Table):
    """A kind of place by the last words of its names, and the people whose place it is."""

    names: Words
    members: Words


class PartyWords(Table):
    """Who can be a source."""

    kinds: dict[AgentKind, Words]
    of_state: Heads
    of_one_state: Heads
    together: Together
    serving: Serving
    of_many: WordList
    generic: Heads
    hosts: dict[str, Host]
    titles: Titles
    continuing: ClassList
    pronouns: dict[str, str]
    documents: Words
    one_person: Words
    any_company: Words
    offices_of_companies: Words
    offices: Words

    @model_validator(mode="after")
    def _one_kind_each(self) -> Self:
        if unknown := set(self.pronouns.values()) - set(self.pronouns) - {"anyone"}:
            raise ValueError(f"pronouns: no rule speaks of {sorted(unknown)}")
        if len(self.kind_of) != sum(map(len, self.kinds.values())):
            raise ValueError("kinds: a head has one kind")
        return self

    @cached_property
    def kind_of(self) -> Mapping[str, AgentKind]:
        """Return head -> kind."""
        return {head: kind for kind, heads in self.kinds.items() for head in heads}

    def introduces_a_person(self, head: str) -> bool:
        """Tell whether what is called so can be nothing but a person: "the mayor", not "the owner"."""
        return self.kind_of.get(head) is AgentKind.PERSON and head not in self.offices_of_companies
