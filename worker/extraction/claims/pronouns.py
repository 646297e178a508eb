"""Whom "he" or "she" means: the nearest sentence with a person in it decides, its subject before the rest."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from contract.claim import AgentKind
from worker.extraction.attribution.model import Attribution
from worker.extraction.claims.flow import Flow, Meant, Turn, goes_on
from worker.extraction.claims.naming import enter_person
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import BodyView


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: int
    name: str
    agent: str | None
    """None for a person who has not spoken yet."""


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

    def _nearest(self, pronoun: str, attribution: Attribution, at: int, turns: list[Turn]) -> _Candidate | None:
        by_sentence = self._candidates(attribution, at, turns)
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

    def _candidates(self, attribution: Attribution, at: int, turns: list[Turn]) -> Mapping[int, list[_Candidate]]:
        """Return sentence -> people; what the source itself says cannot tell who speaks."""
        found: dict[int, list[_Candidate]] = defaultdict(list)
        for each in self._flow.people.between(self._flow.near_start(at), at):
            if not any(start <= each.start < end for start, end in attribution.content):
                found[each.sentence].append(_Candidate(each.rank, each.name, None))
        for turn in turns:
            if len(turn.agents) == 1 and self._is_one(turn.agents[0]):
                found[turn.sentence].append(_Candidate(0, self._flow.cast.name(turn.agents[0]), turn.agents[0]))
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
