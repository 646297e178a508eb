"""Who has spoken so far, and whom a later word can therefore mean."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contract.claim import AgentKind
from worker.extraction.attribution.model import Attribution, Bounds
from worker.extraction.claims.agents import Cast
from worker.extraction.claims.mentions import Mention, Shape
from worker.extraction.claims.naming import enter
from worker.extraction.claims.people import People
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import BodyView


@dataclass(frozen=True, slots=True)
class Turn:
    """One source that has been resolved."""

    start: int
    paragraph: int
    sentence: int
    """Where its sentence starts."""
    agents: tuple[str, ...]
    reported: bool
    """Whether another source reports it."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a word means, and why."""

    agents: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Which state an institution belongs to, and why; no state where the article names none at all."""

    country: str | None
    reason: str


class Flow:
    """The order of speaking; it grows while sources are resolved in text order."""

    def __init__(self, cast: Cast, body: BodyView, people: People, tables: ClaimTables) -> None:
        self.cast = cast
        self.body = body
        self.people = people
        self._tables = tables
        self._starts = [view.parsed.paragraph.start for view in body.views]
        self._sentences = [view.bounds(sentence)[0] for view in body.views for sentence in view.parsed.doc.sents]
        self._turns: list[Turn] = []

    def spoke(self, source: Bounds, agents: tuple[str, ...], *, reported: bool) -> None:
        """Note who has spoken."""
        at = source[0]
        self._turns.append(Turn(at, self.paragraph(at), self.sentence(at), agents, reported))

    def speakers(self) -> tuple[str, ...]:
        """Return all who have spoken, each once."""
        return tuple(dict.fromkeys(agent for turn in self._turns for agent in turn.agents))

    def paragraph(self, at: int) -> int:
        """Return the ordinal of the paragraph, counted from 1."""
        return bisect_right(self._starts, at)

    def sentence(self, at: int) -> int:
        """Return where the sentence starts."""
        return self._sentences[max(bisect_right(self._sentences, at) - 1, 0)]

    def turns_near(self, at: int) -> list[Turn]:
        """Return who spoke before, no further off than a word can point back."""
        near: list[Turn] = []
        for turn in reversed(self._turns):
            if turn.start < self.near_start(at):
                break
            if turn.start < at:
                near.append(turn)
        return near[::-1]

    def near_start(self, at: int) -> int:
        """Return where the stretch starts that a word at this place can point back to."""
        return self._starts[max(self.paragraph(at) - 1 - _NEARBY_PARAGRAPHS, 0)]

    def owner(self, at: int, content: Sequence[Bounds], rivals: tuple[str, str] | None) -> Owner | None:
        """Return the state whose institution is meant: that of the last speaker nearby, else the one mostly named.

        What the institution itself says does not count; and where the article sets two states against each other, a
        third that comments is passed over.
        """
        for turn in reversed(self.turns_near(at)):
            countries = {self.cast.country(agent) for agent in turn.agents}
            country = countries.pop() if len(countries) == 1 else None
            if country is not None and (rivals is None or country in rivals):
                return Owner(country, f"{self.cast.name(turn.agents[0])} spoke just before")
        seen = Counter(
            each.code
            for view in self.body.views
            for each in view.states
            if not _is_within(view.bounds(view.parsed.doc[each.start])[0], content)
        )
        match seen.most_common(2):
            case []:
                return Owner(None, "the article names no state")
            case [(only, _)]:
                return Owner(only, "the article speaks of one state only")
            case [(first, often), (_, seldom), *_] if often >= _MOSTLY * seldom:
                return Owner(first, "the article speaks mostly of it")
            case _:
                return None

    def several(self, pronoun: str, at: int) -> Meant | None:
        """Return whom "it" or "they" means: the last who spoke, where that one can be meant so."""
        turns = self.turns_near(at)
        if pronoun == "it":
            return _last(turns, lambda turn: len(turn.agents) == 1 and self.cast.kind(turn.agents[0]) in _ONE_BODY)
        if pronoun == "they":
            return _last(turns, lambda turn: len(turn.agents) > 1 or self.cast.kind(turn.agents[0]) in _MANY)
        return None

    def short(self, head: str, kind: AgentKind, at: int, *, is_name: bool = False) -> Meant | None:
        """Return the party that "the company" means, or the bare name "Halden".

        That is who was introduced as that, the last with the word in its name, or the last of the kind; where the kind
        is not that sure, the only one that it could be.
        """
        if (introduced := self._introduced(head, kind, at, is_sure=True)) is not None:
            return introduced
        could_be: dict[str, Turn] = {}
        for turn in reversed(self._turns):
            if self.paragraph(at) - turn.paragraph > _STILL_KNOWN_PARAGRAPHS:
                break
            if len(turn.agents) != 1 or turn.start > at:
                continue
            (agent,) = turn.agents
            in_name = head in self.cast.name(agent).lower().split()
            if in_name or (not is_name and self.cast.kind(agent) is kind is AgentKind.COMPANY):
                return Meant(turn.agents, f"{self.cast.name(agent)} spoke before")
            if not is_name and self.cast.kind(agent) in _COULD_BE.get(kind, ()) and self._is_called(agent, head):
                could_be.setdefault(agent, turn)
        if len(could_be) == 1:
            ((agent, turn),) = could_be.items()
            return Meant(turn.agents, f"{self.cast.name(agent)} is the only one who spoke that it could be")
        return self._introduced(head, kind, at, is_sure=is_name)

    def _introduced(self, head: str, kind: AgentKind, at: int, *, is_sure: bool) -> Meant | None:
        """Return who was introduced by this word; unless it must be sure, the only one of the kind that was."""
        before = [each for each in self.body.introductions if each.start < at and each.name.lower() != head]
        named = [each for each in before if each.head == head]
        if not named and not is_sure:
            named = [each for each in before if each.kind is kind]
        if len({each.name for each in named}) != 1:
            return None
        found = named[-1]
        mention = Mention(Shape.NAMED, found.name, found.name.rpartition(" ")[2].lower(), found.kind)
        agent = enter(self.cast, mention, self._tables)
        return Meant((agent,), f"{found.name} was introduced as the {found.head}")

    def _is_called(self, agent: str, head: str) -> bool:
        """Tell that "the line" cannot be the Dockers' Union, which is "the union" or "the group"."""
        name = self.cast.name(agent)
        last = name.rpartition(" ")[2]
        says_what = last.lower() in self._tables.parties.kind_of or last in self._tables.institutions.endings
        is_other = says_what and self.cast.kind(agent) is not AgentKind.COMPANY
        return _is_named(name) and (not is_other or head == last.lower() or head in self._tables.parties.generic.heads)

    def pair(self, at: int) -> tuple[str, ...] | None:
        """Return the names of the two people whom the last sentence with people in it names."""
        near = self.people.between(self.near_start(at), at)
        if not near:
            return None
        names = tuple(dict.fromkeys(each.name for each in near if each.sentence == near[-1].sentence))
        return names if len(names) == _PAIR else None


def _is_named(name: str) -> bool:
    """Tell "Harbour Workers' Union" from "residents of the town"."""
    return sum(word[:1].isupper() for word in name.split()) > 1 or name[:1].isupper()


def _is_within(at: int, stretches: Sequence[Bounds]) -> bool:
    return any(start <= at < end for start, end in stretches)


def goes_on(attribution: Attribution, continuing: frozenset[str]) -> bool:
    """Tell a cue by which the last speaker goes on, as "added"."""
    return attribution.cue is not None and attribution.cue.cue_class in continuing


def _last(turns: Sequence[Turn], fits: Callable[[Turn], bool]) -> Meant | None:
    """Return the last one that fits, if nobody who does not spoke in a later paragraph."""
    for turn in reversed(turns):
        if not turn.reported and fits(turn):
            return Meant(turn.agents, "the last who spoke")
        if turns[-1].paragraph > turn.paragraph:
            return None
    return None


_MOSTLY = 3
"""Times: a state named so much oftener than any other is where the story is. Our choice."""
_NEARBY_PARAGRAPHS = 2
"""A word further off than this is left unresolved: news paragraphs are short, and a new one often changes the actor."""
_STILL_KNOWN_PARAGRAPHS = 8
_PAIR = 2
_COULD_BE = {
    AgentKind.COMPANY: {AgentKind.COMPANY, AgentKind.ORGANIZATION, AgentKind.UNKNOWN},
    AgentKind.MEDIA: {AgentKind.MEDIA},
    AgentKind.ORGANIZATION: {AgentKind.ORGANIZATION, AgentKind.INTERNATIONAL_ORGANIZATION},
    AgentKind.PARTY: {AgentKind.PARTY},
    AgentKind.UNKNOWN: {AgentKind.ARMED_GROUP, AgentKind.COMPANY, AgentKind.ORGANIZATION},
}
"""What a party of another or of no sure kind may be: names do not always tell that they are a company's."""
_ONE_BODY = frozenset(AgentKind) - {AgentKind.PERSON, AgentKind.GROUP, AgentKind.UNNAMED_SOURCE}
INSTITUTIONS = _ONE_BODY - {AgentKind.UNKNOWN}
_MANY = frozenset(
    {
        AgentKind.ARMED_FORCE,
        AgentKind.ARMED_GROUP,
        AgentKind.COMPANY,
        AgentKind.GROUP,
        AgentKind.ORGANIZATION,
        AgentKind.PARTY,
        AgentKind.UNNAMED_SOURCE,
        AgentKind.UNKNOWN,
    }
)
