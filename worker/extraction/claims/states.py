"""States and the words for them: names, demonyms, and the seats that stand for a government."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, RootModel, StringConstraints, model_validator
from spacy.tokens import Doc, Token


class Form(Enum):
    """How a word tells a state."""

    NAME = "name"
    DEMONYM = "demonym"
    SEAT = "seat"
    RESIDENCE = "residence"


class StateRow(BaseModel):
    """What one state and its people are called."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    seats: tuple[str, ...]
    residences: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _ambiguous_is_a_word_of_the_row(self) -> Self:
        if unknown := set(self.ambiguous) - {*self.names, *self.demonyms, *self.seats, *self.residences}:
            raise ValueError(f"ambiguous: {sorted(unknown)} stands nowhere else in the row")
        return self


class StatesByCode(RootModel[dict[Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")], StateRow]]):
    """ISO 3166-1 alpha-3 code -> words."""


@dataclass(frozen=True, slots=True)
class StateMention:
    """Words for a state; token indices, half-open."""

    start: int
    end: int
    code: str
    form: Form
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class States:
    """All states, found by the words of a text."""

    names: Mapping[str, str]
    """Code -> the fullest usual name."""
    _rows: Mapping[str, StateRow]
    _words: Mapping[str, Sequence[tuple[tuple[str, ...], str, Form]]]
    """First word -> (all words, code, form), the longest first."""
    _ambiguous: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, rows: StatesByCode) -> Self:
        """Index the rows; words that two states share are left out."""
        owners: dict[tuple[tuple[str, ...], Form], set[str]] = defaultdict(set)
        for code, row in rows.root.items():
            for form, phrase in _phrases(row):
                owners[_split(phrase), form].add(code)
        by_first: dict[str, list[tuple[tuple[str, ...], str, Form]]] = defaultdict(list)
        for (words, form), codes in owners.items():
            if len(codes) == 1:
                by_first[words[0]].append((words, next(iter(codes)), form))
        return cls(
            {code: row.names[0] for code, row in rows.root.items()},
            rows.root,
            {first: sorted(found, key=lambda entry: -len(entry[0])) for first, found in by_first.items()},
            frozenset(_split(word) for row in rows.root.values() for word in row.ambiguous),
        )

    def find(self, doc: Doc) -> Iterator[StateMention]:
        """Yield the states that the text mentions, in text order; a word that is part of a person's name is none."""
        texts = [token.text for token in doc]
        position = 0
        while position < len(texts):
            found = self._at(doc, texts, position)
            if found is None:
                position += 1
                continue
            yield found
            position = found.end

    def words_of(self, code: str) -> frozenset[str]:
        """Return the single words of the state's names and demonyms, in small letters."""
        row = self._rows[code]
        return frozenset(word.lower() for phrase in (*row.names, *row.demonyms) for word in phrase.split())

    def is_name(self, words: str, code: str) -> bool:
        """Tell a name of the state from its demonyms and seats."""
        return words in self._rows[code].names

    def _at(self, doc: Doc, texts: Sequence[str], position: int) -> StateMention | None:
        for words, code, form in self._words.get(texts[position], ()):
            end = position + len(words)
            if tuple(texts[position:end]) != words:
                continue
            is_ambiguous = words in self._ambiguous
            if form is not Form.DEMONYM or is_ambiguous:
                named = [token for token in doc[max(position - 1, 0) : end + 1] if token.ent_type_ == "PERSON"]
                inside = sum(position <= token.i < end for token in named)
                if inside and (is_ambiguous or len(named) > inside):
                    return None
            elif _is_given_name(doc[position]):
                return None
            return StateMention(position, end, code, form, is_ambiguous)
        return None


def _is_given_name(token: Token) -> bool:
    """Tell a demonym that is the first of a name's two words."""
    entity = token.doc[token.i : token.i + 2]
    begins = token.ent_type_ == "PERSON" and token.ent_iob_ == "B"
    ends = token.i + 2 >= len(token.doc) or token.doc[token.i + 2].ent_iob_ != "I"
    return begins and len(entity) > 1 and entity[1].ent_iob_ == "I" and ends


def _phrases(row: StateRow) -> Iterator[tuple[Form, str]]:
    for name in row.names:
        yield Form.NAME, name
    for demonym in row.demonyms:
        if demonym not in row.names:
            yield Form.DEMONYM, demonym
            yield Form.DEMONYM, f"{demonym}s"
    for seat in row.seats:
        yield Form.SEAT, seat
    for residence in row.residences:
        yield Form.RESIDENCE, residence


def _split(phrase: str) -> tuple[str, ...]:
    """Return the words as the tokenizer parts them."""
    return tuple(phrase.replace("-", " - ").replace("'s ", " 's ").split())
