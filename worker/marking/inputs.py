"""A window of a document -> what the encoder reads: the pieces, and its own marks around and between paragraphs."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from tokenizers import Tokenizer

from worker.marking.pieces import Integers, Pieces
from worker.marking.windows import Window


@dataclass(frozen=True, slots=True)
class Marks:
    """The encoder's own pieces."""

    opening: int
    parting: int
    """Between paragraphs and at the end."""
    padding: int
    masked: int

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> Self:
        """Return the marks of the tokenizer's vocabulary."""
        ids = [place for name in _NAMES if (place := tokenizer.token_to_id(name)) is not None]
        if len(ids) < len(_NAMES):
            raise ValueError(f"the tokenizer lacks one of {', '.join(_NAMES)}")
        return cls(*ids)


_NAMES = ("[CLS]", "[SEP]", "[PAD]", "[MASK]")


def encoder_input(pieces: Pieces, window: Window, marks: Marks) -> tuple[Integers, Integers]:
    """Return ids and cases of the window as the encoder reads them, its marks among them."""
    ids = np.full(window.length, marks.parting, dtype=np.int64)
    cases = np.zeros(window.length, dtype=np.int64)
    ids[0] = marks.opening
    ids[window.places] = pieces.ids[window.first : window.after]
    cases[window.places] = pieces.cases[window.first : window.after]
    return ids, cases
