"""Who stands behind a verb: its subject, also through coordination, control, participles and by-phrases."""

from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Token

from worker.extraction.attribution.spans import TokenSet, subtree


class Way(StrEnum):
    """How a source was found, in words for an editor."""

    SUBJECT = "its subject"
    AGENT = "by-phrase of the passive"
    COORDINATED = "subject shared with a coordinated verb"
    CONTROLLING_OBJECT = "object that controls the infinitive"
    GOVERNING = "subject of the governing verb"
    MAIN_CLAUSE = "subject of the main clause"
    PARTICIPLE_OF_NOUN = "noun that the participle belongs to"
    AUTHOR = "author of the document"
    BESIDE = "noun beside the verb"


@dataclass(frozen=True, slots=True)
class SourceMatch:
    """The words that name a source, and the way that led to them."""

    head: Token
    tokens: TokenSet
    way: Way


def source_of(cue: Token, *, documents: frozenset[str]) -> SourceMatch | None:
    """Return who says, thinks or wants it according to the verb; None where the sentence names nobody.

    Args:
        cue: The verb.
        documents: Lemmas of what speaks in its author's name.
    """
    beside = _subject_in_relative_clause(cue)
    if beside is not None:
        return beside
    verb, way = cue, Way.SUBJECT
    for _ in range(_LONGEST_WAY):
        children = list(verb.children)
        if verb is cue and is_passive(verb):
            agent = _agent(children)
            return SourceMatch(agent, noun_phrase(agent), Way.AGENT) if agent is not None else None
        subjects = _SUBJECTS if verb is cue else _SUBJECTS_ABOVE
        # of two, the one nearest to the verb, or behind it: "the plan, said the minister, …"
        subject = next((child for child in reversed(children) if child.dep_ in subjects), None)
        if subject is not None:
            named = noun_phrase(subject) - _relative_that(cue, subject)
            return SourceMatch(subject, named, way) if subject.dep_ != "expl" else None
        step = _step_up(verb)
        if step is None:
            return None
        below = verb
        verb, way = step
        if verb.pos_ in _NOMINAL:
            author = _author(verb, documents)
            if author is None:
                return SourceMatch(verb, noun_phrase(verb) - subtree(below), way)
            verb, way = author, Way.AUTHOR
    return None


def _subject_in_relative_clause(verb: Token) -> SourceMatch | None:
    """Return the noun before the verb where the parse gives it none: in "a win that Bielli said was …", Bielli."""
    doc, first = verb.doc, verb.i
    if any(child.dep_ in _SUBJECTS_ABOVE and child.tag_ not in _RELATIVE for child in verb.children):
        return None
    if verb.i + 1 >= len(doc) or verb.tag_ not in _FINITE or doc[verb.i + 1].tag_ not in _FINITE | {"MD"}:
        return None
    while first > 0 and doc[first - 1].pos_ in {"NOUN", "PROPN", "ADJ"}:
        first -= 1
    if first == verb.i or doc[verb.i - 1].pos_ not in _NOMINAL:
        return None
    while first > 0 and doc[first - 1].tag_ in {"DT", "PRP$"} and doc[first - 1].lower_ != "that":
        first -= 1
    return SourceMatch(doc[verb.i - 1], frozenset(range(first, verb.i)), Way.SUBJECT)


def _relative_that(verb: Token, subject: Token) -> TokenSet:
    """Return the "that" which the parse takes for the subject's article: "a win that coach Bielli said was …"."""
    first = subject.left_edge
    opens = first.lower_ == "that" and first.i < subject.i < verb.i and verb.dep_ == "relcl"
    return frozenset((first.i,)) if opens else frozenset()


def neighbour(verb: Token, quoted: TokenSet) -> SourceMatch | None:
    """Return the noun right before a verb of saying, or right behind it: `"…," recalled Mr Smith`."""
    before = verb.i - 1
    while before >= 0 and verb.doc[before].pos_ in {"ADV", "AUX"}:
        before -= 1
    for index in (before, verb.i + 1):
        if not 0 <= index < len(verb.doc) or index in quoted:
            continue
        word = verb.doc[index]
        if index > verb.i:
            word = next((name for name in word.subtree if name.pos_ in _NOMINAL), word)
            while word.dep_ in {"compound", "poss", "nmod", "amod"} and word.head.i > verb.i:
                word = word.head
        if word.pos_ in _NOMINAL:
            tokens = frozenset(i for i in noun_phrase(word) if (i < verb.i) == (word.i < verb.i)) - quoted
            return SourceMatch(word, tokens, Way.BESIDE)
    return None


def is_passive(verb: Token) -> bool:
    """Tell whether the subject is what is said, not who says it."""
    for _ in range(_LONGEST_WAY):
        if verb.tag_ != "VBN":
            return False
        marks = {child.dep_ for child in verb.children}
        if marks & {"nsubjpass", "auxpass", "csubjpass"}:
            return True
        if marks & {"nsubj", "aux", "dobj"}:
            return False
        if verb.dep_ != "conj":
            return verb.dep_ in {"acl", "advcl"}
        verb = verb.head
    return False


def noun_phrase(head: Token) -> TokenSet:
    """Return the phrase with its titles, appositions and relative clauses, without clauses that hang on it loosely."""
    tokens = set(subtree(head))
    for child in head.children:
        if (
            child.dep_ in _LOOSE
            or (child.dep_ == "det" and child.tag_ == "WDT" and child.lower_ == "that")
            or (child.dep_ == "appos" and child.i > head.i and _has_verb(child))
        ):
            tokens -= subtree(child)
    return frozenset(tokens)


def _author(noun: Token, documents: frozenset[str]) -> Token | None:
    """Return the verb that issues the document, whose subject is its author."""
    return noun.head if noun.lemma_ in documents and noun.dep_ == "dobj" and _has_verb(noun.head) else None


def _has_verb(token: Token) -> bool:
    return token.pos_ in {"VERB", "AUX"}


def _agent(children: list[Token]) -> Token | None:
    for child in children:
        if child.dep_ == "agent":
            return next((name for name in child.children if name.dep_ == "pobj"), None)
    return None


def _step_up(verb: Token) -> tuple[Token, Way] | None:
    """Return the word whose subject is the verb's own where it has none, and the name of that step."""
    head = verb.head
    step: tuple[Token, Way] | None = None
    match verb.dep_:
        case "conj" if _has_verb(head):
            step = head, Way.COORDINATED
        case "xcomp" | "ccomp" if _has_verb(head):
            told = _told(verb) if verb.dep_ == "xcomp" else None
            step = (told, Way.CONTROLLING_OBJECT) if told is not None else (head, Way.GOVERNING)
        case "advcl" | "parataxis" | "dep" if _has_verb(head):
            step = head, Way.MAIN_CLAUSE
        case "pcomp" if head.dep_ in {"prep", "agent"} and _has_verb(head.head):
            step = head.head, Way.MAIN_CLAUSE
        case "acl" if verb.tag_ == "VBG":
            step = head, Way.PARTICIPLE_OF_NOUN
        case "acl" if _has_verb(head.head) and head.dep_ in {"dobj", "attr", "pobj"}:
            step = head.head, Way.GOVERNING
    return step


def _told(infinitive: Token) -> Token | None:
    """Return who is told to: in "asked them to say", they say it."""
    told = next((child for child in infinitive.head.children if child.dep_ in {"dobj", "dative"}), None)
    return told if told is not None and told.i < infinitive.i and told.pos_ in _NOMINAL else None


_LONGEST_WAY = 5
_SUBJECTS = frozenset(("nsubj", "expl", "csubj"))
_SUBJECTS_ABOVE = _SUBJECTS | {"nsubjpass"}
"""In "she is expected to argue", the subject of the passive argues."""
_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_RELATIVE = frozenset(("WDT", "WP"))
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON"))
_LOOSE = frozenset(("parataxis", "ccomp", "cc", "punct", "advcl", "preconj"))
