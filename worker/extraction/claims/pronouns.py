"""Whom "he" or "she" means: the nearest sentence with a person in it decides, its subject before the rest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contract.claim import AgentKind
from worker.extraction.attribution.model import Attribution, Bounds
from worker.extraction.claims.flow import Flow, Meant, Turn, goes_on
from worker.extraction.claims.naming import enter_person
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import BodyView


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    """Where the text last speaks of them, in code points of Article.text."""
    rank: int
    name: str
    agent: str | None
    """None for a person who has not spoken yet."""


@dataclass(frozen=True, slots=True)
class Near:
    """A person, and where the text last speaks of them."""

    name: str
    start: int


class OnePerson:
    """Finds them, and learns from each one found which pronoun a person goes by."""

    def __init__(self, flow: Flow, tables: ClaimTables) -> None:
        self._flow = flow
        self._tables = tables
        self._learned: dict[str, str] = {}
        self._subjects = _subject_pronouns(flow.body)

    def find(self, pronoun: str, attribution: Attribution, at: int) -> Meant | None:
        """Return whom it means; None where nobody, or more than one, is as near."""
        turns = self._flow.turns_near(at)
        if (
            turns
            and self._is_institution(turns[-1])
            and goes_on(attribution, self._tables.parties.continuing.classes)
            and not self._flow.people.between(turns[-1].start, at)
        ):
            return Meant(turns[-1].agents, "an institution that spoke just before and goes on")
        found = self._nearest(pronoun, attribution, at, turns)
        if found is None:
            return None
        self._learned[found.name] = pronoun
        agent = found.agent or enter_person(self._flow.cast, self._flow.people, found.name)
        return Meant((agent,), "the person of whom the text spoke last")

    def only(self, pronoun: str, at: int, *, sentence_end: int, but: str | None) -> Near | None:
        """Return the one person spoken of nearby who can go by the pronoun, and surely does; None where two can.

        Whom the sentence names behind the pronoun can be meant, too; `but` cannot.
        """
        by_sentence = self._candidates((), sentence_end, self._flow.turns_near(sentence_end))
        near = [
            each
            for candidates in by_sentence.values()
            for each in candidates
            if each.name != but and self._goes_by(each.name) in {None, pronoun}
        ]
        before = [each.start for each in near if each.agent is None and each.start < at]
        if not before or len({each.name for each in near}) > 1 or self.pronouns_of(near[0].name) != {pronoun}:
            return None
        return Near(near[0].name, max(before))

    def pronouns_of(self, name: str) -> frozenset[str]:
        """Return the pronouns of which the text, or the given name, tells that the person goes by them."""
        learned = self._learned.get(name), self._tables.given_names.get(name.partition(" ")[0])
        return self._flow.people.pronouns(name).union(filter(None, learned))

    def _nearest(self, pronoun: str, attribution: Attribution, at: int, turns: list[Turn]) -> _Candidate | None:
        by_sentence = self._candidates(attribution.content, at, turns)
        for sentence in sorted(by_sentence, reverse=True):
            fitting = [each for each in by_sentence[sentence] if self._goes_by(each.name) in {None, pronoun}]
            if not fitting:
                continue
            best = min(each.rank for each in fitting)
            if best > 0 and pronoun in self._subjects.get(sentence, ()):
                continue
            names = {
                each.name: each for each in sorted(fitting, key=lambda each: each.agent or "") if each.rank == best
            }
            return next(iter(names.values())) if len(names) == 1 else None
        return None

    def _candidates(self, said: Sequence[Bounds], at: int, turns: list[Turn]) -> Mapping[int, list[_Candidate]]:
        """Return sentence -> people; what the source itself says cannot tell who speaks."""
        found: dict[int, list[_Candidate]] = defaultdict(list)
        for each in self._flow.people.between(self._flow.near_start(at), at):
            if not any(start <= each.start < end for start, end in said):
                found[each.sentence].append(_Candidate(each.start, each.rank, each.name, None))
        for turn in turns:
            if len(turn.agents) == 1 and self._is_one(turn.agents[0]):
                name = self._flow.cast.name(turn.agents[0])
                found[turn.sentence].append(_Candidate(turn.start, 0, name, turn.agents[0]))
        return found

    def _goes_by(self, name: str) -> str | None:
        told = self._flow.people.pronoun(name) or self._learned.get(name)
        is_described = any(word[:1].islower() for word in name.split())
        return told if told or is_described else self._tables.given_names.get(name.partition(" ")[0])

    def _is_one(self, agent: str) -> bool:
        name, kind = self._flow.cast.name(agent), self._flow.cast.kind(agent)
        if kind is AgentKind.UNNAMED_SOURCE:
            return not self._tables.parties.one_person.isdisjoint(name.lower().split())
        return kind is AgentKind.PERSON or (kind is AgentKind.UNKNOWN and " " not in name and name[:1].isupper())

    def _is_institution(self, turn: Turn) -> bool:
        return len(turn.agents) == 1 and self._flow.cast.kind(turn.agents[0]) not in _NO_INSTITUTION


def _subject_pronouns(body: BodyView) -> Mapping[int, frozenset[str]]:
    """Return sentence -> pronouns that are its subject: whom it also names is then somebody else."""
    return {
        view.bounds(sentence)[0]: frozenset(
            token.lower_ for token in sentence.root.children if token.dep_ == "nsubj" and token.pos_ == "PRON"
        )
        for view in body.views
        for sentence in view.parsed.doc.sents
    }


_NO_INSTITUTION = frozenset({AgentKind.PERSON, AgentKind.UNNAMED_SOURCE, AgentKind.UNKNOWN, AgentKind.GROUP})
