"""The word of a statement that tells an event, its type, who does it to whom, and whether it has been."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from contract.claim import EventStatus, EventType, Factuality, SpeechAct
from worker.extraction.claims.event_roles import roles_of
from worker.extraction.claims.event_tables import EventTables
from worker.extraction.claims.propositions import Proposition, subject_of
from worker.extraction.claims.stance import Stance
from worker.extraction.claims.tables import ClaimTables


@dataclass(frozen=True, slots=True)
class Roles:
    """An event as the words tell it. It dies with the parse."""

    type: EventType
    word: Token
    actors: tuple[Token, ...]
    recipients: tuple[Token, ...]
    status: EventStatus


def find_event(proposition: Proposition, stance: Stance, tables: ClaimTables) -> Roles | None:
    """Return what the statement's main words tell of; None where the tables know no type for it."""
    told = _told(proposition, tables)
    if told is None:
        return None
    kind, word, verb = told
    actors, recipients = roles_of(word, verb, proposition)
    return Roles(kind, word, tuple(actors), tuple(recipients), _status(verb or word, stance))


def _told(proposition: Proposition, tables: ClaimTables) -> tuple[EventType, Token, Token | None] | None:
    """Return the type, the word that tells it and the verb above it."""
    head, events = proposition.carried or proposition.head, tables.events
    if head.pos_ not in _VERBAL:
        head = next(_accused_of(proposition), head)
    if head.pos_ not in _VERBAL:
        for named in (head, *_under(head)):
            if (kind := _type_of_noun(named, events) or _deverbal(named, events)) is not None:
                return kind, named, None
        return None
    seen: set[int] = set()
    while head.i not in seen:
        seen.add(head.i)
        if (kind := _of_verb(head, proposition, tables)) is not None:
            return kind, head, head
        if (planned := _planned(head)) is not None:
            head = planned
            continue
        below = [child for child in head.children if child.dep_ == "xcomp" and child.pos_ in _VERBAL]
        if below and head.lemma_.lower() in events.words.aspects | tables.calendar.words.ahead.words:
            head = below[0]
            continue
        noun = _noun_under(head, events)
        if noun is not None and (kind := _type_of_noun(noun, events)) is not None:
            return kind, noun, head
        return _told_when(head, proposition, tables)
    return None


def _planned(verb: Token) -> Token | None:
    """Return "send" of "there were no plans to send in the army"."""
    for noun in verb.children:
        if verb.lemma_ in {"be", "have"} and noun.dep_ in {"attr", "dobj"} and noun.lemma_ == "plan":
            return next((child for child in noun.children if child.dep_ == "acl" and child.tag_ == "VB"), None)
    return None


def _told_when(
    verb: Token, proposition: Proposition, tables: ClaimTables
) -> tuple[EventType, Token, Token | None] | None:
    """Return what "17 were hurt when rebels stormed the post" tells by its second clause."""
    for clause in verb.children:
        is_when = any(child.lower_ == "when" for child in clause.children)
        if clause.dep_ == "advcl" and is_when and (kind := _of_verb(clause, proposition, tables)) is not None:
            return kind, clause, clause
    return None


def _under(noun: Token) -> Iterator[Token]:
    """Yield "attack" of "responsibility for the attack", and "aid" of "$5 million in aid"."""
    if noun.lemma_.lower() in _OF_SOMETHING or noun.like_num:
        for child in noun.rights:
            if child.dep_ == "prep":
                yield from (each for each in child.children if each.dep_ == "pobj")


def _accused_of(proposition: Proposition) -> Iterator[Token]:
    """Yield "attacking" of "(accused) officers of attacking the crowd"."""
    for token in (proposition.head.doc[index] for index in sorted(proposition.tokens)):
        if token.dep_ == "pcomp" and token.pos_ == "VERB" and token.head.lower_ in {"of", "for"}:
            yield token


def _of_verb(verb: Token, proposition: Proposition, tables: ClaimTables) -> EventType | None:
    events, lemma = tables.events, verb.lemma_.lower()
    doer = _doer(verb, proposition) or ""
    if doer in events.words.not_by:
        return None
    if lemma == "die" or lemma in events.words.killing:
        return EventType.ASSAULT if _is_by_force(verb, proposition, events) else None
    return events.by_subject.get((lemma, doer)) or _of_phrases(verb, tables)


def _of_phrases(verb: Token, tables: ClaimTables) -> EventType | None:
    """Return the type of the longest phrase that the tables know: "pull out of" before "pull"."""
    events = tables.events
    objects = [_counted(each, events).lemma_.lower() for each in _objects(verb)]
    for phrase in _phrases(verb):
        if kind := next((events.pairs[phrase, each] for each in objects if (phrase, each) in events.pairs), None):
            return kind
        if (entry := events.verbs.get(phrase)) is not None:
            if (not entry.needs_target or _has_target(verb, tables)) and not (
                entry.needs_people and _on_thing(verb, tables)
            ):
                return entry.type
            break
    return None if any(_objects(verb)) else events.verbs_alone.get(verb.lemma_.lower())


def _on_thing(verb: Token, tables: ClaimTables) -> bool:
    """Tell "released a truck" from "released a prisoner"."""
    kinds = tables.quantities.outcomes.things.kind_of
    return any(kinds.get(_counted(each, tables.events).lemma_.lower(), "people") != "people" for each in _objects(verb))


def _phrases(verb: Token) -> Iterator[str]:
    """Yield the verb with what stands by it, the longest first: "pull out of", "pull out", "pull"."""
    lemma = verb.lemma_.lower()
    near = [child for child in verb.children if child.i > verb.i and child.dep_ in _BESIDE]
    for first in near:
        for second in (*near, *(each for each in first.children if first.dep_ == "prep" and not each.ent_type_)):
            if second.i > first.i:
                yield f"{lemma} {first.lower_} {second.lemma_.lower() if second.head == first else second.lower_}"
        if first.dep_ != "prep" or not any(each.ent_type_ in {"DATE", "TIME"} for each in first.children):
            yield f"{lemma} {first.lower_}"
    yield lemma


def _doer(verb: Token, proposition: Proposition) -> str | None:
    """Return the lemma of who or what does it."""
    subject = subject_of(verb) or proposition.lent
    is_doer = subject is not None and subject.dep_ != "nsubjpass" and subject.pos_ != "PROPN"
    return subject.lemma_.lower() if subject is not None and is_doer else None


def _has_target(verb: Token, tables: ClaimTables) -> bool:
    if any(child.dep_ == "agent" for child in verb.children):
        return True  # "was praised by the minister"
    return any(_is_target(each, tables) for each in _objects(verb))


def _is_by_killer(verb: Token, proposition: Proposition, events: EventTables) -> bool:
    """Tell killing by an armed hand from killing by an earthquake."""
    near = [subject_of(verb) or proposition.lent]
    for child in verb.children:
        if child.dep_ in {"agent", "prep"} and child.lower_ in {"by", "in", "during"}:
            near += [each for each in child.children if each.dep_ == "pobj"]
    if any(child.dep_ == "nsubjpass" for child in verb.children):
        near = near[1:]
    words = [each for each in near if each is not None]
    return any(
        each.lemma_.lower() in events.words.killers or events.nouns.get(each.lemma_.lower()) is EventType.ASSAULT
        for each in words
    )


def _is_by_force(verb: Token, proposition: Proposition, events: EventTables) -> bool:
    """Tell "killed 63 fighters" and "four of his soldiers died" from what an accident does."""
    fallen = [*_objects(verb)] if verb.lemma_ != "die" else [subject_of(verb) or verb]
    if any(_counted(each, events).lemma_.lower() in events.words.combatants for each in fallen):
        return True
    return verb.lemma_ != "die" and _is_by_killer(verb, proposition, events)


def _counted(noun: Token, events: EventTables) -> Token:
    """Return "rounds" of "dozens of rounds", and "soldiers" of "four of his soldiers"."""
    if noun.like_num or noun.lemma_.lower() in events.words.containers:
        for child in noun.rights:
            if child.dep_ == "prep" and child.lower_ == "of":
                return next((each for each in child.children if each.dep_ == "pobj"), noun)
    return noun


def _noun_under(verb: Token, events: EventTables) -> Token | None:
    """Return the noun of "carried out an attack", "clashes erupted" and "there was an attack"."""
    lemma, words = verb.lemma_.lower(), events.words
    phrases = {lemma, *_phrases(verb)}
    is_aspect = lemma in words.aspects
    if phrases & words.light or is_aspect:
        for each in (*_objects(verb), *_objects_by_preposition(verb, words.light)):
            if _type_of_noun(counted := _counted(each, events), events) is not None:
                return counted
    subject = subject_of(verb)
    if lemma == "be":
        for child in verb.children:
            if (
                child.dep_ == "attr"
                and child.lemma_.lower() in events.nouns
                and (subject is None or subject.dep_ == "expl")
            ):
                return child
    if subject is not None and _type_of_noun(subject, events) is not None:
        is_passive = subject.dep_ == "nsubjpass"
        names_parties = any(child.dep_ in {"prep", "acl"} and child.lower_ in _BETWEEN for child in subject.rights)
        if names_parties or lemma in words.happening or is_aspect or (is_passive and phrases & words.light):
            return subject
    return None


def _type_of_noun(noun: Token, events: EventTables) -> EventType | None:
    """Return the type of "attack" and "drone strike", none of "heart attack"."""
    lemma = noun.lemma_.lower()
    before = [child.lower_ for child in noun.lefts if child.dep_ == "compound"]
    if (before and before[-1] in events.words.not_after) or (noun.pos_ == "PROPN" and not before):
        return None  # "March" is a month
    return (events.nouns.get(f"{before[-1]} {lemma}") if before else None) or events.nouns.get(lemma)


def _deverbal(noun: Token, events: EventTables) -> EventType | None:
    """Return the type of "the downing of two aircraft"."""
    if not noun.lower_.endswith("ing") or not any(child.lower_ == "of" for child in noun.rights):
        return None
    stem = noun.lower_.removesuffix("ing")
    entry = events.verbs.get(stem) or events.verbs.get(stem + "e")
    return entry.type if entry is not None else None


def _objects(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ in {"dobj", "nsubjpass", "dative", "oprd"}:
            yield from (child, *child.conjuncts)
        elif child.dep_ in {"prep", "prt"} and child.i > verb.i and child.lower_ in _ONTO:
            yield from (each for each in child.children if each.dep_ == "pobj" and each.ent_type_ not in _WHEN)


def _objects_by_preposition(verb: Token, phrases: Container[str]) -> Iterator[Token]:
    """Yield the object of "responded to an attack"."""
    for child in verb.children:
        if child.dep_ == "prep" and f"{verb.lemma_.lower()} {child.lower_}" in phrases:
            yield from (each for each in child.children if each.dep_ == "pobj")


def _is_target(word: Token, tables: ClaimTables) -> bool:
    """Tell parties, buildings, vehicles and places from proposals, records and hearts."""
    word = _counted(word, tables.events)
    lemma = word.lemma_.lower()
    if word.dep_ == "nsubjpass" and (word.like_num or lemma in tables.events.words.containers):
        return True  # "dozens were pulled from the river"
    things = tables.quantities.outcomes.things
    return (
        lemma in tables.events.words.targets
        or things.kind_of.get(lemma) is not None
        or lemma in tables.parties.kind_of
        or word.ent_type_ in {"PERSON", "NORP", "ORG", "GPE", "FAC", "LOC"}
        or word.tag_ == "PRP"
    )


def _status(word: Token, stance: Stance) -> EventStatus:
    if stance.speech_act is SpeechAct.DENY or stance.factuality.value.endswith("-"):
        return EventStatus.DENIED
    if stance.speech_act in {SpeechAct.REQUEST, SpeechAct.THREATEN, SpeechAct.ASK}:
        return EventStatus.HYPOTHETICAL
    auxiliaries = [child for child in word.children if child.dep_ in {"aux", "auxpass"}]
    is_to_come = any(each.lower_ in {"will", "'ll", "shall", "to", "would"} for each in auxiliaries)
    match stance.factuality:
        case Factuality.CERTAIN:
            is_progressive = word.tag_ == "VBG" and any(each.lemma_ == "be" for each in auxiliaries)
            goes_on = word.lemma_.lower() in {"continue", "rage"} or word.tag_ in {"VBZ", "VBP"}
            return EventStatus.ONGOING if is_progressive or goes_on else EventStatus.OCCURRED
        case Factuality.PROBABLE:
            return (
                EventStatus.SCHEDULED if is_to_come or stance.speech_act is SpeechAct.COMMIT else EventStatus.OCCURRED
            )
        case _:
            return EventStatus.HYPOTHETICAL


_OF_SOMETHING = frozenset({"credit", "end", "involvement", "part", "responsibility", "resumption", "role", "start"})
_VERBAL = frozenset({"VERB", "AUX"})
_ONTO = frozenset({"at", "on", "with", "against", "between", "in", "out", "for"})
_WHEN = frozenset({"DATE", "TIME"})
_BESIDE = frozenset({"prt", "prep", "dobj", "advmod", "acomp"})
_BETWEEN = frozenset({"against", "between", "by", "imposed"})
