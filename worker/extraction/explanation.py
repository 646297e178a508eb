"""Why a claim says what it says: for each field the rows of tables and the rules that made it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contract.claim import Agent, Claim, Cue, CueClass, Factuality, Quantity, SpeechAct
from worker.extraction.attribution import Tables
from worker.extraction.claims.outcomes import COUNT, NAMED_BY_THING
from worker.extraction.claims.tables import ClaimTables


@dataclass(frozen=True, slots=True)
class Explained:
    """One field of a claim."""

    field: str
    value: str
    because: tuple[str, ...]
    """Rows of tables, as "file [section] row", and rules in words; empty where the text says it itself."""


def explain(
    claim: Claim, agents: Mapping[str, Agent], tables: Tables, claim_tables: ClaimTables
) -> Iterator[Explained]:
    """Yield the fields in the order of the contract; what the claim does not tell is left out."""
    yield Explained("attribution", f"confidence {claim.confidence:.2f}", claim.reasons)
    yield Explained("source", _source(claim, agents), tuple(_parties(claim.source.agents, agents)))
    if claim.cue is not None:
        yield Explained("cue", f"“{claim.cue.exact}”: {claim.cue.cue_class}", (_cue_row(claim.cue, tables),))
    yield Explained("stance", f"{claim.speech_act} {claim.factuality}", tuple(_stance_rows(claim, claim_tables)))
    if claim.event is not None:
        parties = [*claim.event.actor, *claim.event.recipient]
        own_act = claim.cue is not None and claim.event.span.start == claim.cue.start
        row = (
            "the source's own act" if own_act else f"events.toml [types.{claim.event.type}] “{claim.event.span.exact}”"
        )
        yield Explained("event", f"{claim.event.type} {claim.event.status}", (row, *_parties(parties, agents)))
    for quantity in claim.quantities:
        yield Explained("quantity", _figure(quantity, agents), tuple(_quantity_rows(quantity, claim_tables)))
    for name, time in (("time", claim.time), ("reported_at", claim.reported_at)):
        if time is not None:
            yield Explained(name, time.value, (f"calendar.toml: {time.basis}",))
    if claim.place is not None:
        known = claim_tables.places.gazetteer.find(claim.place.name)
        row = "gazetteer" if known else "places.toml"
        yield Explained("place", f"{claim.place.name}: {claim.place.kind} {claim.place.country or ''}".rstrip(), (row,))


def _source(claim: Claim, agents: Mapping[str, Agent]) -> str:
    names = " and ".join(agents[each].name for each in claim.source.agents) or "nobody"
    span = f"“{claim.source.span.exact}” is " if claim.source.span is not None else ""
    return f"{span}{names}: {claim.source.resolution}"


def _parties(ids: tuple[str, ...] | list[str], agents: Mapping[str, Agent]) -> Iterator[str]:
    for each in ids:
        agent = agents[each]
        country = f", states.toml [{agent.country}]" if agent.country is not None else ""
        yield f"{agent.name}: {agent.kind}{country}"


def _cue_row(cue: Cue, tables: Tables) -> str:
    for file, rows in (("cue_verbs.toml", tables.verbs), ("cue_nouns.toml", tables.nouns)):
        if any(frame.cue_class is cue.cue_class for frame in rows.get(cue.lemma, {}).values()):
            return f"{file} [{cue.cue_class}] {cue.lemma}"
    return "no row" if cue.cue_class is CueClass.OTHER else f"a rule for “{cue.exact}”"


def _stance_rows(claim: Claim, tables: ClaimTables) -> Iterator[str]:
    stance, cue = tables.stance, claim.cue
    if cue is not None and cue.lemma in stance.lemmas:
        yield f"stance.toml [lemmas] {cue.lemma}"
    elif cue is not None and cue.cue_class in stance.classes:
        yield f"stance.toml [classes] {cue.cue_class}"
    elif (claim.speech_act, claim.factuality) == (SpeechAct.ASSERT, Factuality.CERTAIN):
        yield "no row: asserts as certain"
    else:
        yield "stance.toml: by the content's own words, see the reasons"


def _figure(quantity: Quantity, agents: Mapping[str, Agent]) -> str:
    side = f", suffered by {agents[quantity.side].name}" if quantity.side is not None else ""
    return f"“{quantity.span.exact}”: {quantity.modifier}, {quantity.item}, {quantity.category}{side}"


def _quantity_rows(quantity: Quantity, tables: ClaimTables) -> Iterator[str]:
    if quantity.modifier in tables.quantities.numbers.modifiers:
        yield f"numbers.toml [modifiers] {quantity.modifier}"
    outcomes = tables.quantities.outcomes
    if quantity.category in outcomes.each:
        yield f"outcomes.toml [{quantity.category}]"
    elif quantity.category in NAMED_BY_THING:
        yield f"outcomes.toml [things]: what happened to a {quantity.item}"
    elif quantity.category != COUNT:
        yield f"units.toml: {quantity.unit}"
