"""What two texts of the same story have in common, in a few bytes: a MinHash signature, and how alike two of them are.

Sets are hashed once and their least values kept a bin (one-permutation hashing: Li, Owen and Zhang, NIPS 2012); the
share of bins that agree estimates the Jaccard index of the sets (Broder, 1997). Kept are two sets: the runs of words,
which say that the wording is the same, and the names and figures, without which one report of a kind is like the next
(results, forecasts, matches).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

RUN_WORDS: Final = 4
"""Long enough that two stories share few runs by chance, short enough that a word changed costs four of them."""
BINS: Final = 64
"""Of each set: an index is estimated to within 0.06."""
BAND_BINS: Final = 2
"""Of the runs: texts that agree in one band are compared. With 32 bands, 98 % of the pairs do whose index is a third.
"""
MIN_WORDS: Final = 60
"""Shorter texts are notices that agree by their kind."""

LEAST_RUNS: Final = 0.5
LEAST_FACTS: Final = 0.7
"""The parts of the shorter text that another one holds, from which on both tell the same story. Calibrated with
bench/duplicates.py for a precision of 0.99 and more."""

_BIN_BYTES: Final = 2
_MOST: Final = (1 << 8 * _BIN_BYTES) - 1
EMPTY: Final = _MOST
"""Of a bin: no member of the set fell into it."""

_WORD: Final = re.compile(r"\w+(?:[.,:]\d+)*")
# A figure, or a capital that no beginning of a sentence asks for.
_FACT: Final = re.compile(r"\w*\d\w*(?:[.,:]\d+)*|(?<=[a-z,;:]\s)[^\W\d_a-z]\w*")


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text; `BINS` numbers of 16 bits for each set, big-endian."""

    runs: bytes
    facts: bytes
    words: int
    """How long the text is: of two texts, one may be a part of the other."""

    def bands(self) -> tuple[str, ...]:
        """Return the bands of the runs, each with its place, in hexadecimal; those with an empty bin are left out."""
        size = _BIN_BYTES * BAND_BINS
        empty = EMPTY.to_bytes(_BIN_BYTES, "big")
        pieces = (self.runs[at : at + size] for at in range(0, len(self.runs), size))
        return tuple(
            f"{place:x}:{piece.hex()}"
            for place, piece in enumerate(pieces)
            if empty not in {piece[:_BIN_BYTES], piece[_BIN_BYTES:]}
        )


def signature_of(text: str) -> Signature | None:
    """Return the signature of a text; none of one with fewer than `MIN_WORDS` words."""
    words = _WORD.findall(text)
    if len(words) < MIN_WORDS:
        return None
    small = [word.lower() for word in words]
    runs = {" ".join(small[at : at + RUN_WORDS]) for at in range(len(small) - RUN_WORDS + 1)}
    return Signature(_minima(runs), _minima(set(_FACT.findall(text))), len(words))


def _minima(members: Iterable[str]) -> bytes:
    """Return the least hash of each bin, 16 bits of it."""
    least: dict[int, int] = {}
    for member in members:
        number = int.from_bytes(blake2b(member.encode("utf-8", "replace"), digest_size=8).digest(), "big")
        place, value = number % BINS, number // BINS
        if value < least.get(place, number):
            least[place] = value
    return b"".join((least[at] % _MOST if at in least else EMPTY).to_bytes(_BIN_BYTES, "big") for at in range(BINS))
