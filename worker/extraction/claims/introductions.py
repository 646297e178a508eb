"""Names that an article introduces by what they are: "Halden, the Oslo carmaker", "fighters of the Valley Front"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Span, Token

from contract.claim import AgentKind
from worker.extraction.claims.party_words import PartyWords
from worker.extraction.parse import ParsedArticle


@dataclass(frozen=True, slots=True)
class Introduction:
    """One name with its description."""

    start: int
    """Where the name stands, in code points of Article.text."""
    name: str
    head: str
    """Lemma of the description: "carmaker"."""
    kind: AgentKind


def find_introductions(parsed: ParsedArticle, parties: PartyWords) -> tuple[Introduction, ...]:
    """Return them in text order; of persons only those whom the recognizer of names took for something else."""
    return tuple(_found(parsed, parties))


def _found(parsed: ParsedArticle, parties: PartyWords) -> Iterator[Introduction]:
    for paragraph in parsed.paragraphs:
        for token in paragraph.doc:
            if token.pos_ not in _NOUNS:
                continue
            for name, description in _described(token, parties.kind_of):
                kind, words = parties.kind_of.get(description), name.doc[_first(name) : name.i + 1]
                is_person = parties.introduces_a_person(description) and _may_be_a_person(words)
                if kind is not None and (kind in _INTRODUCED or is_person):
                    yield Introduction(paragraph.bounds(words)[0], words.text, description, kind)


def _may_be_a_person(name: Span) -> bool:
    return len(name) > 1 and name.root.ent_type_ not in {"PERSON", *_PLACES}


def _described(token: Token, kind_of: Mapping[str, AgentKind]) -> Iterator[tuple[Token, str]]:
    """Yield a name and what is said of it, each where the token is either."""
    if token.pos_ == "PROPN":
        if token.dep_ != "compound":
            yield from ((token, described_as(description, kind_of)) for description in _descriptions(token))
    elif kind_of.get(lemma := token.lemma_.lower()) is AgentKind.ARMED_GROUP:
        yield from ((name, lemma) for name in _fighting_for(token) if name.ent_type_ not in _PLACES)


def described_as(noun: Token, kind_of: Mapping[str, AgentKind]) -> str:
    """Return the lemma with the word before it where the two are a kind of their own: "rebel group", "air force"."""
    lemma = noun.lemma_.lower()
    before = [child.lower_ for child in noun.lefts if child.dep_ in {"amod", "compound", "nmod"}]
    phrase = " ".join([*before[-1:], lemma])
    return phrase if phrase in kind_of else lemma


def _fighting_for(noun: Token) -> Iterator[Token]:
    """Yield "Front" of "fighters of the Valley Front" and of "Valley Front rebels"."""
    for child in noun.children:
        if child.dep_ == "compound" and child.pos_ == "PROPN":
            yield child
        elif child.dep_ == "prep" and child.lower_ in {"of", "from"}:
            yield from (each for each in child.children if each.dep_ == "pobj" and each.pos_ == "PROPN")


def _descriptions(name: Token) -> Iterator[Token]:
    for child in name.children:
        is_behind = child.dep_ == "appos" and child.tag_ == "NN" and child.i > name.i
        is_before = child.dep_ == "compound" and child.tag_ == "NN" and child.i < name.i
        if is_behind or is_before:
            yield child
    if name.dep_ == "appos" and name.head.tag_ == "NN" and name.head.i < name.i:
        yield name.head


def _first(name: Token) -> int:
    """Return the first of the proper nouns that make the name."""
    start = name.i
    while start > 0 and name.doc[start - 1].pos_ == "PROPN" and name.doc[start - 1].head in {name, name.doc[start]}:
        start -= 1
    return start


_NOUNS = frozenset({"NOUN", "PROPN"})
_PLACES = frozenset({"GPE", "LOC", "FAC", "NORP"})
_INTRODUCED = frozenset(
    {AgentKind.ARMED_GROUP, AgentKind.COMPANY, AgentKind.MEDIA, AgentKind.ORGANIZATION, AgentKind.PARTY}
)
