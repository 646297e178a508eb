"""Figures: how many of what, what happened to them, and who suffered it.

Money is always of the category `money`, percentages `percent`, fractions `fraction` and what is measured that of its
dimension, whatever was done with them; a span of time is no figure. Of "12 people, including four children" what
happened to the first happened to the second.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from contract.claim import Modifier
from worker.extraction.attribution.model import Bounds
from worker.extraction.claims.amounts import ARGUMENTS, Amount, read_amounts
from worker.extraction.claims.counted import Counted, counted_by, is_definite
from worker.extraction.claims.outcomes import COUNT, Happening, happening_to, measured_at
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


@dataclass(frozen=True, slots=True)
class _Reading:
    amount: Amount
    counted: Counted
    happening: Happening


def find_figures(parsed: ParsedParagraph, tables: QuantityTables) -> tuple[Figure, ...]:
    """Return the figures of the paragraph in text order, without overlap."""
    found: list[Figure] = []
    before: _Reading | None = None
    for reading in _readings(parsed.doc, tables):
        if before is not None and reading.amount.start < before.counted.end:
            continue
        figure = _figure(parsed, reading, tables)
        if before is not None:
            figure = _beside(parsed, figure, reading, found[-1], before, tables)
        found.append(figure)
        before = reading
    return tuple(found)


def _beside(  # noqa: PLR0917  # two figures, each with its reading
    parsed: ParsedParagraph, figure: Figure, reading: _Reading, last: Figure, before: _Reading, tables: QuantityTables
) -> Figure:
    """Return the figure with what the one before it tells of it."""
    head = reading.counted.head
    if head is not None and head == before.counted.head:
        return replace(figure, category=COUNT)  # of "three of the five boats sank" the five did not
    if _is_part(parsed.doc, reading, tables):
        own = figure.category if _is_told_behind(reading) else last.category
        alone = replace(figure, unit=last.unit, item=last.item) if head is None else figure
        return replace(alone, category=own, side=figure.side or last.side)
    in_sentence = last.bounds[0] >= parsed.bounds(parsed.doc[reading.amount.start].sent)[0]
    if figure.side is None and in_sentence and _goes_on(parsed.doc, reading):
        return replace(figure, side=last.side)
    return figure


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
        return _stands_for_them(doc, amount) or _is_part(doc, reading, tables)
    return _is_no_party(doc, reading, tables)


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


def _goes_on(doc: Doc, reading: _Reading) -> bool:
    """Tell "nine others", "dozens more" and "17 were wounded" after those who are meant first."""
    head = reading.counted.head
    is_other = head.lower_ == "others" if head is not None else reading.happening.category in _HUMAN
    return is_other or doc[reading.amount.end : reading.amount.end + 1].text.lower() == "more"


def _is_one_of_them(doc: Doc, reading: _Reading, tables: QuantityTables) -> bool:
    """Tell "12 people, including a child"."""
    head = reading.counted.head
    is_person = head is not None and tables.outcomes.things.kind_of.get(head.lemma_.lower()) == "people"
    return is_person and reading.amount.value is not None and _is_part(doc, reading, tables)


def _stands_for_them(doc: Doc, amount: Amount) -> bool:
    """Tell "14 remain in isolation" and "dozens lay on the floor" from a bare number."""
    last = doc[amount.end - 1]
    if measured_at(doc, amount.start) is not None:
        return True
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
    measured = measured_at(parsed.doc, amount.start)
    is_counted_only = counted.category is not None or happening.category == COUNT
    losses = tables.outcomes.losses
    side = None if is_counted_only else sufferer_of(parsed.doc, span, happening.governor, losses)
    counting = counted.head or measured
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
_HUMAN = frozenset(
    (
        "killed", "injured", "missing", "captured", "arrested", "released", "rescued", "displaced", "evacuated",
        "expelled", "infected", "dismissed", "casualties",
    )
)  # fmt: skip
