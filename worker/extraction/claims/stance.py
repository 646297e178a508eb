"""What a source does by its words, and how sure it is of them: the stance of its cue, and that of its content."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from contract.claim import Factuality, SpeechAct
from worker.extraction.attribution.model import Bounds, CueMatch
from worker.extraction.claims.content_stance import (
    ContentStance,
    factuality,
    is_weakened,
    is_yet_to,
    negates_noun,
    read_content,
    weaker,
)
from worker.extraction.claims.stance_tables import PLAIN, CueStance, StanceTables, load_stance_tables
from worker.extraction.claims.stretches import span_within, tokens_within
from worker.extraction.parse import ParsedParagraph

__all__ = ["Stance", "StanceTables", "load_stance_tables", "stance_of", "taken_back_by"]


@dataclass(frozen=True, slots=True)
class Stance:
    """The act and the certainty of one claim, according to its source."""

    speech_act: SpeechAct
    factuality: Factuality
    reasons: tuple[str, ...]
    """In words for an editor."""


def stance_of(parsed: ParsedParagraph, cue: CueMatch | None, content: Sequence[Bounds], tables: StanceTables) -> Stance:
    """Return the stance of this content; without a cue the narrator says it.

    The certainty is the weaker of the cue's and the content's; their polarities multiply.
    """
    own = read_content(tokens_within(parsed, content), tables)
    if cue is not None and own.pronoun in _NO_PERSON and _is_said_by_one(parsed, cue):
        own = replace(own, pronoun="")  # "he said it would rain"
    if cue is None:
        act = SpeechAct.ASK if own.is_question else SpeechAct.ASSERT
        return Stance(act, factuality(own.certainty, is_negative=own.is_negative), own.reasons)
    if (withheld := taken_back_by(parsed, cue, tables)) is not None:
        known = tables.of_cue(cue.lemma, cue.cue_class)
        yet = (child.text for child in withheld.children if child.lower_ in tables.withholding.before_to)
        reasons = (f"\u201c{cue.lemma}\u201d taken back by \u201c{' '.join((withheld.text, *yet))}\u201d", *own.reasons)
        act = known.act if known.act is SpeechAct.COMMIT else SpeechAct.ASSERT
        is_left_open = withheld.dep_ == "cc"  # "neither confirmed nor denied"
        return Stance(act, Factuality.UNDERSPECIFIED if is_left_open else _combined(known.negated, own), reasons)
    return _stance(_phrase(parsed, cue), cue, own, tables)


def _is_said_by_one(parsed: ParsedParagraph, cue: CueMatch) -> bool:
    """Tell whether a person speaks: what "it" or "they" will do is then somebody else's."""
    words = span_within(parsed, cue.bounds)
    subjects = [child for child in words.root.children if child.dep_ == "nsubj"] if words is not None else []
    return any(each.ent_type_ == "PERSON" or each.lower_ in {"he", "she", "i"} for each in subjects)


def _phrase(parsed: ParsedParagraph, cue: CueMatch) -> str:
    """Return "call for" of "called for"."""
    words = span_within(parsed, cue.bounds)
    return (
        f"{cue.lemma} {words[-1].lower_}"
        if words is not None and len(words) > 1 and " " not in cue.lemma
        else cue.lemma
    )


def _stance(phrase: str, cue: CueMatch, own: ContentStance, tables: StanceTables) -> Stance:
    known = tables.lemmas.get(phrase) or tables.of_cue(cue.lemma, cue.cue_class)
    act, why = _act(known, cue, own, tables)
    found = _combined(known.factuality, own)
    match act if act is not known.act else None:
        case SpeechAct.REQUEST:
            found = Factuality.UNDERSPECIFIED
        case SpeechAct.THREATEN:
            found = Factuality.POSSIBLE
        case SpeechAct.COMMIT:
            found = factuality(weaker("PR", own.certainty), is_negative=own.is_negative)
    reasons = (*(() if known is PLAIN else (f"\u201c{cue.lemma}\u201d",)), *own.reasons, *((why,) if why else ()))
    return Stance(act, found, reasons)


def _act(known: CueStance, cue: CueMatch, own: ContentStance, tables: StanceTables) -> tuple[SpeechAct, str]:
    """Return what is done by the words, and why where the cue alone does not tell it."""
    if known.act is SpeechAct.REQUEST and (own.is_question or own.is_indirect_question):
        return SpeechAct.ASK, ""  # "asked whether", for "ask" mostly requests
    if known.act is not SpeechAct.ASSERT:
        return known.act, ""
    requests = (
        own.is_imperative
        or (own.is_subjunctive and cue.lemma in tables.requesting.subjunctive)
        or (own.is_infinitive and cue.lemma in tables.requesting.infinitive)
    )
    by_content = (
        (own.is_denial, SpeechAct.DENY, "it calls it false"),
        (_threatens(cue, own, tables), SpeechAct.THREATEN, "it sets a condition"),
        (requests, SpeechAct.REQUEST, "it asks for it"),
        (own.is_question, SpeechAct.ASK, ""),
        (_binds(cue, own, tables), SpeechAct.COMMIT, "it lies ahead"),
    )
    return next(((act, why) for holds, act, why in by_content if holds), (SpeechAct.ASSERT, ""))


def _binds(cue: CueMatch, own: ContentStance, tables: StanceTables) -> bool:
    """Tell "promised that the talks would go on", "agreed to leave" and "said it would send divers"."""
    binding = tables.binding.infinitive if own.is_infinitive else tables.binding.clause
    is_own_deed = own.pronoun != "" and own.certainty == "PR" and cue.cue_class in tables.binding.own_deed
    return own.is_ahead and (cue.cue_class in binding or is_own_deed)


def _threatens(cue: CueMatch, own: ContentStance, tables: StanceTables) -> bool:
    """Tell "they would strike unless …" and "warned that anyone who did it would be jailed"."""
    if own.has_unless:
        return True
    return own.is_of_anyone and cue.lemma in tables.threatening.cues


def _combined(of_cue: Factuality, own: ContentStance) -> Factuality:
    certainty = weaker(of_cue[:2], own.certainty)
    is_denied = of_cue.endswith("-") or own.is_called_false
    return factuality(certainty, is_negative=is_denied != own.is_negative)


def taken_back_by(parsed: ParsedParagraph, cue: CueMatch, tables: StanceTables) -> Token | None:
    """Return the word that takes the cue back: "did not say", "neither side said", "has yet to say"."""
    words = span_within(parsed, cue.bounds)
    if words is None:
        return None
    verb = words.root
    for child in verb.children:
        is_word = child.dep_ in {"neg", "advmod", "nsubj", "nsubjpass", "det", "preconj"}
        if is_word and child.lower_ in tables.negation.words and not is_weakened(child, tables):
            return child
        if child.dep_ in {"nsubj", "nsubjpass"}:
            for each in child.lefts:
                if negates_noun(each, tables):
                    return each
    above = verb.head
    if verb.dep_ == "conj":  # "neither confirmed nor denied"
        links = (child for child in above.children if child.dep_ == "cc" and above.i < child.i < verb.i)
        return next((link for link in links if link.lower_ in tables.negation.words), None)
    is_under = verb.dep_ in {"xcomp", "pcomp", "ccomp", "advcl"} and above.i != verb.i
    withholds = above.lemma_.lower() in tables.withholding.verbs or is_yet_to(verb, tables)
    return above if is_under and withholds else None


_NO_PERSON = frozenset({"it", "they"})
