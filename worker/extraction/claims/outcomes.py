"""What happened to the things counted, by the words around them: "killed ten", "ten were killed", "ten deaths"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from worker.extraction.claims.amounts import Amount
from worker.extraction.claims.counted import Counted
from worker.extraction.claims.quantity_tables import Part, QuantityTables, ThingKind

COUNT = "count"
"""Nothing is known of what happened."""


@dataclass(frozen=True, slots=True)
class Happening:
    """A category and the word that gave it."""

    category: str
    governor: Token | None
    """The verb or the noun over the figure; None where the thing itself says it."""


def anchor_of(doc: Doc, start: int, end: int) -> Token:
    """Return the token of the figure on which the others hang; of a list, the first thing listed."""
    token = doc[end - 1]
    while start <= token.head.i < end and token.head.i != token.i:
        token = token.head
    for _ in range(_LONGEST_LIST):
        if token.dep_ not in {"conj", "appos"} or token.head.pos_ not in {"NOUN", "PROPN", "NUM"}:
            break
        token = token.head
    return token


def happening_to(doc: Doc, amount: Amount, counted: Counted, tables: QuantityTables) -> Happening:
    """Return what happened to what is counted; `count` when nothing tells."""
    if counted.category is not None:
        return Happening(counted.category, None)
    anchor = anchor_of(doc, amount.start, counted.end)
    lemma = counted.head.lemma_.lower() if counted.head is not None else None
    for part, word, governor in _candidates(doc, amount, counted, anchor, tables):
        for category in tables.outcomes.by_word.get((part, word), ()):
            if part == "subjects" and _is_carried(category, lemma, tables):
                continue
            if (settled := _settled(category, lemma, tables)) is not None:
                return Happening(settled, governor)
    return Happening(_unspecified(counted.head, tables) or COUNT, anchor.head)


def _is_carried(category: str, lemma: str | None, tables: QuantityTables) -> bool:
    """Tell "12 passengers crashed", of which nobody need have died, from "12 lorries crashed"."""
    return category == "equipment_destroyed" and tables.outcomes.things.kind_of.get(lemma or "") == "people"


def _settled(category: str, lemma: str | None, tables: QuantityTables) -> str | None:
    """Return the category that this thing makes of it; None where the word says nothing of such a thing."""
    if lemma is None:  # "45 were killed": a number alone counts people
        return None if category in _OF_THINGS else category
    kind = tables.outcomes.things.kind_of.get(lemma)
    wanted = tables.outcomes.each[category].things
    if wanted is not None and kind != wanted:
        return None
    if (special := _OF_KIND.get((category, kind))) is not None:
        return special
    if category not in {"lost", "equipment_destroyed"}:
        return category
    if category == "lost" and (kind is None or (kind == "people" and lemma not in tables.outcomes.losses.dying)):
        return None
    return _DESTROYED.get(kind, "equipment_destroyed") if kind is not None else category


def _unspecified(head: Token | None, tables: QuantityTables) -> str | None:
    losses = tables.outcomes.losses
    if head is None or (head.lemma_.lower() not in losses.items and head.lower_.removesuffix("es") not in losses.items):
        return None
    before = {child.lower_ for child in head.lefts}
    if before & tables.outcomes.things.jobs:
        return "jobs_cut"
    return "casualties" if before & losses.human else "losses_unspecified"


Candidate = tuple[Part, str, Token | None]


def _candidates(
    doc: Doc, amount: Amount, counted: Counted, anchor: Token, tables: QuantityTables
) -> Iterator[Candidate]:
    """Yield the words that could tell it, the surest first."""
    if (measured := counted.measured) is not None:
        yield "items", measured.lemma_.lower(), measured
        yield "nouns", measured.lemma_.lower(), measured
        yield "states", measured.lower_, measured
    yield from _behind(doc, counted.end, tables)
    yield from _over(anchor)
    if counted.head is not None:
        yield from _beside(counted.head)
    if anchor.dep_ == "dobj" and anchor.head.lemma_.lower() in tables.outcomes.parts.verbs:
        yield from (("nouns", child.lemma_.lower(), child) for child in anchor.head.lefts if child.dep_ == "nsubj")
    if anchor.dep_ not in {"nsubj", "nsubjpass", "appos"}:
        yield from _left(doc, amount.start, tables)
    if counted.head is not None and not {each.lower_ for each in counted.head.lefts} & tables.outcomes.killed.living:
        yield "items", counted.head.lemma_.lower(), None


def _behind(doc: Doc, position: int, tables: QuantityTables) -> Iterator[Candidate]:
    """Read on to "dead", "were killed", "are still missing"."""
    passive = False
    if doc[position : position + 1].text.lower() in tables.outcomes.parts.further:
        position += 1  # "dozens more are missing"
    for token in doc[position : position + _FURTHEST_STATE]:
        if token.is_sent_start:
            return
        yield "states", token.lower_, token
        if token.tag_.startswith("VB") and not _leads_on(token):
            if token.tag_ in {"VBN", "VBD"} and (passive or _stands_without_object(token)):
                yield "verbs", verb_lemma(token), token
            yield "subjects", _subject_lemma(token), token
            return
        passive = passive or token.lemma_ == "be"
        if token.pos_ not in {"AUX", "ADV", "PART", "VERB"}:
            return


def _leads_on(token: Token) -> bool:
    """Tell "were" and "are believed to be" from a verb that says itself what happened."""
    return token.lemma_ in _AUXILIARIES or (token.tag_ == "VBN" and token.lemma_ in _HEARSAY)


def _stands_without_object(token: Token) -> bool:
    return not any(child.dep_ in {"dobj", "ccomp", "xcomp"} for child in token.children)


def _over(anchor: Token) -> Iterator[Candidate]:
    head = anchor.head
    if anchor.dep_ in {"dobj", "nsubjpass"}:
        yield from _completed(head)
    match anchor.dep_:
        case "dobj" | "nsubjpass" | "oprd" | "attr":
            yield "verbs", verb_lemma(head), head
        case "nsubj":
            yield "subjects", _subject_lemma(head), head
            for child in head.children:
                if child.dep_ in {"acomp", "oprd"}:
                    yield "states", child.lower_, head
                elif child.lower_ == "among":  # "are among the dead"
                    yield from (("states", each.lower_, head) for each in child.children if each.dep_ == "pobj")
        case "pobj" if head.lower_ == "of":
            if head.head.dep_ == "dobj":  # "claimed the lives of ten people"
                yield "nouns", f"{head.head.head.lemma_.lower()} {head.head.lemma_.lower()}", head.head
            yield "nouns", head.head.lemma_.lower(), head.head
        case "pobj" if head.head.pos_ == "VERB":  # "the toll rose to 45"
            yield from (("nouns", child.lemma_.lower(), child) for child in head.head.lefts if child.dep_ == "nsubj")
        case _:
            return


def _completed(verb: Token) -> Iterator[Candidate]:
    """Read what completes the verb: "shot dead", "taken prisoner", "taken to hospital", "driven from their homes"."""
    lemma = verb.lemma_.lower()
    behind = (each for child in verb.children if child.dep_ == "dobj" for each in child.rights if each.dep_ == "prep")
    for child in (*verb.children, *behind):  # the parse hangs "for gunshot wounds" on either
        if child.dep_ in {"oprd", "acomp"}:
            yield "states", child.lower_, verb
            yield "verbs", f"{lemma} {child.lower_}", verb
        elif child.dep_ == "prep":
            for completing in child.children:
                if completing.dep_ == "pobj":
                    yield "verbs", f"{lemma} {child.lower_} {completing.lemma_.lower()}", verb
        elif child.dep_ == "xcomp" and child.tag_ == "NN":  # "lost five players to injury", as the parse may have it
            yield "verbs", f"{lemma} to {child.lemma_.lower()}", verb


def _beside(head: Token) -> Iterator[Candidate]:
    """Read the clauses and adjectives that hang on the noun: "ten people killed by", "two downed planes"."""
    for child in head.children:
        if child.dep_ in {"acl", "relcl"} and (child.tag_ == "VBN" or _has_passive(child)):
            yield "verbs", verb_lemma(child), child
        elif child.dep_ == "relcl":
            yield "subjects", _subject_lemma(child), child
        elif child.dep_ == "amod":
            yield "states", child.lower_, None
            if child.lower_.endswith(("ed", "en", "wn")):
                yield "verbs", child.lemma_.lower().removesuffix("ed"), None
                yield "verbs", child.lemma_.lower(), None


def _has_passive(verb: Token) -> bool:
    return any(child.dep_ == "auxpass" for child in verb.children)


def _left(doc: Doc, start: int, tables: QuantityTables) -> Iterator[Candidate]:
    """Go back over the things listed before to the verb or the "of" that holds them all."""
    for position in range(start - 1, max(start - _LONGEST_LIST, -1), -1):
        token = doc[position]
        if token.lower_ == "of" and position > 0:
            yield "nouns", doc[position - 1].lemma_.lower(), doc[position - 1]
            return
        if token.pos_ == "VERB" and token.dep_ not in {"amod", "compound"}:
            yield "verbs", verb_lemma(token), token
            return
        listed = token.pos_ in {"NOUN", "PROPN", "ADJ", "NUM", "DET", "CCONJ", "ADV"} or token.dep_ == "amod"
        in_phrase = token.text in {",", '"', "\u201c", "\u201d"} or token.lower_ in tables.numbers.modifier_words
        if (not listed and not in_phrase) or token.is_sent_start:
            return


def _subject_lemma(verb: Token) -> str:
    """Tell "90 posts could go" from "90 posts went to locals"."""
    lemma = verb_lemma(verb)
    return f"{lemma} to" if any(child.dep_ == "prep" and child.lower_ == "to" for child in verb.rights) else lemma


def verb_lemma(verb: Token) -> str:
    """Return the base form, with its particle or what it takes its object as: "shoot down", "take hostage"."""
    lemma = verb.lemma_.lower()
    particle = next((child.lower_ for child in verb.children if child.dep_ == "prt"), None)
    return f"{lemma} {particle}" if particle is not None else lemma


_OF_THINGS = frozenset(("lost", "equipment_destroyed", "equipment_damaged", "jobs_cut", "jobs_created"))
_OF_KIND: Mapping[tuple[str, ThingKind | None], str] = {
    ("missing", "jobs"): "jobs_cut",
    ("equipment_damaged", "buildings"): "buildings_damaged",
}
_DESTROYED: dict[ThingKind, str] = {
    "units": "unit_destroyed",
    "people": "killed",
    "buildings": "buildings_destroyed",
    "jobs": "jobs_cut",
}
"""What destroying or losing a thing means; equipment is the rest."""
NAMED_BY_THING = frozenset({*_OF_KIND.values(), *_DESTROYED.values(), "losses_unspecified"})
"""Categories that the thing makes of a word for another."""
_LONGEST_LIST = 16
"""Tokens, and steps through a list: further back another statement begins more often than not."""
_FURTHEST_STATE = 6
"""Tokens: "are believed to be still missing"."""
_AUXILIARIES = frozenset(("be", "have", "do", "get", "remain"))
_HEARSAY = frozenset(("leave", "fear", "report", "believe", "confirm", "find", "feel"))
