"""Figures: how many of what, what happened to them, and who suffered it.

Money is always of the category `money`, percentages `percent`, fractions `fraction` and what is measured that of its
dimension, whatever was done with them; a span of time is no figure. Of "12 people, including four children" what
happened to the first happened to the second.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from contract.claim import Modifier
from worker.extraction.attribution.model import Bounds
from worker.extraction.claims.amounts import ARGUMENTS, Amount, read_amounts
from worker.extraction.claims.counted import Counted, counted_by, is_definite
from worker.extraction.claims.outcomes import COUNT, Happening, happening_to
from worker.extraction.claims.quantity_tables import QuantityTables, load_quantity_tables
from worker.extraction.claims.sufferers import bearer_of, owner_of, sufferer_of
from worker.extraction.parse import ParsedParagraph

__all__ = ["Figure", "QuantityTables", "find_figures", "load_quantity_tables"]


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount of the text; offsets are half-open, in code points of Article.text."""

    bounds: Bounds
    """The amount with what is said before it and what is counted: "some 30 lorries", "severe losses"."""
    value: float | None
    low: float | None
    high: float | None
    modifier: Modifier
    unit: str
    item: str
    category: str
    side: Bounds | None
    """The words that name who suffered it, where the sentence tells."""
    like: "Figure | None" = None
    """The figure before it that suffered with it: the whole of which it is a part, or the first of a list."""


@dataclass(frozen=True, slots=True)
class _Reading:
    amount: Amount
    counted: Counted
    happening: Happening


@dataclass(frozen=True, slots=True)
class _Told:
    reading: _Reading
    figure: Figure


def find_figures(parsed: ParsedParagraph, tables: QuantityTables) -> tuple[Figure, ...]:
    """Return the figures of the paragraph in text order, without overlap."""
    found: list[_Told] = []
    for reading in _readings(parsed.doc, tables):
        if found and reading.amount.start < found[-1].reading.counted.end:
            continue
        told = _Told(reading, _figure(parsed, reading, tables))
        found.append(_beside(parsed, told, found, tables) if found else told)
    return tuple(each.figure for each in found)


def _beside(parsed: ParsedParagraph, told: _Told, before: Sequence[_Told], tables: QuantityTables) -> _Told:
    """Return the figure with what those before it tell of it."""
    reading, figure, last = told.reading, told.figure, before[-1].figure
    head = reading.counted.head
    if head is not None and head == before[-1].reading.counted.head:
        figure = replace(figure, category=COUNT)  # of "three of the five boats sank" the five did not
    elif _is_part(parsed.doc, reading, tables):
        whole = next((each.figure for each in reversed(before) if each.figure.category not in _MEASURED), last)
        is_own = reading.counted.category is not None or _is_told_behind(reading)  # "half of them" is a share
        own = figure.category if is_own else whole.category
        unit = whole.unit if reading.counted.category is None else figure.unit
        alone = replace(figure, unit=unit, item=whole.item) if head is None else figure
        figure = replace(alone, category=own, side=figure.side or whole.side, like=whole)
    elif figure.side is None and last.bounds[0] >= parsed.bounds(parsed.doc[reading.amount.start].sent)[0]:
        if _goes_on(parsed.doc, reading, tables) or _is_set_against(parsed.doc, reading, before[-1], tables):
            figure = replace(figure, side=last.side, like=last)
        elif figure.category in _OF_EQUIPMENT and last.category in _HUMAN and _is_listed(parsed.doc, reading):
            figure = replace(figure, like=last)
    return replace(told, figure=figure)


def _is_set_against(doc: Doc, reading: _Reading, before: _Told, tables: QuantityTables) -> bool:
    """Tell "a profit of £3m, down from £5m": the second sum is the first's party's."""
    if reading.counted.category not in _OF_A_SUBJECT or reading.happening.category != before.figure.category:
        return False
    between = f" {doc[before.reading.counted.end : reading.amount.start].text.lower()} "
    return any(f" {words} " in between for words in tables.outcomes.parts.comparing)


def _is_listed(doc: Doc, reading: _Reading) -> bool:
    """Tell "four soldiers were killed and two trucks burned" from what another clause tells."""
    verb = doc[reading.counted.end - 1].head
    return (
        verb.dep_ == "conj" and verb.tag_ in {"VBN", "VBD"} and not any(child.dep_ == "dobj" for child in verb.children)
    )


def _is_told_behind(reading: _Reading) -> bool:
    """Tell "three of them died", which says itself what happened to the part."""
    governor = reading.happening.governor
    is_behind = governor is not None and governor.i >= reading.counted.end
    return is_behind and reading.happening.category != COUNT


def _readings(doc: Doc, tables: QuantityTables) -> list[_Reading]:
    found = [reading for amount in read_amounts(doc, tables) if (reading := _read(doc, amount, tables)) is not None]
    shared = [reading for amount in _carried_on(doc, found) if (reading := _read(doc, amount, tables)) is not None]
    return sorted((*found, *shared), key=lambda it: (it.amount.start, -it.counted.end, it.amount.value is None))


def _read(doc: Doc, amount: Amount, tables: QuantityTables) -> _Reading | None:
    counted = counted_by(doc, amount, tables)
    if counted is None:
        return None
    reading = _Reading(amount, counted, happening_to(doc, amount, counted, tables))
    return reading if _tells(doc, reading, tables) else None


def _carried_on(doc: Doc, found: list[_Reading]) -> Iterator[Amount]:
    """Yield the second thing of "a convoy and artillery unit", which shares the article."""
    counted = {
        reading.counted.head.i for reading in found if reading.amount.is_loose and reading.counted.head is not None
    }
    for token in doc:
        if token.dep_ == "conj" and token.head.i in counted and token.tag_ == "NN":
            start = token.left_edge.i
            if doc[start].tag_ not in {"DT", "CD", "PRP$"}:
                yield Amount(start, start, 1.0, is_loose=True)


def _tells(doc: Doc, reading: _Reading, tables: QuantityTables) -> bool:
    """Tell a figure of what happened from a number that only says who is meant."""
    amount, counted, category = reading.amount, reading.counted, reading.happening.category
    if category != COUNT:
        return not amount.is_loose or counted.category == "percent" or _is_known(reading, tables)
    if amount.is_loose:
        return _is_one_of_them(doc, reading, tables)
    if counted.head is None:
        return counted.measured is not None or _stands_for_them(doc, amount) or _is_part(doc, reading, tables)
    return _is_part(doc, reading, tables) or _is_no_party(doc, reading, tables)


def _is_no_party(doc: Doc, reading: _Reading, tables: QuantityTables) -> bool:
    """Tell "40 envoys" from "the two envoys", who are meant, and from parties that are told apart by their number."""
    amount, head = reading.amount, reading.counted.head
    if head is None or amount.value is None or amount.modifier is not Modifier.EXACT or amount.value > _FEW:
        return True
    if amount.value == 1 or head.lemma_.lower() in tables.units.parties.words:
        return False
    is_owned = doc[amount.start - 1].tag_ in {"POS", "PRP$"}
    kind = tables.outcomes.things.kind_of.get(head.lemma_.lower())
    return not is_definite(doc, amount) or (is_owned and kind in {"buildings", "equipment", "units"})


def _is_part(doc: Doc, reading: _Reading, tables: QuantityTables) -> bool:
    """Tell "including four children" and "four of them children" after the whole."""
    amount, parts = reading.amount, tables.outcomes.parts.words
    before = doc[max(0, amount.start - 2) : amount.start].text.lower()
    return (
        before in parts or before.rpartition(" ")[2] in parts or doc[amount.end : amount.end + 2].text.lower() in parts
    )


def _goes_on(doc: Doc, reading: _Reading, tables: QuantityTables) -> bool:
    """Tell "nine others", "dozens more" and "17 were wounded" after those who are meant first."""
    head = reading.counted.head
    is_other = head.lower_ == "others" if head is not None else reading.happening.category in _HUMAN
    behind = doc[reading.amount.end : reading.amount.end + 1].text.lower()
    return is_other or behind in tables.outcomes.parts.further


def _is_one_of_them(doc: Doc, reading: _Reading, tables: QuantityTables) -> bool:
    """Tell "12 people, including a child"."""
    head = reading.counted.head
    is_person = head is not None and tables.outcomes.things.kind_of.get(head.lemma_.lower()) == "people"
    return is_person and reading.amount.value is not None and _is_part(doc, reading, tables)


def _stands_for_them(doc: Doc, amount: Amount) -> bool:
    """Tell "14 remain in isolation" and "dozens lay on the floor" from a bare number."""
    last = doc[amount.end - 1]
    if last.dep_ not in ARGUMENTS or last.head.pos_ not in {"VERB", "AUX"} or amount.value == 1:
        return False
    is_money_or_score = last.dep_ == "dobj" and (amount.value is None or doc[last.i + 1 : last.i + 2].text == "against")
    return not is_money_or_score


def _is_known(reading: _Reading, tables: QuantityTables) -> bool:
    """Tell "destroyed a tank" from "destroyed a career"; "many killed" needs no such proof."""
    head = reading.counted.head
    if head is None:
        return False
    is_owner = any(child.dep_ == "case" for child in head.rights)  # "hurt a man's name"
    needs_proof = reading.amount.value is not None or reading.happening.category in _OF_EQUIPMENT
    return not is_owner and (not needs_proof or head.lemma_.lower() in tables.outcomes.things.kind_of)


def _figure(parsed: ParsedParagraph, reading: _Reading, tables: QuantityTables) -> Figure:
    amount, counted, happening = reading.amount, reading.counted, reading.happening
    span = parsed.doc[amount.start : counted.end]
    start, end = parsed.bounds(span)
    end -= span.text.endswith(".") and span[-1].text[-2:-1].isalnum()  # the tokenizer leaves "£2m." whole
    is_counted_only = counted.category is not None or happening.category == COUNT
    losses = tables.outcomes.losses
    side = None if is_counted_only else sufferer_of(parsed.doc, span, happening.governor, losses)
    counting = counted.head or counted.measured
    side = side or (owner_of(counting, losses) if counting is not None else None)
    if side is None and counted.category in _OF_A_SUBJECT:
        side = bearer_of(parsed.doc, span, losses)
    is_human = happening.category in _HUMAN and counted.item in {"item", "loss"}
    return Figure(
        bounds=(start, end),
        value=amount.value,
        low=amount.low,
        high=amount.high,
        modifier=amount.modifier,
        unit="person" if is_human else counted.unit,
        item="person" if is_human else counted.item,
        category=happening.category,
        side=parsed.bounds(side) if side is not None else None,
    )


_FEW = 10
"""Up to this, "the two envoys" are known people rather than a figure."""
_OF_EQUIPMENT = frozenset(("equipment_destroyed", "equipment_damaged"))
_OF_A_SUBJECT = frozenset(("money", "percent"))
_MEASURED = frozenset(("money", "percent", "fraction", "duration"))
_HUMAN = frozenset(
    (
        "killed", "injured", "missing", "captured", "kidnapped",
        "arrested", "released", "rescued", "displaced", "evacuated",
        "expelled", "infected", "dismissed", "casualties",
    )
)  # fmt: skip
