"""What a verb introduces, and in which frame: a clause, an infinitive, an object, a preposition's object."""

from dataclasses import dataclass

from spacy.tokens import Token

from worker.extraction.attribution.parenthetical import sentence_around
from worker.extraction.attribution.spans import NOTHING, TokenSet, subtree


@dataclass(frozen=True, slots=True)
class Complement:
    """The words that a verb introduces."""

    frame: str
    """As the tables name it: clause, infinitive, object, …, `prep:for`."""
    content: TokenSet
    cue: TokenSet
    """Words that belong to the cue beside the verb: its particle, its preposition."""


def complement_of(verb: Token, *, passive: bool) -> Complement | None:
    """Return the fullest thing that the verb introduces; None where it stands alone.

    Frames, fullest first: clause (that, whether, or bare); object_infinitive ("urged them to stop"), small_clause
    ("saw them leave"), infinitive, gerund; object, with the preposition that completes it (`object_as`, `object_of`);
    `prep:for` and its like; adjective. Passives have frames of their own, for their subject is part of the content, or
    the noun that they stand behind (`passive_behind`).
    """
    children = [child for child in verb.children if child.dep_ in _COMPLEMENTS]
    particle = frozenset(child.i for child in children if child.dep_ == "prt")
    around = sentence_around(verb) if not passive else None
    if around is not None:
        return Complement("clause", around, particle)
    readings = (_of_passive,) if passive else (_of_clause, _of_infinitive, _of_parataxis, _of_object, _of_preposition)
    return next((found for read in readings if (found := read(verb, children, particle)) is not None), None)


def _of_clause(verb: Token, children: list[Token], particle: TokenSet) -> Complement | None:
    clauses = [child for child in children if child.dep_ == "ccomp" and (_is_finite(child) or child.i < verb.i)]
    return Complement("clause", _clause(clauses[-1], verb), particle) if clauses else None


def _of_infinitive(verb: Token, children: list[Token], particle: TokenSet) -> Complement | None:
    child = next((child for child in children if child.dep_ in {"xcomp", "ccomp"} and child.i > verb.i), None)
    if child is None:
        return None
    told = [each for each in children if each.dep_ in _OBJECTS and verb.i < each.i < child.i]
    if not told and (addressed := _addressed(verb, children, child)) is not None:
        particle, told = particle | {addressed.head.i}, [addressed]
    content = NOTHING.union(subtree(child), *map(subtree, told))
    has_to = any(aux.lower_ == "to" for aux in child.children if aux.dep_ == "aux")
    has_subject = any(each.dep_ in {"nsubj", "nsubjpass"} for each in child.children) or bool(told)
    if not has_to:
        return Complement("small_clause" if has_subject else "gerund", content, particle)
    return Complement("object_infinitive" if has_subject else "infinitive", content, particle)


def _addressed(verb: Token, children: list[Token], infinitive: Token) -> Token | None:
    """Return "all sides" of "called on all sides to halt the fighting"."""
    for child in children:
        if child.dep_ == "prep" and child.lower_ in _ADDRESSING and child.i == verb.i + 1 < infinitive.i:
            return next((each for each in child.children if each.dep_ == "pobj" and each.i < infinitive.i), None)
    return None


def _of_parataxis(verb: Token, children: list[Token], particle: TokenSet) -> Complement | None:
    child = next((child for child in children if child.dep_ == "parataxis" and child.i > verb.i), None)
    return Complement("clause", _clause(child, verb), particle) if child is not None else None


def _of_object(verb: Token, children: list[Token], particle: TokenSet) -> Complement | None:
    objects = [child for child in children if child.dep_ in _OBJECTS]
    if not objects:
        return None
    content = NOTHING.union(*map(subtree, objects))
    first = min(each.i for each in objects)
    if (figure := next((child for child in children if _is_at_a_number(child)), None)) is not None:
        told = range(min(content), max(subtree(figure)) + 1)  # "the number on board at 174"
        return Complement("object_at", subtree(verb) & frozenset(told), particle)
    completing = (
        child for child in children if child.dep_ == "prep" and child.i > first and child.lower_ in _OBJECT_PREPOSITIONS
    )
    preposition = next(completing, None)
    if preposition is None:
        return Complement("object", _with_purpose(verb, content), particle)
    whole = _with_purpose(verb, content | subtree(preposition))
    return Complement(f"object_{preposition.lower_}", whole, particle)


def _is_at_a_number(child: Token) -> bool:
    """Tell "put the toll at 12"."""
    numbers = (each for each in child.children if each.dep_ == "pobj")
    return child.lower_ == "at" and any(
        token.tag_ in {"CD", "$"} for number in numbers for token in (number, *number.lefts)
    )


def _with_purpose(verb: Token, content: TokenSet) -> TokenSet:
    """Add the infinitive right behind: in "decried the calls to ban them" the parse may hang it on the verb."""
    end = max(content) + 1
    for child in verb.children:
        if child.dep_ in {"advcl", "xcomp"} and child.left_edge.i == end and child.left_edge.lower_ == "to":
            return content | subtree(child)
    return content


def _of_preposition(verb: Token, children: list[Token], particle: TokenSet) -> Complement | None:
    for child in children:
        if child.dep_ == "prep" and child.i > verb.i:
            content = NOTHING.union(*(subtree(end) for end in child.children if end.dep_ in {"pobj", "pcomp"}))
            if content:
                return Complement(f"prep:{child.lower_}", content, particle | {child.i})
    adjective = next((child for child in children if child.dep_ == "acomp" and child.i > verb.i), None)
    return Complement("adjective", subtree(adjective), particle) if adjective is not None else None


def _of_passive(verb: Token, children: list[Token], particle: TokenSet) -> Complement | None:
    subject = next((child for child in verb.children if child.dep_ in {"nsubjpass", "nsubj"}), None)
    about = subtree(subject) if subject is not None else NOTHING
    behind = sorted((child for child in children if child.i > verb.i), key=_passive_rank)
    for child in behind:
        match child.dep_:
            case "ccomp":
                return Complement("passive_clause", _clause(child, verb), particle)
            case "xcomp" | "oprd" | "attr":
                frame = "passive_infinitive" if child.dep_ == "xcomp" else "passive_as"
                return Complement(frame, about | subtree(child), particle)
            case "prep" if child.lower_ in _PASSIVE_PREPOSITIONS:
                frame = "passive_as" if child.lower_ == "as" else f"passive_prep:{child.lower_}"
                return Complement(frame, about | subtree(child), particle)
    return _by_agent(verb, about, particle) if any(child.dep_ == "agent" for child in verb.children) else None


def _by_agent(verb: Token, about: TokenSet, particle: TokenSet) -> Complement | None:
    """Read "the sum was disputed by two of them" and "a claim disputed by two of them"."""
    if about:
        return Complement("passive_object", about, particle)
    is_behind = verb.dep_ == "acl" and verb.head.pos_ == "NOUN"
    return Complement("passive_behind", subtree(verb.head) - subtree(verb), particle) if is_behind else None


def _passive_rank(child: Token) -> int:
    return _PASSIVE_ORDER.index(child.dep_) if child.dep_ in _PASSIVE_ORDER else len(_PASSIVE_ORDER)


def _clause(head: Token, verb: Token) -> TokenSet:
    """Return the clause without the "that" that opens it, nor a "which" left of the verb: "which it said was lost"."""
    opening = {
        child.i
        for child in head.children
        if (child.dep_ == "mark" and child.lower_ == "that")
        or (child.tag_ in {"WDT", "WP"} and child.i < verb.i < head.i)
    }
    return subtree(head) - opening


def _is_finite(verb: Token) -> bool:
    if verb.tag_ in {"VBD", "VBZ", "VBP", "MD"}:
        return True
    children = list(verb.children)
    if any(child.dep_ == "aux" and child.lower_ == "to" for child in children):
        return False
    return any(child.dep_ in {"aux", "auxpass", "mark"} and child.tag_ != "TO" for child in children) or any(
        child.tag_ in {"WDT", "WP", "WRB"} for child in children
    )


_COMPLEMENTS = frozenset(("ccomp", "xcomp", "parataxis", "dobj", "oprd", "attr", "prep", "prt", "acomp"))
_OBJECTS = frozenset(("dobj", "oprd", "attr"))
_PASSIVE_ORDER = ("ccomp", "xcomp", "oprd", "attr", "prep")
_ADDRESSING = frozenset(("on", "upon"))
_OBJECT_PREPOSITIONS = frozenset(("as", "of", "for", "to", "with", "from", "about", "on"))
_PASSIVE_PREPOSITIONS = frozenset(("as", "of", "for", "with", "about", "in", "on", "to", "at"))
