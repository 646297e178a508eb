"""Attributions -> claims, with their agents and relations: the steps of this room in their order."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from contract.claim import (
    Agent,
    Claim,
    Cue,
    CueClass,
    Event,
    EventStatus,
    EventType,
    QuoteKind,
    Relation,
    Resolution,
    Source,
    Span,
    SpeechAct,
    TimeValue,
)
from worker.extraction.attribution.model import Attribution, Bounds, CueMatch
from worker.extraction.claims.agents import Cast
from worker.extraction.claims.bodies import Bodies
from worker.extraction.claims.claim_drafts import ClaimDraft, Statement, draft_claims
from worker.extraction.claims.content_parties import ContentParties
from worker.extraction.claims.events import find_event
from worker.extraction.claims.flow import Flow
from worker.extraction.claims.identity import attribution_id, claim_id, text_digest
from worker.extraction.claims.paragraph_figures import Figure, find_figures
from worker.extraction.claims.people import People
from worker.extraction.claims.pronouns import OnePerson
from worker.extraction.claims.propositions import subject_of
from worker.extraction.claims.quantities import find_quantities
from worker.extraction.claims.relations import Placed, relate
from worker.extraction.claims.resolution import ResolvedSource, resolve_sources
from worker.extraction.claims.rivals import find_rivals
from worker.extraction.claims.sides import Sides
from worker.extraction.claims.stance import Stance, stance_of, taken_back_by
from worker.extraction.claims.standing_alone import FullNames
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.times import TimeMention, content_time, find_times, reported_at
from worker.extraction.claims.views import view_body
from worker.extraction.claims.whereabouts import content_place
from worker.extraction.claims.wording import ToldCue, cue_in_words, in_words
from worker.extraction.parse import ParsedArticle


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an article claims. Offsets are half-open, in code points of Article.text."""

    agents: tuple[Agent, ...]
    """Those that a claim names."""
    claims: tuple[Claim, ...]
    """In text order."""
    relations: tuple[Relation, ...]


def build_claims(
    parsed: ParsedArticle,
    attributions: Sequence[Attribution],
    tables: ClaimTables,
    *,
    published_at: dt.date | None,
) -> Extraction:
    """Return the claims of the article. Without a day of publication no day is given."""
    body = view_body(parsed, tables.states, tables.parties)
    cast = Cast()
    rivals = find_rivals(body)
    flow = Flow(cast, body, People.of(body, tables), tables)
    one_person = OnePerson(flow, tables)
    sources = resolve_sources(one_person, flow, attributions, rivals, tables)
    names = FullNames(flow, one_person, attributions, tables)
    figures = {view.offset: find_figures(view.parsed, tables.quantities) for view in body.views}
    times = find_times(parsed.paragraphs, tables.calendar, published_at)
    digest = text_digest(body.text)
    making = _Making(
        attributions, sources, flow, names, rivals, Bodies.of(flow, tables), tables, digest, figures, times
    )
    placed: dict[str, Placed] = {}
    for number, draft in enumerate(draft_claims(body, attributions, tables)):
        for claim, part in making.claims(draft):
            placed.setdefault(claim.id, Placed(claim, number, part))
    ordered = sorted(placed.values(), key=lambda each: (each.claim.content[0].start, each.claim.content[0].end))
    claims = tuple(each.claim for each in ordered)
    named = {agent for claim in claims for agent in claim.source.agents}
    named |= {quantity.side for claim in claims for quantity in claim.quantities if quantity.side is not None}
    named |= {party for claim in claims if claim.event for party in (*claim.event.actor, *claim.event.recipient)}
    return Extraction(cast.agents(named), claims, relate(ordered, tables.anaphora))


@dataclass(frozen=True, slots=True)
class _Making:
    attributions: Sequence[Attribution]
    sources: Sequence[ResolvedSource]
    flow: Flow
    names: FullNames
    rivals: tuple[str, str] | None
    bodies: Bodies
    tables: ClaimTables
    digest: str
    figures: Mapping[int, Sequence[Figure]]
    """By the start of their paragraph."""
    times: Mapping[int, Sequence[TimeMention]]
    """By the start of their paragraph."""

    def claims(self, draft: ClaimDraft) -> Iterator[tuple[Claim, int]]:
        """Yield a claim for each statement and each party, with the statement's place in the draft."""
        source = self.sources[draft.attribution] if draft.attribution is not None else _NARRATOR
        for part, statement in enumerate(draft.statements):
            parties: list[tuple[str, ...]] = [(agent,) for agent in source.agents]
            for agents in parties or [()]:
                yield self._claim(draft, statement, agents, source), part

    def _claim(self, draft: ClaimDraft, statement: Statement, agents: tuple[str, ...], source: ResolvedSource) -> Claim:
        attribution = self.attributions[draft.attribution] if draft.attribution is not None else None
        cue = attribution.cue if attribution is not None else None
        view, proposition, content = statement.view, statement.proposition, statement.content
        stance = stance_of(view.parsed, cue, content, self.tables.stance)
        is_quoted = attribution is not None and attribution.quote is QuoteKind.DIRECT
        parties = ContentParties(self.flow, agents, self.tables, is_quoted=is_quoted)
        speaker = agents[0] if len(source.agents) == 1 else None
        span_of_source = attribution.source if attribution is not None else None
        return Claim(
            id=claim_id(self.digest, content, cue.bounds if cue else None, agents or (source.resolution,)),
            attribution_id=self._attribution_id(draft),
            nested_in=self._host(attribution),
            text=in_words(
                view,
                content,
                proposition,
                source=self.flow.cast.name(agents[0]) if agents else None,
                cue=self._cue_told(cue) if cue is not None else None,
                act=stance.speech_act,
                meant=self.names.of(statement, parties, speaker=speaker, attribution=draft.attribution),
            ),
            context=self._sentence(cue.bounds if cue is not None else content[0]),
            content=tuple(map(self._span, content)),
            statement=tuple(map(self._span, draft.whole)),
            source=Source(
                span=self._span(span_of_source) if span_of_source is not None else None,
                agents=agents,
                resolution=source.resolution,
            ),
            cue=self._cue(attribution),
            quote=attribution.quote if attribution is not None else QuoteKind.NONE,
            speech_act=stance.speech_act,
            factuality=stance.factuality,
            event=self._event(statement, stance, parties, cue),
            quantities=find_quantities(
                view,
                proposition,
                self.figures[view.offset],
                Sides(parties, self.rivals, self.bodies, self.tables, concedes=self._concedes(cue)),
            ),
            time=self._time(draft, statement, cue),
            reported_at=self._told_on(attribution),
            place=content_place(view, content, self.tables.places),
            confidence=attribution.confidence if attribution is not None else _NARRATOR_CONFIDENCE,
            reasons=(*_grounds(draft, attribution), *source.reasons, *stance.reasons),
        )

    def _concedes(self, cue: CueMatch | None) -> bool:
        return cue is not None and cue.lemma in self.tables.quantities.outcomes.losses.conceding

    def _event(
        self, statement: Statement, stance: Stance, parties: ContentParties, cue: CueMatch | None
    ) -> Event | None:
        """Return what the source does by its words, whatever they tell of, or the event that they tell of."""
        if cue is not None:
            if (act := _OWN_ACTS.get(stance.speech_act)) is not None:
                return self._act(act, cue, parties, EventStatus.HYPOTHETICAL)
            act = self.tables.events.cues.get(cue.lemma)
            if act is not None and self._taken_back_by(cue) is None:
                return self._act(act, cue, parties, EventStatus.OCCURRED)
        found = find_event(statement.proposition, stance, self.tables)
        if found is None:
            accuses = cue is not None and cue.cue_class is CueClass.ACCUSE
            return self._act(EventType.ACCUSE, cue, parties, EventStatus.OCCURRED) if cue and accuses else None
        return Event(
            type=found.type,
            span=self._span(statement.view.bounds(found.word)),
            actor=parties.ids(statement.view, found.actors, acts=True),
            recipient=parties.ids(statement.view, found.recipients, acts=found.type in _BETWEEN_PARTIES),
            status=found.status,
        )

    def _act(self, act: EventType, cue: CueMatch, parties: ContentParties, status: EventStatus) -> Event:
        return Event(type=act, span=self._span(cue.bounds), actor=parties.speakers, status=status)

    def _time(self, draft: ClaimDraft, statement: Statement, cue: CueMatch | None) -> TimeValue | None:
        """Return when it happened; what goes on from the first happened with the first."""
        view, first = statement.view, draft.statements[0]
        own = content_time(view.parsed, statement.content, self.times[view.offset], cue)
        if own is not None or statement is first or first.view is not view:
            return own
        of_first = content_time(view.parsed, first.content, self.times[view.offset], cue)
        return of_first if of_first is not None and _goes_on(statement, first, of_first) else None

    def _attribution_id(self, draft: ClaimDraft) -> str:
        if draft.attribution is None:
            return attribution_id(self.digest, draft.whole, None)
        return self._id_of(self.attributions[draft.attribution])

    def _id_of(self, attribution: Attribution) -> str:
        cue = attribution.cue.bounds if attribution.cue is not None else None
        return attribution_id(self.digest, attribution.content, cue)

    def _host(self, attribution: Attribution | None) -> str | None:
        if attribution is None or attribution.nested_in is None:
            return None
        return self._id_of(self.attributions[attribution.nested_in])

    def _cue(self, attribution: Attribution | None) -> Cue | None:
        if attribution is None or attribution.cue is None:
            return None
        cue = attribution.cue
        start, end = cue.bounds
        return Cue(start=start, end=end, exact=self._exact(cue.bounds), lemma=cue.lemma, cue_class=cue.cue_class)

    def _cue_told(self, cue: CueMatch) -> ToldCue:
        return cue_in_words(self.flow.body.at(cue.bounds[0]), cue, self._taken_back_by(cue))

    def _taken_back_by(self, cue: CueMatch) -> Token | None:
        return taken_back_by(self.flow.body.at(cue.bounds[0]).parsed, cue, self.tables.stance)

    def _told_on(self, attribution: Attribution | None) -> TimeValue | None:
        if attribution is None or attribution.cue is None:
            return None
        view = self.flow.body.at(attribution.cue.bounds[0])
        telling = self.tables.calendar.words.telling.verbs
        return reported_at(view.parsed, attribution.cue, attribution.content, self.times[view.offset], telling)

    def _sentence(self, bounds: Bounds) -> Span:
        view = self.flow.body.at(bounds[0])
        return self._span(view.bounds(view.tokens(bounds)[0].sent))

    def _span(self, bounds: Bounds) -> Span:
        """Return the stretch without the white space at its ends, which spaCy counts as tokens of a sentence."""
        words = self._exact(bounds)
        exact = words.strip()
        start = bounds[0] + len(words) - len(words.lstrip())
        return Span(start=start, end=start + len(exact), exact=exact)

    def _exact(self, bounds: Bounds) -> str:
        return self.flow.body.text[bounds[0] : bounds[1]]


def _goes_on(statement: Statement, first: Statement, told: TimeValue) -> bool:
    """Tell what shares the first's subject, is only listed, or is joined to what a time in front is said of."""
    proposition, head = statement.proposition, first.proposition.head
    if proposition.head.pos_ == "NOUN" or proposition.lent is not None:
        return True
    subject = subject_of(head)
    if told.span is None or subject is None or proposition.head.dep_ != "conj" or proposition.head.sent != head.sent:
        return False
    return told.span.end <= first.view.offset + subject.doc[subject.left_edge.i].idx


def _grounds(draft: ClaimDraft, attribution: Attribution | None) -> tuple[str, ...]:
    if attribution is not None:
        return attribution.reasons
    return (draft.reason,) if draft.reason is not None else ()


_OWN_ACTS = {SpeechAct.REQUEST: EventType.REQUEST, SpeechAct.THREATEN: EventType.THREATEN}
_BETWEEN_PARTIES = frozenset(
    {EventType.ACCUSE, EventType.AGREE, EventType.COERCE, EventType.CONSULT, EventType.COOPERATE}
)
"""Events whose other side is a party, too; bombs hit things, and bills are supported."""
_NARRATOR = ResolvedSource((), Resolution.NARRATOR)
_NARRATOR_CONFIDENCE = 0.89
"""Of 1,524 narrator's statements in 120 articles of PolNeAR train, how many the annotators give to nobody else."""
