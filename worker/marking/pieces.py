"""A text -> the word pieces that the encoder reads, each with its place in the text, its word and its case."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

CASES = ("lower", "capital", "capitals", "other")
"""How the word of a piece is written. The encoder's vocabulary is in lower case; names are told by their capitals."""

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one text, in order; one entry of each array a piece."""

    ids: Integers
    """Places in the encoder's vocabulary."""
    starts: Integers
    ends: Integers
    """Half-open, in code points of the text."""
    words: Integers
    """Number of the word that the piece is of: a run of letters and figures, or one punctuation mark."""
    cases: Integers
    """Places in `CASES`."""

    def __len__(self) -> int:
        return len(self.ids)


def load_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of a model's folder, without the cut and the padding that it was saved with."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def split_into_pieces(tokenizer: Tokenizer, text: str) -> Pieces:
    """Return all pieces of the text; no letter or mark of it is left out."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    words = np.array(encoding.word_ids, dtype=np.int64)
    return Pieces(
        ids=np.array(encoding.ids, dtype=np.int64),
        starts=offsets[:, 0],
        ends=offsets[:, 1],
        words=words,
        cases=_cases(text, offsets, words),
    )


def _cases(text: str, offsets: Integers, words: Integers) -> Integers:
    cases = np.zeros(len(words), dtype=np.int64)
    if not len(words):
        return cases
    firsts = np.flatnonzero(np.diff(words, prepend=-1))
    for first, after in zip(firsts, [*firsts[1:], len(words)], strict=True):
        cases[first:after] = _case(text[offsets[first, 0] : offsets[after - 1, 1]])
    return cases


def _case(word: str) -> int:
    if word == word.lower():
        return 0
    if word[0].isupper() and word[1:] == word[1:].lower():
        return 1
    return 2 if word == word.upper() else 3
