"""Figures in digits and in words -> numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from worker.extraction.claims.figure_words import FigureWords


@dataclass(frozen=True, slots=True)
class Number:
    """One number, or a range when `high` is given."""

    low: float
    high: float | None = None


def read_number(words: Sequence[str], figures: FigureWords) -> Number | None:
    """Return the number that these words make: "1,200", "1.5 million", "twenty-one", "50-60"; None for no number."""
    parts = _with_ranges([part for word in words for part in _parts(word.lower())])
    for position, part in enumerate(parts):
        if part in _RANGE_SIGNS and 0 < position < len(parts) - 1:
            low = _single(parts[:position], figures)
            high = _single(parts[position + 1 :], figures)
            if low is None or high is None:
                return None
            return Number(_scaled(low, parts[position + 1 :], parts[:position], figures), high)
    single = _single(parts, figures)
    return Number(single) if single is not None else None


def _parts(word: str) -> list[str]:
    if _ORDINAL.fullmatch(word):
        return [word]
    return [part for part in _PART.findall(word) if part != "and"]


def _with_ranges(parts: list[str]) -> list[str]:
    """Tell the hyphen of "50-60" from that of "twenty-one"."""
    figure = [_FIGURE.fullmatch(part) is not None for part in parts]
    return [
        "to" if part == "-" and 0 < at < len(parts) - 1 and figure[at - 1] and figure[at + 1] else part
        for at, part in enumerate(parts)
    ]


def _single(parts: Sequence[str], figures: FigureWords) -> float | None:
    total, current, seen = 0.0, 0.0, False
    for part in parts:
        if part in _LINKS:
            continue
        if (digits := _digits(part)) is not None:
            if seen and current:
                return None
            current += digits
        elif part in figures.numbers:
            value = figures.numbers[part]
            current = current * value if part == "dozen" and current else current + value
        elif part in figures.scales:
            scale = figures.scales[part]
            current = (current or 1.0) * scale
            if scale >= _THOUSAND:
                total, current = total + current, 0.0
        else:
            return None
        seen = True
    return total + current if seen else None


def _digits(part: str) -> float | None:
    if not _FIGURE.fullmatch(part) or len(part) > _LONGEST_FIGURE:
        return None
    return float(part.replace(",", ""))


def _scaled(low: float, high_parts: Sequence[str], low_parts: Sequence[str], figures: FigureWords) -> float:
    """Lend the low bound the scale of the high one: "two to three million"."""
    scale = next((figures.scales[part] for part in reversed(high_parts) if part in figures.scales), None)
    return low * scale if scale is not None and not any(part in figures.scales for part in low_parts) else low


_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)
_PART = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+|[-\u2013\u2014]", re.ASCII | re.IGNORECASE)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|s)", re.ASCII)
_RANGE_SIGNS = frozenset({"\u2013", "\u2014", "to", "or"})
_LINKS = frozenset({"and", "a", "-"})
_THOUSAND = 1000
_LONGEST_FIGURE = 30
"""Characters: no figure of the news is longer, and a longer run of digits would overflow."""
