"""The people whom an article names: where, by which names, with which offices, and for which state."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from spacy.tokens import Span, Token

from contract.claim import AgentKind
from worker.extraction.attribution.model import Bounds
from worker.extraction.claims.belonging import state_of
from worker.extraction.claims.party_words import Titles
from worker.extraction.claims.tables import ClaimTables
from worker.extraction.claims.views import BodyView, ParagraphView


@dataclass(frozen=True, slots=True)
class Person:
    """One mention of a person by name."""

    start: int
    """Where it stands, in code points of Article.text."""
    end: int
    sentence: int
    """Where its sentence starts."""
    name: str
    """The fullest form of the article, once it is known."""
    called: str
    """As it stands here, without titles."""
    pronoun: str | None
    """As the title before the name tells."""
    offices: frozenset[str]
    country: str | None
    employer: Bounds | None
    """The words for whom the office is held: "the union" of "the union's secretary"."""
    rank: int
    """0 for the subject of the sentence, 1 for that of a clause, 2 for the rest."""


@dataclass(frozen=True, slots=True)
class People:
    """All mentions, in text order, under the fullest names."""

    mentions: Sequence[Person]
    _full: Mapping[str, Sequence[str]]
    """Name, or a part of it -> full names, the one that is used most first."""
    _countries: Mapping[str, str]
    _pronouns: Mapping[str, set[str]]

    @classmethod
    def of(cls, body: BodyView, tables: ClaimTables) -> Self:
        """Find the people of the article and join their names."""
        recognized = tuple(_mentions(body, tables))
        full = _full_names(recognized)
        found = sorted((*recognized, *_overlooked(body, full, tables)), key=lambda each: each.start)
        mentions = tuple(replace(each, name=_only(full.get(each.name, ())) or each.name) for each in found)
        pronouns: dict[str, set[str]] = defaultdict(set)
        for each in mentions:
            pronouns[each.name].update([each.pronoun] if each.pronoun else [])
        countries = {each.name: each.country for each in reversed(mentions) if each.country is not None}
        return cls(mentions, full, countries, pronouns)

    def full_names(self, name: str) -> Sequence[str]:
        """Return the full names that the name can stand for; more than one where the article does not decide."""
        return self._full.get(name, ())

    def country(self, name: str) -> str | None:
        """Return the state that the first mention to tell one tells of this full name."""
        return self._countries.get(name)

    def pronoun(self, name: str) -> str | None:
        """Return the pronoun that the titles of this full name call for; None where they differ or do not tell."""
        return _only(tuple(self.pronouns(name)))

    def pronouns(self, name: str) -> frozenset[str]:
        """Return all that they call for."""
        return frozenset(self._pronouns.get(name, ()))

    def employer(self, name: str) -> Bounds | None:
        """Return the words that tell for whom this person speaks or works, where the article first does."""
        return next((each.employer for each in self.mentions if each.name == name and each.employer is not None), None)

    def between(self, start: int, end: int) -> Sequence[Person]:
        """Return the mentions that start in this stretch."""
        return self.mentions[
            bisect_left(self.mentions, start, key=_start) : bisect_left(self.mentions, end, key=_start)
        ]

    def holders(self, office: str, before: int) -> tuple[str, ...]:
        """Return the full names of those who were said to hold the office, in text order."""
        names = (each.name for each in self.mentions if each.start < before and office in each.offices)
        return tuple(dict.fromkeys(names))


def person_name(entity: Span, titles: Titles) -> str | None:
    """Return the name without titles before it and the possessive ending behind it; None when it cannot be one."""
    words = [token for token in entity if token.dep_ != "case" and not token.is_space and token.text not in _MARKS]
    while words and words[0].lower_.rstrip(".") in titles.all:
        words.pop(0)
    if any(word.pos_ in _NO_NAME for word in words) or not any(word.text[0].isupper() for word in words):
        return None
    return " ".join("".join(word.text_with_ws for word in words).split()) or None


def _start(person: Person) -> int:
    return person.start


def _only(words: Sequence[str]) -> str | None:
    return words[0] if len(words) == 1 else None


def _mentions(body: BodyView, tables: ClaimTables) -> Iterator[Person]:
    titles = tables.parties.titles
    for view in body.views:
        of_states = {i for each in view.states for i in range(each.start, each.end)}
        for entity in view.parsed.doc.ents:
            name = person_name(entity, titles) if entity.label_ == "PERSON" else None
            if name and not of_states.issuperset(range(entity.start, entity.end)):
                yield _person(view, entity, name, tables)
    for each in body.introductions:
        if each.kind is AgentKind.PERSON:
            view = body.at(each.start)
            yield _person(view, view.tokens((each.start, each.start + len(each.name))), each.name, tables)


def _overlooked(body: BodyView, full: Mapping[str, Sequence[str]], tables: ClaimTables) -> Iterator[Person]:
    """Yield bare surnames of known people that the recognizer of names took for something else."""
    for view in body.views:
        for token in view.parsed.doc:
            names = full.get(token.text, ()) if token.pos_ == "PROPN" and token.ent_type_ != "PERSON" else ()
            if len(names) == 1 and names[0].endswith(token.text) and _stands_alone(token):
                yield _person(view, view.parsed.doc[token.i : token.i + 1], token.text, tables)


def _stands_alone(token: Token) -> bool:
    """Tell whether no other proper noun stands beside it."""
    neighbours = token.doc[max(token.i - 1, 0) : token.i + 2]
    return sum(each.pos_ == "PROPN" for each in neighbours) == 1


def _person(view: ParagraphView, entity: Span, name: str, tables: ClaimTables) -> Person:
    titles = tables.parties.titles
    first = entity[0] if entity[0].lower_.rstrip(".") in titles.all else entity.doc[max(entity.start - 1, 0)]
    top = _top(entity.root)
    phrase = view.parsed.doc[top.left_edge.i : top.right_edge.i + 1]
    nouns = {child for holder in (top, entity.root) for child in holder.children if child.dep_ in _OFFICE}
    return Person(
        start=view.bounds(entity)[0],
        end=view.bounds(entity)[1],
        sentence=view.bounds(entity.sent[0])[0],
        name=name,
        called=name,
        pronoun=_pronoun(first.lower_.rstrip("."), titles),
        offices=frozenset(
            noun.lemma_.lower() for noun in {top, *nouns} if noun.i not in range(entity.start, entity.end)
        ),
        country=state_of(view, phrase, top)[0],
        employer=_employer(view, {top, *nouns}, tables),
        rank=_rank(top),
    )


def _employer(view: ParagraphView, offices: Iterable[Token], tables: ClaimTables) -> Bounds | None:
    """Read "the union's secretary", "the army spokesman", "the Halden manager" and "the chief of Halden Ports"."""
    for office in sorted(offices, key=lambda noun: noun.i):
        for child in office.children:
            is_institution = tables.parties.kind_of.get(child.lemma_.lower()) in _EMPLOYING and child.pos_ == "NOUN"
            is_name = child.pos_ == "PROPN" and child.ent_type_ in {"NORP", "ORG"}
            if child.dep_ == "poss" or (child.dep_ == "compound" and (is_institution or is_name)):
                return view.bounds(child.doc[child.left_edge.i : child.i + 1])
            if child.dep_ == "prep" and child.lower_ in {"at", "for", "of", "with"}:
                for held in child.children:
                    if held.dep_ == "pobj" and (held.pos_ == "PROPN" or held.tag_ == "NN"):
                        return view.bounds(held.doc[held.left_edge.i : held.i + 1])
    return None


def _top(token: Token) -> Token:
    """Return the head of the phrase in which the name is an apposition or stands behind a title."""
    while token.dep_ in {"appos", "compound"} and token.head.pos_ in {"NOUN", "PROPN"}:
        token = token.head
    return token


def _rank(top: Token) -> int:
    while top.dep_ == "conj":
        top = top.head
    if top.dep_ not in {"nsubj", "nsubjpass"}:
        return 2
    return 0 if top.head.dep_ == "ROOT" else 1


def _full_names(found: Sequence[Person]) -> dict[str, Sequence[str]]:
    """Return each name and each part of it -> the full names it can mean, one where the others are much rarer."""
    counts = Counter(each.name for each in found if " " in each.name)
    by_ends: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in counts:
        by_ends[name.split()[0], name.split()[-1]].append(name)
    full: dict[str, Sequence[str]] = {}
    by_last: dict[str, Counter[str]] = defaultdict(Counter)
    by_first: dict[str, Counter[str]] = defaultdict(Counter)
    for (first, last), names in by_ends.items():
        fullest = max(names, key=len)
        full.update(dict.fromkeys(names, (fullest,)))
        times = sum(counts[name] for name in names)
        by_last[last][fullest] += times
        by_first[first][fullest] += times
    for part, names_of_part in (by_first | by_last).items():
        ranked = [*names_of_part.most_common(2), ("", 0)]
        decided = ranked[0][1] >= _OFTENER * ranked[1][1]
        full[part] = (ranked[0][0],) if decided else tuple(names_of_part)
    return full


def _pronoun(title: str, titles: Titles) -> str | None:
    if title in titles.he:
        return "he"
    return "she" if title in titles.she else None


_EMPLOYING = frozenset(
    {
        AgentKind.ARMED_FORCE,
        AgentKind.COMPANY,
        AgentKind.GOVERNMENT,
        AgentKind.MINISTRY,
        AgentKind.ORGANIZATION,
        AgentKind.PARTY,
    }
)
_MARKS = frozenset('"\u201c\u201d(),;:')
_OFFICE = frozenset({"appos", "compound", "nmod"})
_NO_NAME = frozenset({"VERB", "AUX", "PRON", "ADP"})
_OFTENER = 2
"""Times: whom an article names in full that much oftener than a namesake, it means by the bare name."""
