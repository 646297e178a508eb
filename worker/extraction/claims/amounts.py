"""Numbers -> amounts with how exact they are: "$3 to $5 million", "up to 40", "tens of thousands of", "several"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from contract.claim import Modifier
from worker.extraction.claims.number_words import DASHES, Number, read_number, value_of_digits
from worker.extraction.claims.quantity_tables import Numbers, QuantityTables


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount and its tokens, half-open, with the words before it that say how exact it is."""

    start: int
    end: int
    value: float | None
    modifier: Modifier = Modifier.EXACT
    low: float | None = None
    high: float | None = None
    currency: str | None = None
    is_fraction: bool = False
    is_loose: bool = False
    """Whether it counts only where something happened to what it counts: "an", "heavy"."""
    could_be_year: bool = False
    is_score: bool = False
    """Two numbers that stand against each other, "2-1": no amount of anything."""


def read_amounts(doc: Doc, tables: QuantityTables) -> Iterator[Amount]:
    """Yield the amounts in text order; whether anything is counted by them is not asked here."""
    position = 0
    while position < len(doc):
        token = doc[position]
        can_open = not token.is_alpha or token.lower_ in tables.numbers.openings or token.text in tables.units.money
        found = _amount(doc, position, tables) if can_open else None
        if found is not None and not found.is_score:
            yield found
        position = found.end if found is not None else position + 1


def _amount(doc: Doc, at: int, tables: QuantityTables) -> Amount | None:
    numbers = tables.numbers
    currency = tables.units.money.get(doc[at].text) if not doc[at].is_lower else None
    amount = _range(doc, at + (currency is not None), tables, currency)
    if amount is not None:
        if currency is not None:
            amount = replace(amount, start=min(amount.start, at), currency=currency, could_be_year=False)
    else:
        amount = _vague_plural(doc, at, numbers) or _vague_phrase(doc, at, numbers)
    return _with_modifier(doc, amount, numbers) if amount is not None else _article(doc, at)


def _range(doc: Doc, at: int, tables: QuantityTables, currency: str | None) -> Amount | None:
    """Return a number, or the two numbers of a range; a sign of money may stand before it."""
    if at < len(doc) and (pair := _written_together(doc, at, tables.numbers)) is not None:
        return pair
    first = read_number(doc, at, tables.numbers)
    if first is None:
        return None
    alone = Amount(at, first.end, first.value, is_fraction=first.is_fraction, could_be_year=first.could_be_year)
    if first.is_fraction:
        return alone
    opened = replace(alone, start=at - 1, currency=currency) if currency is not None else alone
    return _joined_behind(doc, first, opened, tables) or alone


def _joined_behind(doc: Doc, first: Number, alone: Amount, tables: QuantityTables) -> Amount | None:
    """Read on to the second number of a range; "%" may stand behind both."""
    joint_at = first.end + (doc[first.end : first.end + 1].text == "%")
    behind = joint_at + 1
    if behind >= len(doc):
        return None
    joint, before = doc[joint_at].lower_, doc[alone.start - 1].lower_ if alone.start > 0 else ""
    if not (joint in DASHES or joint in {"to", "or"} or (joint == "and" and before == "between")):
        return None
    behind += not doc[behind].is_alpha and doc[behind].text in tables.units.money
    second = read_number(doc, behind, tables.numbers)
    has_sign = second is not None and doc[second.end : second.end + 1].text == "%"
    if second is None or second.is_fraction or (joint_at > first.end and not has_sign):
        return None
    return _joined(alone, first, second, joint=joint, before=before)


def _joined(alone: Amount, first: Number, second: Number, *, joint: str, before: str) -> Amount:
    """Join the ends of a range; a score and a falling pair give nothing, a change its first number."""
    low = first.value * (second.scale if first.scale == 1 and first.value < second.value / second.scale else 1)
    if joint == "to" and before == "from":
        return alone
    if low >= second.value:
        is_score = joint != "or" and alone.currency is None and first.scale == second.scale == 1
        return Amount(alone.start, second.end, None, is_score=True) if is_score else alone
    start = alone.start - 1 if joint == "and" else alone.start
    return Amount(start, second.end, None, Modifier.RANGE, low, second.value)


def _written_together(doc: Doc, at: int, numbers: Numbers) -> Amount | None:
    """Read "10\u201320", which the tokenizer leaves whole, and "5%-6" of "5%-6%"."""
    for dash in DASHES:
        first, found, second = doc[at].text.partition(dash)
        if found:
            low, high = value_of_digits(first.removesuffix("%"), numbers), value_of_digits(second, numbers)
            if low is None or high is None or low >= high:
                return None
            return Amount(at, at + 1, None, Modifier.RANGE, low, high)
    return None


def _vague_plural(doc: Doc, at: int, numbers: Numbers) -> Amount | None:
    """Read "dozens of", "tens of thousands of", "hundreds"."""
    if doc[at].lower_ not in numbers.vague.plural:
        return None
    end = at + 1
    while end + 1 < len(doc) and doc[end].lower_ == "of" and doc[end + 1].lower_ in numbers.vague.plural:
        end += 2
    return Amount(at, end, None, Modifier.VAGUE)


def _vague_phrase(doc: Doc, at: int, numbers: Numbers) -> Amount | None:
    words = tuple(token.lower_ for token in doc[at : at + _LONGEST])
    for length in range(len(words), 0, -1):
        phrase = words[:length]
        if phrase in numbers.vague_before:
            is_loose = " ".join(phrase) in numbers.vague.loose
            return Amount(at, at + length, None, Modifier.VAGUE, is_loose=is_loose)
    return None


def _article(doc: Doc, at: int) -> Amount | None:
    if doc[at].lower_ == "another" and doc[at].dep_ in ARGUMENTS:
        return Amount(at, at + 1, 1.0)  # "wounded another"
    return Amount(at, at + 1, 1.0, is_loose=True) if doc[at].lower_ in {"a", "an", "another"} else None


def _with_modifier(doc: Doc, amount: Amount, numbers: Numbers) -> Amount:
    """Widen the amount by the words that say how exact it is, before it or behind it."""
    vague = amount.value is None
    before = tuple(token.lower_ for token in doc[max(amount.start - _LONGEST, 0) : amount.start])
    behind = tuple(token.lower_ for token in doc[amount.end : amount.end + _LONGEST])
    for length in range(_LONGEST, 0, -1):
        if (modifier := numbers.before.get(before[-length:])) is not None and length <= len(before):
            exactness = amount.modifier if vague else modifier
            return replace(amount, start=amount.start - length, modifier=exactness, could_be_year=False)
        if (modifier := numbers.behind.get(behind[:length])) is not None and length <= len(behind):
            exactness = amount.modifier if vague else modifier
            return replace(amount, end=amount.end + length, modifier=exactness, could_be_year=False)
    return amount


ARGUMENTS = frozenset({"dobj", "nsubj", "nsubjpass"})
"""What stands by itself for what a verb is about."""
_LONGEST = 4
"""Words of the longest phrase in the tables, "a large number of"."""
