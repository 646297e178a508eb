"""The parties of one article, each entered once and known by what the article calls it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from contract.claim import Agent, AgentKind


@dataclass(slots=True)
class _Party:
    id: str
    name: str
    kind: AgentKind
    country: str | None
    aliases: list[str] = field(default_factory=list)


class Cast:
    """Grows while an article is read; what it gives out at the end is immutable."""

    def __init__(self) -> None:
        self._parties: dict[tuple[AgentKind, str | None, str], _Party] = {}
        self._by_id: dict[str, _Party] = {}

    def enter(
        self,
        name: str,
        kind: AgentKind,
        country: str | None,
        *,
        key: str,
        called: Iterable[str] = (),
        fuller: bool = False,
    ) -> str:
        """Return the id of the party, entering it where it is new; `key` tells it from others of its kind and state.

        With `fuller`, the longest of its names becomes its name and the others aliases.
        """
        # A person is one, whether or not the words at hand tell the country.
        place = (kind, None if kind is AgentKind.PERSON else country, key)
        known = self._parties.get(place)
        if known is None:
            known = _Party(self._free_id(country, key), name, kind, country)
            self._parties[place] = known
            self._by_id[known.id] = known
        known.country = known.country or country
        names = [name] if fuller else []
        if fuller and len(name) > len(known.name):
            known.name, names = name, [known.name]
        for alias in (*names, *called):
            if alias not in {known.name, *known.aliases}:
                known.aliases.append(alias)
        return known.id

    def call(self, agent_id: str, alias: str) -> None:
        """Note another name that the article uses for the party."""
        party = self._by_id[agent_id]
        if alias not in {party.name, *party.aliases}:
            party.aliases.append(alias)

    def called(self, acronym: str) -> str | None:
        """Return the only party that the article calls so, or whose name has these initials."""
        found = [
            party.id
            for party in self._by_id.values()
            if acronym in party.aliases
            or acronym == "".join(word[0] for word in party.name.split() if word[0].isupper())
        ]
        return found[0] if len(found) == 1 and len(acronym) > 1 else None

    def kind(self, agent_id: str) -> AgentKind:
        """Return what the party is."""
        return self._by_id[agent_id].kind

    def country(self, agent_id: str) -> str | None:
        """Return the state that the party belongs to."""
        return self._by_id[agent_id].country

    def name(self, agent_id: str) -> str:
        """Return the fullest form that the article uses."""
        return self._by_id[agent_id].name

    def find(self, *kinds: AgentKind, country: str) -> str | None:
        """Return the first party of these kinds, tried in order, that belongs to the state."""
        for kind in kinds:
            for party in self._by_id.values():
                if party.kind is kind and party.country == country:
                    return party.id
        return None

    def begun_by(self, name: str) -> str | None:
        """Return the only party, no person, whose name goes on from this: "Halden Bay Lines" for "Halden Bay"."""
        found = [
            party.id
            for party in self._by_id.values()
            if party.kind is not AgentKind.PERSON and party.name.startswith(f"{name} ")
        ]
        return found[0] if len(found) == 1 else None

    def only(self, kind: AgentKind, key: str) -> str | None:
        """Return the party of this kind and key, where the article has one, of whatever state."""
        found = [party.id for (of, _, its_key), party in self._parties.items() if of is kind and its_key == key]
        return found[0] if len(found) == 1 else None

    def agents(self, ids: Iterable[str]) -> tuple[Agent, ...]:
        """Return those of the parties that are named, in the order in which they were entered."""
        wanted = set(ids)
        return tuple(
            Agent(id=party.id, name=party.name, kind=party.kind, country=party.country, aliases=tuple(party.aliases))
            for party in self._by_id.values()
            if party.id in wanted
        )

    def _free_id(self, country: str | None, key: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")[:_LONGEST_SLUG] or "party"
        stem = f"{country.lower()}-{slug}" if country else slug
        free, number = stem, 1
        while free in self._by_id:
            number += 1
            free = f"{stem}-{number}"
        return free


_LONGEST_SLUG = 48
"""Characters: an id is read by people, and a description can be a paragraph."""
