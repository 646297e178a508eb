"""One number from its tokens: "1,200", "5bn", "two hundred and four", "half a million", "two-thirds"."""

import re
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from worker.extraction.claims.quantity_tables import Numbers

DASHES = frozenset(("-", "\u2013", "\u2014", "\u2011"))


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the token behind its last."""

    end: int
    value: float
    scale: int = 1
    """What its last word multiplies by: in "3 to 5 million" both do."""
    is_fraction: bool = False
    could_be_year: bool = False


def read_number(doc: Doc, start: int, numbers: Numbers) -> Number | None:
    """Return the number that starts at this token; None where none does."""
    if start >= len(doc):
        return None
    number = _digits(doc, start, numbers) or _words(doc, start, numbers) or _of_article(doc, start, numbers)
    if number is None:
        return None
    return _fraction(doc, number, numbers) or _one_in(doc, number, numbers) or _and_a_half(doc, number, numbers)


def value_of_digits(text: str, numbers: Numbers) -> float | None:
    """Return what a figure with its separators and short scale means: "1,200", "5bn"."""
    match = _FIGURE.fullmatch(text.lower())
    if match is None or (match[3] and match[3] not in numbers.short_scales):
        return None
    scale = numbers.short_scales.get(match[3] or "", 1)
    return round(float(match[1].replace(",", "") + (match[2] or "")) * scale, _DIGITS)


def _digits(doc: Doc, start: int, numbers: Numbers) -> Number | None:
    text = doc[start].text
    value = value_of_digits(text, numbers)
    if value is None:
        return None
    number = Number(start + 1, value, could_be_year=_YEAR.fullmatch(text) is not None)
    if number.end >= len(doc):
        return number
    scale = numbers.scales.get(doc[number.end].lower_)
    if scale is None and not doc[start].whitespace_:
        scale = numbers.short_scales.get(doc[number.end].lower_.rstrip("."))  # "5m" comes as two tokens
    return number if scale is None else Number(number.end + 1, round(value * scale, _DIGITS), scale)


def _words(doc: Doc, start: int, numbers: Numbers) -> Number | None:
    total, current, scale, index = 0, 0, 1, start
    while index < len(doc):
        word = doc[index].lower_
        if _fits(current, word, numbers) and (index > start or word in numbers.ones or word in numbers.tens):
            current += numbers.ones.get(word, numbers.tens.get(word, 0))
            scale = 1
        elif (factor := numbers.scales.get(word)) is not None and current:
            if factor < _THOUSAND:
                current *= factor
            else:
                total, current = total + current * factor, 0
            scale = factor
        elif not _joins(doc, index, start=start, scale=scale, numbers=numbers):
            break
        index += 1
    return Number(index, float(total + current), scale) if index > start else None


def _fits(current: int, word: str, numbers: Numbers) -> bool:
    """Tell "twenty five" and "hundred twenty" from the two numbers of "five twenty"."""
    added = numbers.ones.get(word, numbers.tens.get(word))
    return added is not None and current % (10 if added < _TEN else 100) == 0


def _joins(doc: Doc, index: int, *, start: int, scale: int, numbers: Numbers) -> bool:
    """Tell the hyphen of "twenty-five" and the "and" of "two hundred and four"."""
    if index == start or index + 1 >= len(doc):
        return False
    word, behind = doc[index].lower_, doc[index + 1].lower_
    if word in DASHES:
        return doc[index - 1].lower_ in numbers.tens and 0 < numbers.ones.get(behind, 0) < _TEN
    return word == "and" and scale > 1 and (behind in numbers.ones or behind in numbers.tens)


def _of_article(doc: Doc, start: int, numbers: Numbers) -> Number | None:
    """Read "a hundred", "half a million", "a half of", "half the", "by a fifth"."""
    words = [doc[index].lower_ for index in range(start, min(start + 3, len(doc)))]
    match words:
        case ["half", "a" | "an", str(word)] if word in numbers.scales:
            return Number(start + 3, numbers.scales[word] / 2, numbers.scales[word])
        case ["half", "a" | "an" | "of" | "the" | "its" | "their" | "all", *_]:
            return Number(start + 1, numbers.fractions.get("half", 0.5), is_fraction=True)
        case ["a" | "an", str(word), *_] if word in numbers.scales:
            scale = numbers.scales[word]
            rest = _words(doc, start + 3, numbers) if [*words, ""][2] == "and" else None
            if rest is not None and rest.value < scale:
                return Number(rest.end, scale + rest.value)
            return Number(start + 2, float(scale), scale)
        case ["a" | "an", str(word), *rest] if word in numbers.fractions and (
            rest == ["of"] or (start > 0 and doc[start - 1].lower_ == "by")
        ):
            return Number(start + 2, numbers.fractions[word], is_fraction=True)
        case _:
            return None


def _fraction(doc: Doc, number: Number, numbers: Numbers) -> Number | None:
    """Read on to "two-thirds" and "three quarters"."""
    at = number.end
    at += at + 1 < len(doc) and doc[at].lower_ in DASHES
    if at >= len(doc) or number.is_fraction or not 1 <= number.value < _TEN:
        return None
    part = numbers.fractions.get(doc[at].lower_)
    if part is None or not doc[at].lower_.endswith("s" if number.value > 1 else ("third", "quarter", "fifth", "tenth")):
        return None
    if number.value == 1 and at == number.end and not (at + 1 < len(doc) and doc[at + 1].lower_ == "of"):
        return None
    return replace(number, end=at + 1, value=round(number.value * part, 2), is_fraction=True, could_be_year=False)


def _one_in(doc: Doc, number: Number, numbers: Numbers) -> Number | None:
    """Read on to "one in five" and "6 out of 10"."""
    at = number.end
    is_out_of = doc[at : at + 2].text.lower() == "out of"
    if is_out_of:
        at += 1
    elif at >= len(doc) or doc[at].lower_ != "in":
        return None
    whole = _words(doc, at + 1, numbers) or (_digits(doc, at + 1, numbers) if at + 1 < len(doc) else None)
    if whole is None or whole.could_be_year or not 1 <= number.value < whole.value or whole.value > _HUNDRED:
        return None
    if number.value > 1 and not is_out_of and whole.value not in {_TEN, _HUNDRED}:
        return None  # "two in five towns" may be two of them
    return Number(whole.end, round(number.value / whole.value, 4), is_fraction=True)


def _and_a_half(doc: Doc, number: Number, numbers: Numbers) -> Number:
    """Read on to "three and a half" and "three and a half million"."""
    at = number.end + 3
    if number.scale > 1 or number.is_fraction or doc[number.end : at].text.lower() != "and a half":
        return number
    scale = numbers.scales.get(doc[at].lower_, 1) if at < len(doc) else 1
    return Number(at + (scale > 1), (number.value + 1 / 2) * scale, scale)


_FIGURE = re.compile(r"(\d{1,3}(?:,\d{2,3})+|\d{1,15})(\.\d{1,6})?([a-z]{1,2})?", re.ASCII)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d", re.ASCII)
_DIGITS = 6
"""Behind the point: 2.05 billion is no fraction more or less."""
_TEN = 10
_HUNDRED = 100
"""Above it "two in 2,000" is two of them, and no share."""
_THOUSAND = 1000
