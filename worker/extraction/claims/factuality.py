"""How sure a claim is, and what its source does by saying it, from the cue's class and the claim's own words."""

from dataclasses import dataclass

from spacy.tokens import Token

from contract.claim import CueClass, Factuality, SpeechAct
from worker.extraction.claims.propositions import Proposition
from worker.extraction.claims.tables import ClaimTables


@dataclass(frozen=True, slots=True)
class Standing:
    """What the source does, and how certain the content is according to it (FactBank)."""

    act: SpeechAct
    factuality: Factuality


def judge(proposition: Proposition, cue_class: CueClass | None, tables: ClaimTables) -> Standing:
    """Return the standing of the statement; no cue class means the narrator."""
    words = tables.factuality
    own = _own_certainty(proposition, tables)
    negative = _is_negative(proposition, tables)
    if cue_class is None:
        return Standing(SpeechAct.ASSERT, _signed(own, negative=negative))
    act = words.act_of.get(cue_class, SpeechAct.ASSERT)
    if act is SpeechAct.ASSERT and cue_class in words.binding.classes and _lies_ahead(proposition.head, tables):
        act = SpeechAct.COMMIT
    given = words.certainty_of.get(cue_class, Factuality.CERTAIN)
    if Factuality.UNDERSPECIFIED in {given, own}:
        return Standing(act, Factuality.UNDERSPECIFIED)
    weaker = max(given, own, key=_ORDER.index)
    return Standing(act, _signed(weaker, negative=negative != (cue_class in words.reversing.classes)))


def _own_certainty(proposition: Proposition, tables: ClaimTables) -> Factuality:
    words = tables.factuality.words
    head = proposition.head
    children = [child for child in head.children if child.i in proposition.tokens]
    lower = {child.lower_ for child in children}
    if lower & words.possible_modals and not lower & words.probable_adverbs:
        return Factuality.POSSIBLE
    if lower & words.possible_adverbs:
        return Factuality.POSSIBLE
    if lower & (words.probable_modals | words.probable_adverbs) or _is_planned(head, words.planning_verbs, children):
        return Factuality.PROBABLE
    if any(child.dep_ == "acomp" and child.lower_ in words.planning_adjectives for child in children):
        return Factuality.PROBABLE
    return Factuality.CERTAIN


def _is_planned(head: Token, planning: frozenset[str], children: list[Token]) -> bool:
    return head.lemma_.lower() in planning and any(child.dep_ in {"xcomp", "ccomp"} for child in children)


def _lies_ahead(head: Token, tables: ClaimTables) -> bool:
    return any(
        child.lower_ in tables.factuality.words.probable_modals for child in head.children if child.dep_ == "aux"
    )


def _is_negative(proposition: Proposition, tables: ClaimTables) -> bool:
    words = tables.factuality.words
    head = proposition.head
    if head.lower_ in tables.clauses.lacking:
        return True
    flips = head.lemma_.lower() in words.failing_verbs and any(child.dep_ == "xcomp" for child in head.children)
    for child in head.children:
        if child.dep_ == "neg" or child.lower_ in words.negators:
            flips = not flips
        elif child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"}:
            flips ^= any(
                below.dep_ in {"det", "neg"} and below.lower_ in words.negators for below in (child, *child.children)
            ) or (child.lower_ in words.negators)
    return flips


def _signed(certainty: Factuality, *, negative: bool) -> Factuality:
    return _NEGATIVE.get(certainty, certainty) if negative else certainty


_ORDER = (Factuality.CERTAIN, Factuality.PROBABLE, Factuality.POSSIBLE)
_NEGATIVE = {
    Factuality.CERTAIN: Factuality.CERTAINLY_NOT,
    Factuality.PROBABLE: Factuality.PROBABLY_NOT,
    Factuality.POSSIBLE: Factuality.POSSIBLY_NOT,
}
