"""What an amount counts: its noun, the unit of one step, and the item; or that it counts nothing of what happened."""

from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from worker.extraction.claims.amounts import Amount
from worker.extraction.claims.number_words import DASHES
from worker.extraction.claims.quantity_tables import QuantityTables


@dataclass(frozen=True, slots=True)
class Counted:
    """The thing counted, and the token behind the last that tells it."""

    end: int
    unit: str
    item: str
    head: Token | None
    """The noun; None where the number stands alone: "12 were killed"."""
    category: str | None = None
    """What the unit alone decides, whatever happened to it: `money`, `percent`, `fraction`, `length`, `area`, …"""
    measured: Token | None = None
    """The noun of which a bare number is said: "dead" in "put its own dead at seven"."""


def counted_by(doc: Doc, amount: Amount, tables: QuantityTables) -> Counted | None:
    """Return what the amount counts; None for dates, ages, names, labels and the like."""
    if (rating := _rating(doc, amount, tables)) is not None:
        return rating
    if (
        _is_part_of_word(doc, amount)
        or _is_ratio_or_owner(doc, amount)
        or _is_label(doc, amount, tables)
        or _is_year(doc, amount)
    ):
        return None
    if amount.currency is not None:
        return Counted(amount.end, amount.currency, "money", None, "money")
    return _share(doc, amount, tables) or _noun_counted(doc, amount, tables)


def _measured_at(doc: Doc, start: int, tables: QuantityTables) -> Token | None:
    """Return the noun of "put its own dead at seven" and "estimated the turnout at 18,000"."""
    at = start - 1
    if at < 0 or doc[at].lower_ != "at":
        return None
    for token in reversed(doc[max(at - _FURTHEST_VERB, 0) : at]):
        if token.pos_ == "VERB":
            is_measuring = token.lemma_ in tables.outcomes.parts.measuring
            return next((child for child in token.children if child.dep_ == "dobj"), None) if is_measuring else None
    return None


def _noun_counted(doc: Doc, amount: Amount, tables: QuantityTables) -> Counted | None:
    head = _noun(doc, _behind_of(doc, amount.end), tables)
    if head is None:
        if amount.is_fraction:
            return Counted(amount.end, "fraction", "fraction", None, "fraction")
        measured = _measured_at(doc, amount.start, tables)
        if measured is None and _is_time(doc, amount):
            return None
        return Counted(amount.end, "item", "item", None, measured=measured)
    counted = _of_noun(doc, amount, head, tables)
    if counted is not None and _has_number_of_its_own(doc, amount, head):
        return replace(counted, end=amount.end)  # "two of its 40 lorries": each is a figure
    return counted


def item_of(head: Token, tables: QuantityTables) -> str:
    """Return the noun in the singular, with the words that make another thing of it: "armoured vehicle"."""
    if head.ent_type_ == "NORP":
        return "person"
    making = [
        _spelt(child.lower_, tables)
        for child in head.lefts
        if (child.dep_ == "compound" and not child.ent_type_ and child.tag_ in {"NN", "VBG"})
        or child.lower_ in tables.units.kinds.words
    ]
    return " ".join((*making, _spelt(head.lemma_.lower(), tables)))


def _spelt(word: str, tables: QuantityTables) -> str:
    return tables.units.spellings.get(word, word)


def _is_part_of_word(doc: Doc, amount: Amount) -> bool:
    """Tell "34-year-old", "10-member" and "Covid-19" from numbers."""
    behind = amount.end < len(doc) and not doc[amount.end - 1].whitespace_ and doc[amount.end].text in DASHES
    before = amount.start > 0 and doc[amount.start - 1].text in DASHES and not doc[amount.start - 1].whitespace_
    return behind or before


def _is_ratio_or_owner(doc: Doc, amount: Amount) -> bool:
    """Tell "two out of three voters", "one of them" and "one's" from figures."""
    before = doc[max(amount.start - 2, 0) : amount.start].text.lower()
    behind = doc[amount.end].lower_ if amount.end < len(doc) else ""
    is_ratio = before == "out of" and any(token.like_num for token in doc[max(amount.start - 3, 0) : amount.start])
    return is_ratio or (amount.value == 1 and not amount.is_loose and behind in {"of", "'s", "\u2019s"})


def _is_label(doc: Doc, amount: Amount, tables: QuantityTables) -> bool:
    if amount.start == 0 or amount.is_loose or amount.value is None:
        return False
    before, last = doc[amount.start - 1], doc[amount.end - 1]
    if before.lower_ in tables.numbers.labels.words or before.text == "#":
        return True
    return before.tag_.startswith("NNP") and last.head.i < amount.start and last.dep_ not in _GOVERNED


def _is_year(doc: Doc, amount: Amount) -> bool:
    if not amount.could_be_year:
        return False
    token = doc[amount.start]
    if token.ent_type_ == "DATE" or token.is_sent_start or amount.start == 0:
        return token.ent_type_ == "DATE"
    return not doc[amount.start - 1].tag_.startswith(("VB", "NNS"))


def _is_time(doc: Doc, amount: Amount) -> bool:
    return doc[amount.end - 1].ent_type_ in {"DATE", "TIME"}


def _rating(doc: Doc, amount: Amount, tables: QuantityTables) -> Counted | None:
    """Read "magnitude 6.4", "a magnitude of 6.4" and "6.4-magnitude"."""
    rated = tables.units.rated.words
    behind = doc[amount.end : amount.end + 2]
    if len(behind) > 1 and behind[0].text in DASHES and behind[1].lower_ in rated:
        return Counted(amount.end + 2, behind[1].lower_, behind[1].lower_, None, behind[1].lower_)
    at = amount.start - 1
    at -= at > 0 and doc[at].lower_ in {"of", "at"}
    if at < 0 or amount.is_loose or doc[at].lower_ not in rated:
        return None
    return Counted(amount.end, doc[at].lower_, doc[at].lower_, None, doc[at].lower_)


def _has_number_of_its_own(doc: Doc, amount: Amount, head: Token) -> bool:
    between = doc[amount.end + 1 : head.i]
    return any(token.tag_ == "CD" and doc[token.i - 1].pos_ != "PROPN" for token in between)


def _share(doc: Doc, amount: Amount, tables: QuantityTables) -> Counted | None:
    words = [token.lower_ for token in doc[amount.end : amount.end + 2]]
    for length in (2, 1):
        phrase = " ".join(words[:length])
        singular = phrase.removesuffix("s")
        unit = tables.units.shares.get(phrase) or tables.units.shares.get(singular)
        if unit is not None and len(words) >= length:
            end = amount.end + length
            whole = _noun(doc, end + 1, tables) if end < len(doc) and doc[end].lower_ == "of" else None
            return Counted(end, unit, item_of(whole, tables) if whole is not None else unit, whole, "percent")
    return None


def _behind_of(doc: Doc, position: int) -> int:
    """Step over the "of" of "dozens of", "12 of the"."""
    return position + 1 if position < len(doc) and doc[position].lower_ == "of" else position


def _noun(doc: Doc, position: int, tables: QuantityTables) -> Token | None:
    """Return the noun of the phrase that goes on here."""
    found: Token | None = None
    for token in doc[position : position + _LONGEST_PHRASE]:
        if token.is_sent_start and token.i > position:
            break
        is_state = found is not None and ("states", token.lower_) in tables.outcomes.by_word
        if token.text in DASHES or token.tag_ == "POS":
            found = None  # "self-propelled guns", "of the union's own members": the noun is behind
            continue
        if token.tag_ in _NOUNS and not _is_calendar(token) and not is_state:
            if (
                found is not None
                and found.tag_ in {"NNS", "NNPS"}
                and token.head.i != found.i
                and found.dep_ != "compound"
            ):
                break
            found = token
        elif found is not None or token.tag_ not in _BEFORE_NOUN:
            if token.tag_ == "CD" and found is not None and found.dep_ in {"compound", "nmod", "amod"}:
                continue
            break
    return found


def _is_calendar(token: Token) -> bool:
    return token.ent_type_ in {"DATE", "TIME"} and token.tag_ in {"NNP", "NN"} and token.dep_ == "npadvmod"


def _of_noun(doc: Doc, amount: Amount, head: Token, tables: QuantityTables) -> Counted | None:
    units, lemma, end = tables.units, head.lemma_.lower(), head.i + 1
    if lemma in units.times.words or head.lower_ in units.times.words:
        is_span = lemma in units.durations.units and not _tells_when(doc, amount, head, tables)
        return Counted(end, lemma, lemma, None, "duration") if is_span else None
    of_state = units.money_of.get(f"{doc[head.i - 1].lower_} {lemma}")
    is_too_few = amount.value is not None and amount.value < units.money_from.get(lemma, 0)
    if (currency := units.money.get(lemma)) is not None and (of_state is not None or not is_too_few):
        return Counted(end, of_state or currency, "money", head, "money")
    if (measure := units.measures.get(lemma)) is not None:
        measured = _noun(doc, end + 1, tables) if end < len(doc) and doc[end].lower_ == "of" else None
        power = f"{doc[amount.end].lower_} " if doc[amount.end].lower_ in {"square", "cubic"} else ""
        dimension = _POWERS.get(power.strip()) or units.dimensions.get(measure, "count")
        item = item_of(measured, tables) if measured is not None else measure
        return Counted(end, power + measure, item, head, dimension)
    if not _agrees(amount, head, lemma, tables):
        return None
    item = item_of(head, tables)
    if amount.is_fraction:
        return Counted(end, "fraction", item, head, "fraction")
    return Counted(end, item, item, head)


def _tells_when(doc: Doc, amount: Amount, head: Token, tables: QuantityTables) -> bool:
    """Tell "two days later" and "the past three weeks" from how long something took."""
    durations = tables.units.durations
    behind = doc[head.i + 1] if head.i + 1 < len(doc) else None
    before = doc[amount.start - 1] if amount.start > 0 else None
    if amount.is_loose or head.text[0].isupper() or doc[head.i - 1].text in DASHES or is_definite(doc, amount):
        return True
    if before is not None and before.lower_ in durations.when_before and before.pos_ not in {"VERB", "AUX"}:
        return True
    is_clause = behind is not None and any(token.pos_ in {"VERB", "AUX"} for token in doc[behind.i + 1 : behind.i + 3])
    return behind is not None and behind.lower_ in durations.when_behind and not is_clause


def is_definite(doc: Doc, amount: Amount) -> bool:
    """Tell "the two envoys" and "their two sons", who are known, from any two."""
    before: Token | None = doc[amount.start - 1] if amount.start > 0 else None
    return before is not None and before.tag_ in {"DT", "PRP$", "POS"} and before.lower_ not in {"a", "an", "another"}


def _agrees(amount: Amount, head: Token, lemma: str, tables: QuantityTables) -> bool:
    """Tell "two tanks" from "top 10 list" and "10 Downing Street"."""
    if head.tag_ in {"NNP", "NNPS"}:
        return head.ent_type_ == "NORP" and amount.value != 1
    if amount.is_fraction:
        return True
    is_singular = head.tag_ == "NN"
    if amount.value == 1:
        return is_singular and not (amount.is_loose and lemma in tables.units.unchanging.words and lemma != "aircraft")
    return not is_singular or lemma in tables.units.unchanging.words


_POWERS = {"square": "area", "cubic": "volume"}
_NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS"))
_BEFORE_NOUN = frozenset(("JJ", "JJR", "JJS", "VBN", "VBG", "RB", "HYPH", "DT", "PRP$", "``", "''", "CD"))
_GOVERNED = frozenset(("dobj", "nsubj", "nsubjpass", "pobj", "attr"))
_FURTHEST_VERB = 16
"""Tokens."""
_LONGEST_PHRASE = 10
"""Tokens; longer phrases are mostly wrong parses."""
