"""Whose pupils, patients and inmates an article counts: those of the only school, hospital or prison that it names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from contract.claim import AgentKind
from worker.extraction.claims.agents import Cast
from worker.extraction.claims.mentions import Mention, Shape
from worker.extraction.claims.naming import enter
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import BodyView


@dataclass(frozen=True, slots=True)
class Hosts:
    """The only one of each kind that the article names."""

    names: Mapping[str, str]
    """Kind -> its full name."""

    @classmethod
    def of(cls, body: BodyView, tables: ClaimTables) -> Self:
        """Read the names; a kind of which the article names two has none."""
        ends = {word: kind for kind, host in tables.parties.hosts.items() for word in host.names}
        found: dict[str, set[str]] = {}
        for kind, name in _named(body, ends):
            found.setdefault(kind, set()).add(name)
        return cls({kind: next(iter(names)) for kind, names in found.items() if len(names) == 1})

    def of_item(self, item: str, cast: Cast, tables: ClaimTables) -> str | None:
        """Return the place whose "pupil" or "patient" an item is."""
        head = item.rpartition(" ")[2]
        kind = next((kind for kind, host in tables.parties.hosts.items() if head in host.members), None)
        name = self.names.get(kind) if kind is not None else None
        if name is None:
            return None
        mention = Mention(Shape.NAMED, name, name.rpartition(" ")[2].lower(), AgentKind.ORGANIZATION)
        return enter(cast, mention, tables)


def _named(body: BodyView, ends: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each kind and name: capitals, and at least two words."""
    for view in body.views:
        for token in view.parsed.doc:
            if (kind := ends.get(token.lower_)) is None or token.pos_ != "PROPN":
                continue
            start = token.i
            while (
                start > 0
                and view.parsed.doc[start - 1].pos_ == "PROPN"
                and view.parsed.doc[start - 1].text[:1].isupper()
            ):
                start -= 1
            if start < token.i and token.text[:1].isupper():
                yield kind, view.parsed.doc[start : token.i + 1].text
