"""The figures of a statement as its words give them: which words, how much, how exactly, of what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from contract.claim import Modifier
from worker.extraction.attribution.spans import TokenSet
from worker.extraction.claims.figure_words import FigureWords
from worker.extraction.claims.numerals import Number, read_number


@dataclass(frozen=True, slots=True)
class Figure:
    """Tokens `start` to `end` (half-open) of a paragraph give an amount of what `item` names."""

    start: int
    end: int
    number: Number | None
    """None for an amount without a figure: "dozens", "heavy losses"."""
    modifier: Modifier
    item: Token
    unit: str
    """`item` for what is counted."""


def find_figures(doc: Doc, tokens: TokenSet, words: FigureWords) -> tuple[Figure, ...]:
    """Return the figures among the tokens, in text order. Ordinals, dates, ages and model names are none."""
    found = [*_numbered(doc, tokens, words), *_plural_amounts(doc, tokens, words)]
    return tuple(sorted(found, key=lambda figure: figure.start))


def modified(doc: Doc, start: int, words: FigureWords) -> tuple[int, Modifier]:
    """Return where the words start that say how exact the figure at `start` is, and what they say."""
    for length in range(min(_LONGEST_MODIFIER, start), 0, -1):
        phrase = tuple(token.lower_ for token in doc[start - length : start])
        if kind := words.modifier_of.get(phrase):
            return start - length, kind
    return start, Modifier.EXACT


def _numbered(doc: Doc, tokens: TokenSet, words: FigureWords) -> Iterator[Figure]:
    for start, end in _runs(doc, tokens):
        number = read_number([token.text for token in doc[start:end]], words)
        if number is None or _is_no_amount(doc, start, end, words):
            continue
        measured = _measured(doc, start, end, words)
        if measured is None:
            continue
        first, last, item, unit = measured
        begin, modifier = modified(doc, first, words)
        if number.high is not None:
            modifier = Modifier.RANGE
        yield Figure(begin, last, number, modifier, item, unit)


def _runs(doc: Doc, tokens: TokenSet) -> Iterator[tuple[int, int]]:
    """Yield the stretches of numerals, with the "to" or the dash of a range between them."""
    index, last = min(tokens, default=0), max(tokens, default=-1)
    while index <= last:
        if index not in tokens or not _is_numeral(doc[index]):
            index += 1
            continue
        end = index + 1
        while end <= last and (
            _is_numeral(doc[end]) or (end < last and _links(doc[end]) and _is_numeral(doc[end + 1]))
        ):
            end += 1
        yield index, end
        index = end


def _is_numeral(token: Token) -> bool:
    return token.tag_ == "CD" and token.ent_type_ not in _TIMES


def _links(token: Token) -> bool:
    return token.lower_ in {"to", "-", "\u2013", "\u2014"}


def _is_no_amount(doc: Doc, start: int, end: int, words: FigureWords) -> bool:
    """Tell the figures of names, dates and ages: "S-300", "Resolution 242", "in 2019", "John Smith, 42,"."""
    first, last = doc[start], doc[end - 1]
    before = doc[start - 1] if start else None
    behind = doc[end] if end < len(doc) else None
    if before is not None and (before.tag_ == "HYPH" or (before.pos_ == "PROPN" and before.lower_ not in words.money)):
        return True
    if behind is not None and behind.tag_ == "HYPH":
        return True
    if last.dep_ in {"appos", "npadvmod"} and before is not None and before.text == ",":
        return True
    bare_year = end - start == 1 and first.text.isdecimal() and len(first.text) == _YEAR_DIGITS
    return bare_year and first.dep_ == "pobj"


def _measured(doc: Doc, start: int, end: int, words: FigureWords) -> tuple[int, int, Token, str] | None:
    """Return the stretch with its unit or item, the item, and the unit; None where nothing is counted."""
    before = doc[start - 1] if start else None
    behind = doc[end] if end < len(doc) else None
    if before is not None and before.lower_ in words.money:
        return start - 1, end, before, words.money[before.text]
    if behind is not None and (unit := words.units.get(behind.lemma_.lower()) or words.units.get(behind.lower_)):
        item = next((below for child in behind.children if child.lower_ == "of" for below in child.children), behind)
        return start, end + 1, item, unit
    if behind is not None and (unit := words.money.get(behind.lemma_.lower())):
        return start, end + 1, behind, unit
    counted = _item(doc, start, end)
    if counted is None or counted.lemma_.lower() in words.not_counted.times | words.not_counted.parties:
        return None
    return start, max(end, counted.i + 1), counted, "item"


def _item(doc: Doc, start: int, end: int) -> Token | None:
    """Return what is counted: the noun that the figure stands before; the figure itself in "ten were killed"."""
    last = doc[end - 1]
    for token in doc[start:end]:
        if token.head.i >= end and token.dep_ == "nummod" and token.head.pos_ in {"NOUN", "PROPN", "ADJ"}:
            return token.head if token.head.i - end < _LONGEST_PHRASE else None
    if last.dep_ in {"nsubj", "nsubjpass", "dobj"}:
        return last
    return None


def _plural_amounts(doc: Doc, tokens: TokenSet, words: FigureWords) -> Iterator[Figure]:
    """Yield "dozens of homes" and "heavy losses"."""
    uncounted = words.not_counted.times | words.not_counted.parties
    for index in sorted(tokens):
        token = doc[index]
        if token.lower_ in words.vague.plural and token.pos_ == "NOUN" and token.head.lower_ not in words.vague.plural:
            item = _of_what(token)
            start, end = modified(doc, index, words)[0], max(item.i, index) + 1
        elif token.lower_ in words.vague.words and token.dep_ == "amod" and index < token.head.i in tokens:
            item, start, end = token.head, index, token.head.i + 1
        else:
            continue
        if item.lemma_.lower() not in uncounted:
            yield Figure(start, end, None, Modifier.VAGUE, item, "item")


def _of_what(token: Token) -> Token:
    while (below := next(_objects(token.children), None)) is not None:
        token = below
    return token


def _objects(children: Iterable[Token]) -> Iterator[Token]:
    return (below for child in children if child.lower_ == "of" for below in child.children if below.dep_ == "pobj")


_TIMES = frozenset({"DATE", "TIME", "ORDINAL"})
_LONGEST_MODIFIER = 4
"""Words: "a maximum of" has three."""
_YEAR_DIGITS = 4
_LONGEST_PHRASE = 6
"""Tokens between a figure and its noun; the parser's longer leaps are mistakes."""
