"""What a source's words say of the party behind them: a name, a kind, a state; or that they stand for another."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from spacy.tokens import Span, Token

from contract.claim import AgentKind
from worker.extraction.claims.belonging import state_of
from worker.extraction.claims.introductions import described_as
from worker.extraction.claims.phrases import bare_words, person_in
from worker.extraction.claims.states import Form, StateMention
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import ParagraphView


class Shape(Enum):
    """What it takes to know the party."""

    NAMED = "named"
    """The words name it, or describe it as far as the article does."""
    SEAT = "seat"
    """A capital that stands for its government."""
    SURNAME = "surname"
    """One word of a name."""
    BARE = "bare"
    """An institution of a state, without the state."""
    SHORT = "short"
    """A noun for a party that may have been named before: "the mayor", "the company"."""
    PRONOUN = "pronoun"
    RELATIVE = "relative"
    """It stands for the noun before it."""
    TOGETHER = "together"
    """Several parties by their part in the story: "the two sides"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A party as one stretch of text speaks of it."""

    shape: Shape
    words: str
    """Without its article and its possessive ending."""
    head: str
    """Lemma, in small letters."""
    kind: AgentKind
    country: str | None = None
    by_seat: bool = False
    """Whether only a capital tells the country."""
    name: str | None = None
    """Of the person."""
    institution: str | None = None
    """Its fullest name, where it has a name of its own."""
    owner: str | None = None
    """The pronoun of "its army" and "her lawyer"."""
    acronym: str | None = None
    """Its short form, which stands behind it in brackets."""


def read_mentions(view: ParagraphView, span: Span, tables: ClaimTables) -> tuple[Mention, ...]:
    """Return the parties that the words speak of, one for each that speaks for itself."""
    root = span.root
    if (state := _whole_state(view, span, root)) is not None and state.end - state.start >= len(span) - 1:
        return (_read(view, span, root, tables),)
    members = [root, *(token for token in root.conjuncts if span.start <= token.i < span.end)]
    if len(members) > 1:
        parts = [view.parsed.doc[start:end] for start, end in _parts(span, members)]
        return tuple(_read(view, part, member, tables) for part, member in zip(parts, members, strict=True))
    if states := _coordinated_states(view, root):
        return tuple(_of_state(root, state, view, tables) for state in states)
    return (_read(view, span, root, tables),)


def _parts(span: Span, members: list[Token]) -> Iterator[tuple[int, int]]:
    """Yield the stretch of each member; what stands between two belongs to the first, but for "and" and the comma."""
    starts = [span.start, *(member.left_edge.i for member in members[1:])]
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else span.end
        while end - 1 > members[position].i and (span.doc[end - 1].is_punct or span.doc[end - 1].dep_ == "cc"):
            end -= 1
        yield start, max(end, start + 1)


def _coordinated_states(view: ParagraphView, root: Token) -> list[StateMention]:
    """Return the states of "the Fijian and Tongan navies": two parties under one plural head."""
    if root.tag_ not in {"NNS", "NNPS"}:
        return []
    found = [each for each in view.states if each.end <= root.i and root.left_edge.i <= each.start]
    if len(found) < _PAIR or len({each.code for each in found}) < len(found):
        return []
    between = view.parsed.doc[found[0].end : found[-1].start]
    linked = any(token.dep_ == "cc" for token in between) and all(
        token.dep_ in {"cc", "punct", "conj", "nmod", "amod", "compound"} for token in between
    )
    return found if linked and view.parsed.doc[found[-1].end - 1].i < root.i else []


def _of_state(root: Token, state: StateMention, view: ParagraphView, tables: ClaimTables) -> Mention:
    doc = view.parsed.doc
    last = max(each.end for each in view.states if each.end <= root.i)
    words = f"{doc[state.start : state.end].text} {doc[last : root.i + 1].text}"
    return Mention(Shape.NAMED, words, root.lemma_.lower(), _kind(root, words, tables), state.code)


def _read(view: ParagraphView, span: Span, root: Token, tables: ClaimTables) -> Mention:
    words, head = bare_words(span), described_as(root, tables.parties.kind_of)
    if (known := _known(view, span, words, head, tables)) is not None:
        return known
    if " " not in words and (pronoun := tables.parties.pronouns.get(words.lower())):
        shape = Shape.RELATIVE if pronoun == "who" else Shape.PRONOUN
        return Mention(shape, words, pronoun, AgentKind.UNKNOWN)
    if _is_together(span, root, tables):
        return Mention(Shape.TOGETHER, words, head, _kind(root, words, tables))
    state = _whole_state(view, span, root)
    if state is not None:
        return _whole(state, words, head)
    country, by_seat = state_of(view, span, root)
    if person := person_in(span, root, tables):
        shape = Shape.NAMED if " " in person or len(words.split()) > len(person.split()) + 1 else Shape.SURNAME
        return Mention(shape, words, head, AgentKind.PERSON, country, by_seat=by_seat, name=person)
    kind = _kind(root, words, tables)
    owner = next((tables.parties.pronouns.get(word.lower_) for word in root.children if word.tag_ == "PRP$"), None)
    shape = Shape.NAMED
    if country is None and owner is None and _is_definite(span):
        is_description = kind is AgentKind.COMPANY and words.islower()  # "the maker of washing machines"
        if (words.lower() == head and head not in tables.parties.documents) or is_description:
            shape = Shape.SHORT
        elif head in tables.parties.of_one_state.heads:
            shape = Shape.BARE
    return Mention(shape, words, head, kind, country, by_seat=by_seat, owner=owner, acronym=_acronym(span))


def _known(view: ParagraphView, span: Span, words: str, head: str, tables: ClaimTables) -> Mention | None:
    """Return an institution of the table, or a name that the article introduces by what it is."""
    if (known := tables.institutions.named.get(words)) is not None:
        return Mention(Shape.NAMED, words, head, known.kind, known.country, institution=known.name)
    names = (words.partition(",")[0], words.rpartition(", ")[2])  # "Grace Obi, a nurse", "the nurse, Grace Obi"
    name = next((each for each in names if each in view.introduced), None)
    if name is None:
        return None
    kind = view.introduced[name]
    country, by_seat = state_of(view, span, span.root)
    shape = Shape.SHORT if " " not in words else Shape.NAMED
    person = name if kind is AgentKind.PERSON else None
    return Mention(shape, name, head, kind, country, by_seat=by_seat, name=person, acronym=_acronym(span))


def _acronym(span: Span) -> str | None:
    """Return "LPM" of "the Lake Patriots' Movement (LPM)", whether or not the phrase holds the bracket."""
    for at in range(span.start + 1, span.end + 1):
        opening, word, closing = ([*(token.text for token in span.doc[at : at + 3]), "", "", ""])[:3]
        if opening == "(" and closing == ")" and word.isalpha() and word.isupper() and len(word) > 1:
            return word
    return None


def _whole(state: StateMention, words: str, head: str) -> Mention:
    if state.form is Form.RESIDENCE:
        return Mention(Shape.NAMED, words, head, AgentKind.GOVERNMENT, state.code, by_seat=True, institution=words)
    shape = Shape.SEAT if state.form is Form.SEAT else Shape.NAMED
    return Mention(shape, words, head, AgentKind.STATE, state.code, by_seat=shape is Shape.SEAT)


def _is_together(span: Span, root: Token, tables: ClaimTables) -> bool:
    together = tables.parties.together
    nouns = together.states | together.forces | together.persons
    counted = any(token.lower_ in together.counters for token in span if token.head == root)
    return counted and root.tag_ in {"NNS", "NNPS"} and root.lemma_.lower() in nouns


def _whole_state(view: ParagraphView, span: Span, root: Token) -> StateMention | None:
    """Return the state whose name is the head of the phrase itself, not a word before it.

    An adjective is a state's where it is all there is of the source: "the Georgian reports that …".
    """
    for each in view.states_in(span.start, span.end):
        is_adjective = root.tag_ == "JJ" or (root.tag_ == "NNP" and len(span) == 1)  # the tagger's word for some
        if each.start <= root.i < each.end and (each.form is not Form.DEMONYM or is_adjective):
            return each
    return None


def _kind(root: Token, words: str, tables: ClaimTables) -> AgentKind:
    head = described_as(root, tables.parties.kind_of)
    if (kind := tables.parties.kind_of.get(head)) is not None:
        if kind in _PEOPLE and head not in tables.parties.offices and _is_one_of_many(root):
            return AgentKind.UNNAMED_SOURCE
        return AgentKind.GROUP if kind is AgentKind.PERSON and root.tag_ == "NNS" else kind
    if (kind := tables.institutions.endings.get(words.rpartition(" ")[2])) is not None:
        return kind
    if root.ent_type_ == "ORG":
        return AgentKind.ORGANIZATION
    if root.ent_type_ == "PERSON":
        return AgentKind.PERSON
    return AgentKind.GROUP if root.ent_type_ == "NORP" else AgentKind.UNKNOWN


def _is_one_of_many(noun: Token) -> bool:
    """Tell "a nurse", "two residents" and "one of the guards" from those whom the words tell apart."""
    if noun.tag_ == "NN":
        return any("Ind" in child.morph.get("Definite", []) for child in noun.lefts)
    return noun.tag_ == "NNS" and any(child.dep_ == "nummod" for child in noun.lefts)


def _is_definite(span: Span) -> bool:
    return span[0].lower_ == "the" or span.root.pos_ == "PROPN"


_PEOPLE = frozenset({AgentKind.GROUP, AgentKind.PERSON})
_PAIR = 2
