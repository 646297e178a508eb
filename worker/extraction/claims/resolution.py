"""A source's words -> the parties behind them, from the words themselves, their sentence, and who spoke before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span

from contract.claim import AgentKind, Resolution
from worker.extraction.attribution.model import Attribution
from worker.extraction.claims.flow import Flow
from worker.extraction.claims.mentions import Mention, Shape, read_mentions
from worker.extraction.claims.naming import STATE_ORGANS, enter, enter_person, enter_state
from worker.extraction.claims.phrases import antecedent
from worker.extraction.claims.places import capital_beside
from worker.extraction.claims.pronouns import OnePerson
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import ParagraphView


@dataclass(frozen=True, slots=True)
class ResolvedSource:
    """Who speaks. Several agents: each says it for itself."""

    agents: tuple[str, ...]
    resolution: Resolution
    reasons: tuple[str, ...] = ()


def resolve_sources(
    one_person: OnePerson,
    flow: Flow,
    attributions: Sequence[Attribution],
    rivals: tuple[str, str] | None,
    tables: ClaimTables,
) -> tuple[ResolvedSource, ...]:
    """Return who speaks in each attribution, in the order given. What cannot be known stays unresolved.

    `flow` is empty, and holds all who spoke when this is done.
    """
    reading = _Reading(flow, one_person, rivals, tables)
    resolved: dict[int, ResolvedSource] = {}
    order = sorted(range(len(attributions)), key=lambda index: _place(attributions[index]))
    for index in order:
        attribution = attributions[index]
        host = attribution.nested_in
        within = resolved[host].agents if host is not None and host in resolved else ()
        before = resolved.get(index - 1)
        source = reading.resolve(attribution, within, before.agents if before is not None else ())
        resolved[index] = source
        if source.agents and attribution.source is not None:
            flow.spoke(attribution.source, source.agents, reported=attribution.nested_in is not None)
    return tuple(resolved[index] for index in range(len(attributions)))


def _place(attribution: Attribution) -> int:
    return attribution.source[0] if attribution.source else attribution.content[0][0]


@dataclass(frozen=True, slots=True)
class _Reading:
    flow: Flow
    one_person: OnePerson
    rivals: tuple[str, str] | None
    tables: ClaimTables

    def resolve(self, attribution: Attribution, within: tuple[str, ...], before: tuple[str, ...]) -> ResolvedSource:
        """`within` reports this attribution, `before` speaks by the one before it."""
        if attribution.source is None:
            if attribution.cue is None and before:
                return ResolvedSource(before, Resolution.COREF, ("the quotation goes on with the one before it",))
            return ResolvedSource((), Resolution.UNRESOLVED, ("the sentence names nobody",))
        view = self.flow.body.at(attribution.source[0])
        return self._phrase(view, view.tokens(attribution.source), attribution, within)

    def _phrase(
        self, view: ParagraphView, span: Span, attribution: Attribution, within: tuple[str, ...]
    ) -> ResolvedSource:
        mentions = read_mentions(view, span, self.tables)
        each = [self._one(view, span, mention, attribution, within) for mention in mentions]
        if any(not source.agents for source in each):
            return next(source for source in each if not source.agents)
        agents = tuple(dict.fromkeys(agent for source in each for agent in source.agents))
        reasons = tuple(dict.fromkeys(reason for source in each for reason in source.reasons))
        return ResolvedSource(agents, each[0].resolution, reasons)

    def _one(
        self, view: ParagraphView, span: Span, mention: Mention, attribution: Attribution, within: tuple[str, ...]
    ) -> ResolvedSource:
        match mention.shape:
            case Shape.PRONOUN:
                source = self._pronoun(mention.words, mention.head, attribution, within)
            case Shape.RELATIVE:
                source = self._relative(view, span, attribution, within)
            case Shape.TOGETHER:
                source = self._together(mention, attribution)
            case Shape.SEAT if mention.country is not None:
                agent = enter_state(self.flow.cast, mention.country, self.tables, called=mention.words)
                source = ResolvedSource((agent,), Resolution.METONYM, (f"{mention.words} stands for its government",))
            case Shape.BARE:
                source = self._bare(view, span, mention, attribution)
            case Shape.SHORT:
                source = self._short(view, span, mention, attribution)
            case Shape.SURNAME:
                source = self._surname(mention, mention.name or mention.words)
            case _:
                source = self._named(view, span, mention, attribution)
        return source

    def _named(self, view: ParagraphView, span: Span, mention: Mention, attribution: Attribution) -> ResolvedSource:
        if mention.kind is AgentKind.PERSON and mention.name is not None:
            if mention.words == mention.name and (longer := self.flow.cast.begun_by(mention.name)) is not None:
                self.flow.cast.call(longer, mention.words)
                return ResolvedSource((longer,), Resolution.COREF, (f"short for {self.flow.cast.name(longer)}",))
            full = self.flow.people.full_names(mention.name) or (mention.name,)
            agent = enter_person(self.flow.cast, self.flow.people, full[0], called=mention.words)
            return ResolvedSource((agent,), Resolution.EXPLICIT)
        if (
            mention.kind in _MAY_BE_A_SURNAME
            and mention.institution is None
            and self.flow.people.full_names(mention.words)
        ):
            return self._surname(mention, mention.words)
        if mention.owner is not None:
            return self._owned(mention, attribution)
        if mention.country is None and mention.head in self.tables.parties.of_state.heads:
            place = capital_beside(view, span)
            if place is not None:
                agent = enter(self.flow.cast, mention, self.tables, country=place.code)
                return ResolvedSource((agent,), Resolution.METONYM, (f"they speak in {place.words}",))
        agent = enter(self.flow.cast, mention, self.tables)
        by_seat = mention.by_seat and mention.kind in _OF_GOVERNMENT
        return ResolvedSource((agent,), Resolution.METONYM if by_seat else Resolution.EXPLICIT)

    def _surname(self, mention: Mention, name: str) -> ResolvedSource:
        full = self.flow.people.full_names(name)
        if len(full) > 1:
            return ResolvedSource((), Resolution.UNRESOLVED, (f"{name} can be {' or '.join(full)}",))
        agent = enter_person(self.flow.cast, self.flow.people, full[0] if full else name, called=mention.words)
        if not full or full[0] == name:
            return ResolvedSource((agent,), Resolution.EXPLICIT)
        return ResolvedSource((agent,), Resolution.COREF, (f"named in full as {full[0]}",))

    def _bare(self, view: ParagraphView, span: Span, mention: Mention, attribution: Attribution) -> ResolvedSource:
        place = capital_beside(view, span)
        if place is not None:
            agent = enter(self.flow.cast, mention, self.tables, country=place.code)
            return ResolvedSource((agent,), Resolution.METONYM, (f"it speaks in {place.words}",))
        owner = self.flow.owner(_place(attribution), attribution.content, self.rivals)
        if owner is None:
            return ResolvedSource((), Resolution.UNRESOLVED, ("the article does not tell whose it is",))
        agent = enter(self.flow.cast, mention, self.tables, country=owner.country)
        resolution = Resolution.EXPLICIT if owner.country is None else Resolution.COREF
        return ResolvedSource((agent,), resolution, (owner.reason,))

    def _short(self, view: ParagraphView, span: Span, mention: Mention, attribution: Attribution) -> ResolvedSource:
        at = _place(attribution)
        if self.flow.people.full_names(mention.words):
            return self._surname(mention, mention.words)
        if mention.kind is AgentKind.PERSON:
            holders = self.flow.people.holders(mention.head, at)
            if len(holders) == 1:
                agent = enter_person(self.flow.cast, self.flow.people, holders[0], called=mention.words)
                return ResolvedSource((agent,), Resolution.COREF, (f"{holders[0]} is called so before",))
        elif (
            meant := self.flow.short(mention.head, mention.kind, at, is_name=mention.words[:1].isupper())
        ) is not None:
            for agent in meant.agents:
                self.flow.cast.call(agent, mention.words)
            return ResolvedSource(meant.agents, Resolution.COREF, (meant.reason,))
        if mention.head in self.tables.parties.of_one_state.heads:
            return self._bare(view, span, mention, attribution)
        return self._named(view, span, mention, attribution)

    def _owned(self, mention: Mention, attribution: Attribution) -> ResolvedSource:
        """Resolve "its army", "her lawyer": a party of its own, told by whose it is."""
        owner = self._pronoun(None, mention.owner or "", attribution, ())
        if len(owner.agents) != 1:
            agent = enter(self.flow.cast, mention, self.tables)
            return ResolvedSource((agent,), Resolution.EXPLICIT)
        (of,) = owner.agents
        if mention.head in self.tables.parties.documents:
            return ResolvedSource((of,), Resolution.COREF, (f"it is a {mention.head} of {self.flow.cast.name(of)}",))
        country = mention.country or self.flow.cast.country(of)
        words = " ".join(mention.words.split()[1:])
        agent = self.flow.cast.enter(
            f"{words} of {self.flow.cast.name(of)}", mention.kind, country, key=f"{words} {of}", called=[mention.words]
        )
        return ResolvedSource((agent,), Resolution.COREF, owner.reasons)

    def _relative(
        self, view: ParagraphView, span: Span, attribution: Attribution, within: tuple[str, ...]
    ) -> ResolvedSource:
        noun = antecedent(span)
        if noun is None:
            return ResolvedSource((), Resolution.UNRESOLVED, ("it stands for no noun of the sentence",))
        source = self._phrase(view, noun, attribution, within)
        if source.resolution is not Resolution.EXPLICIT:
            return source
        return ResolvedSource(source.agents, Resolution.COREF, (f'it stands for "{noun.text}"',))

    def _pronoun(
        self, words: str | None, pronoun: str, attribution: Attribution, within: tuple[str, ...]
    ) -> ResolvedSource:
        at = _place(attribution)
        match pronoun:
            case "i" | "we":
                reason = "the first person is who is quoted"
                return ResolvedSource(within, Resolution.COREF if within else Resolution.UNRESOLVED, (reason,))
            case "he" | "she":
                found = self.one_person.find(pronoun, attribution, at)
            case _:
                found = self.flow.several(pronoun, at)
        if found is None:
            return ResolvedSource((), Resolution.UNRESOLVED, (f"nobody before is clearly meant by {words or pronoun}",))
        return ResolvedSource(found.agents, Resolution.COREF, (found.reason,))

    def _together(self, mention: Mention, attribution: Attribution) -> ResolvedSource:
        together = self.tables.parties.together
        if mention.head in together.persons:
            pair = self.flow.pair(_place(attribution))
            if pair is not None:
                agents = tuple(enter_person(self.flow.cast, self.flow.people, name) for name in pair)
                return ResolvedSource(agents, Resolution.GROUP, ("the two who were named together before",))
        elif self.rivals is not None and mention.head in together.states:
            agents = tuple(enter_state(self.flow.cast, code, self.tables) for code in self.rivals)
            return ResolvedSource(agents, Resolution.GROUP, ("the two states that the article sets side by side",))
        elif mention.head in together.forces and self.rivals is not None:
            one = replace(mention, words=mention.head)
            agents = tuple(enter(self.flow.cast, one, self.tables, country=code) for code in self.rivals)
            return ResolvedSource(agents, Resolution.GROUP, ("the two states that the article sets side by side",))
        return ResolvedSource((), Resolution.UNRESOLVED, ("the article does not tell which parties are meant",))


_MAY_BE_A_SURNAME = frozenset({AgentKind.UNKNOWN, AgentKind.ORGANIZATION, AgentKind.GROUP, AgentKind.PERSON})
"""The recognizer of names takes a bare surname for much else; a full name elsewhere is better evidence."""
_OF_GOVERNMENT = frozenset({*STATE_ORGANS, AgentKind.UNNAMED_SOURCE, AgentKind.PERSON})
