"""Names that an article introduces by what they are: "Halden, the Oslo carmaker", "the turbine maker Vindby"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from contract.claim import AgentKind
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


def find_introductions(parsed: ParsedArticle, kind_of: Mapping[str, AgentKind]) -> tuple[Introduction, ...]:
    """Return them in text order; persons are known by their offices, not from here."""
    return tuple(_found(parsed, kind_of))


def _found(parsed: ParsedArticle, kind_of: Mapping[str, AgentKind]) -> Iterator[Introduction]:
    for paragraph in parsed.paragraphs:
        for token in paragraph.doc:
            if token.pos_ != "PROPN" or token.dep_ == "compound":
                continue
            for description in _descriptions(token):
                kind = kind_of.get(description.lemma_.lower())
                if kind in _INTRODUCED:
                    name = token.doc[_first(token) : token.i + 1]
                    yield Introduction(paragraph.bounds(name)[0], name.text, description.lemma_.lower(), kind)


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


_INTRODUCED = frozenset(
    {AgentKind.ARMED_GROUP, AgentKind.COMPANY, AgentKind.MEDIA, AgentKind.ORGANIZATION, AgentKind.PARTY}
)
