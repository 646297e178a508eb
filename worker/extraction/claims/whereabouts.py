"""Where the content happened: a place that it is set in by "in", "near" and the like."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Span, Token

from contract.claim import Place, PlaceKind
from contract.claim import Span as TextSpan
from worker.extraction.attribution.model import Bounds
from worker.extraction.claims.shapes import Table, Words, read_checked
from worker.extraction.claims.states import Form
from worker.extraction.claims.stretches import tokens_within
from worker.extraction.claims.views import ParagraphView
from worker.extraction.gazetteer import Entry, Gazetteer


class PlaceWords(Table):
    """places.toml."""

    kinds: dict[PlaceKind, Words]
    names: dict[PlaceKind, frozenset[str]]
    prepositions: dict[str, Words]

    @cached_property
    def kind_of(self) -> dict[str, PlaceKind]:
        """Return what each word in a place's name tells."""
        return {word: kind for kind, words in self.kinds.items() for word in words}

    @cached_property
    def named(self) -> dict[str, PlaceKind]:
        """Return what each place is that no other table holds."""
        return {name: kind for kind, names in self.names.items() for name in names}


@dataclass(frozen=True, slots=True)
class PlaceTables:
    """The words for places, and the places themselves."""

    words: PlaceWords
    gazetteer: Gazetteer


def load_place_tables(language: str) -> PlaceTables:
    """Read and check the tables; raises `TableError` that names the file and the entry."""
    return PlaceTables(read_checked(language, "places", PlaceWords), Gazetteer.load())


def content_place(view: ParagraphView, content: Sequence[Bounds], tables: PlaceTables) -> Place | None:
    """Return where the content happened: the narrowest place that it names, and of such one at its main verb."""
    tokens = tokens_within(view.parsed, content)
    inside = {token.i for token in tokens}
    mains = {token.i for token in tokens if token.head.i not in inside or token.head.i == token.i}
    settings = [
        (token, child)
        for token in tokens
        if token.dep_ == "prep" and token.lower_ in tables.words.prepositions["words"]
        for child in token.children
        if child.dep_ == "pobj" and child.i in inside
    ]
    found = [
        (_WIDTH[place.kind], preposition.head.i not in mains, place.span.start, place)
        for preposition, word in settings
        if preposition.head.ent_type_ != "PERSON" and (place := _place(view, word, tables)) is not None
    ]
    return min(found, key=lambda each: each[:3])[3] if found else None


def _place(view: ParagraphView, word: Token, tables: PlaceTables) -> Place | None:
    for words in _phrases(word, tables):
        name = words.text
        kind_word = tables.words.kind_of.get(words[-1].lower_) or tables.words.kind_of.get(words[0].lower_)
        entries = tables.gazetteer.find(name) or (_without_kind(words, tables) if kind_word else ())
        country = _stated_country(view, words, tables)
        told = tables.words.named.get(name)
        if (code := _state(view, words)) is not None and kind_word is None:
            return _told(view, words, PlaceKind.COUNTRY, code)
        if kind_word is not None and any(each.pos_ == "PROPN" for each in words):
            return _told(view, words, kind_word, country or (_country(view, entries) if kind_word in _WITHIN else None))
        if told is not None:
            return _told(view, words, told, country)
        if entries and words.root.ent_type_ not in _NO_PLACES:
            nearest = _nearest(view, entries, country)
            return _told(view, words, nearest.kind, nearest.country)
        if words.root.ent_type_ in {"GPE", "LOC", "FAC"}:
            kind = PlaceKind.FACILITY if words.root.ent_type_ == "FAC" else PlaceKind.OTHER
            return _told(view, words, kind, country)
    return None


def _phrases(word: Token, tables: PlaceTables) -> Iterator[Span]:
    """Yield the name that the word ends, or that "the city of …" names."""
    if tables.words.kind_of.get(word.lemma_.lower()) is not None:
        for child in word.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                inner = [_named(each) for each in child.children if each.dep_ == "pobj" and each.pos_ == "PROPN"]
                yield from (word.doc[word.i : each.end] if word.is_title else each for each in inner)
    if word.pos_ == "PROPN" or any(each.pos_ == "PROPN" for each in word.lefts):
        yield _named(word)


def _named(word: Token) -> Span:
    start = word.i
    while (
        start > word.left_edge.i
        and word.doc[start - 1].pos_ in {"PROPN", "NOUN", "ADJ"}
        and word.doc[start - 1].text[0].isupper()
    ):
        start -= 1
    if start > word.left_edge.i + 1 and word.doc[start - 1].text == "-":
        start -= 2
    return word.doc[start : word.i + 1]


def _without_kind(words: Span, tables: PlaceTables) -> tuple[Entry, ...]:
    if len(words) == 1:
        return ()
    is_first = words[0].lower_ in tables.words.kind_of
    return tables.gazetteer.find((words[1:] if is_first else words[:-1]).text)


def _state(view: ParagraphView, words: Span) -> str | None:
    for each in view.states_in(words.start, words.end):
        if each.form is Form.NAME and each.end == words.end:
            return each.code
    return None


def _stated_country(view: ParagraphView, words: Span, tables: PlaceTables) -> str | None:
    """Return the country of "Lyon, France" and of "Paris, Texas"."""
    doc, end = words.doc, words.end
    if end + 1 >= len(doc) or doc[end].text != "," or not doc[end + 1].is_title:
        return None
    for each in view.states_in(end + 1, min(end + _NEAR, len(doc))):
        if each.start == end + 1 and each.form is Form.NAME:
            return each.code
    for last in range(end + _NEAR, end + 1, -1):
        for entry in tables.gazetteer.find(doc[end + 1 : min(last, len(doc))].text):
            if entry.kind is PlaceKind.REGION:
                return entry.country
    return None


def _nearest(view: ParagraphView, entries: Sequence[Entry], country: str | None) -> Entry:
    """Return the place that the article means: in the country that is named beside it, or in it; else the largest."""
    stated = [each for each in entries if each.country == country]
    spoken_of = {each.code for each in view.states}
    return next(iter([*stated, *(each for each in entries if each.country in spoken_of), *entries]))


def _country(view: ParagraphView, entries: Sequence[Entry]) -> str | None:
    return _nearest(view, entries, None).country if entries else None


def _told(view: ParagraphView, words: Span, kind: PlaceKind, country: str | None) -> Place:
    start, end = view.bounds(words)
    return Place(
        span=TextSpan(start=start, end=end, exact=words.text),
        name=words.text,
        kind=kind,
        country=country,
    )


_WITHIN = frozenset({PlaceKind.CITY, PlaceKind.FACILITY, PlaceKind.REGION})
"""What lies in one country as a rule; seas, rivers and mountains are shared."""
_WIDTH = {
    PlaceKind.FACILITY: 0,
    PlaceKind.CITY: 0,
    PlaceKind.MOUNTAIN: 0,
    PlaceKind.OTHER: 1,
    PlaceKind.WATER: 1,
    PlaceKind.REGION: 2,
    PlaceKind.COUNTRY: 3,
    PlaceKind.CONTINENT: 4,
}
"""In "attacked the town in the north of the country" it happened in the town."""
_NO_PLACES = frozenset({"PERSON", "DATE", "TIME", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW"})
_NEAR = 5
"""Tokens between a place and the country that is named behind it."""
