"""Texts -> marks, by an exported model: onnxruntime and tokenizers, nothing of what it was trained with."""

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from worker.marking.decoding import Found, WindowScores, decode
from worker.marking.inputs import Marks, encoder_input
from worker.marking.pieces import Pieces, load_tokenizer, split_into_pieces
from worker.marking.reading import Calibration, Reading, load_reading
from worker.marking.tagset import Role
from worker.marking.windows import Window, paragraph_starts, windows

MODEL: Final = Path(__file__).parent / "model"
Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """What the model takes for one attribution. Offsets are half-open, in code points of the text."""

    cue: Bounds
    source: Bounds | None
    content: tuple[Bounds, ...]
    """In text order, none across a paragraph's end; never empty."""
    confidence: float
    """Probability, 0 to 1, that source and content are both right."""


class Marker:
    """A model, loaded as far as many processes may share it; each runs it in a session of its own.

    A session is made at the first text: threads and memory of onnxruntime do not survive a fork.
    """

    def __init__(self, folder: Path, tokenizer: Tokenizer, reading: Reading, *, caution: float) -> None:
        self._path = folder / "model.onnx"
        self._tokenizer = tokenizer
        self._marks = Marks.of(tokenizer)
        self.caution = caution
        self._least = 1 / (1 + math.exp(-(_LEAST_LOG_ODDS + caution)))
        self._reading = replace(reading, leaning=replace(reading.leaning, outside=reading.leaning.outside + caution))

    @classmethod
    def load(cls, folder: Path = MODEL, *, caution: float = 0.0) -> Self:
        """Load the tokenizer and how texts are cut.

        Args:
            folder: An exported model.
            caution: Log-odds that each word and each mark is to have beyond what gives the best F1; above 0 fewer marks
                are made and more of them are right, below 0 it is the other way round.

        Raises:
            OSError, ValueError: The folder holds no model.
        """
        return cls(folder, load_tokenizer(folder), load_reading(folder), caution=caution)

    @cached_property
    def sha256(self) -> str:
        """Digest of the model, in hexadecimal."""
        with self._path.open("rb") as model:
            return hashlib.file_digest(model, "sha256").hexdigest()

    def mark(self, text: str, paragraphs: Sequence[Bounds]) -> tuple[Mark, ...]:
        """Return the marks in the order of their cues; what lies between the paragraphs is not read.

        What is less probable than the model's caution asks for is left out.
        """
        joined = _PARAGRAPH_END.join(text[start:end] for start, end in paragraphs)
        pieces = split_into_pieces(self._tokenizer, joined)
        cut = windows(
            pieces, paragraph_starts(joined, pieces), size=self._reading.window, overlap=self._reading.overlap
        )
        readings = [self._read(pieces, window) for window in cut]
        found = decode(readings, pieces.words, pieces.starts, pieces.ends, self._reading.leaning)
        marks = _marks_of(found, _Places(paragraphs), self._reading.calibration)
        return tuple(mark for mark in marks if mark.confidence >= self._least)

    def _read(self, pieces: Pieces, window: Window) -> WindowScores:
        ids, cases = encoder_input(pieces, window, self._marks)
        places = window.places
        tags, pointers = self._session.run(["tags", "pointers"], {"pieces": ids[None], "cases": cases[None]})
        return WindowScores(window.first, tags[0, places], pointers[0][:, places][:, :, places])

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        return onnxruntime.InferenceSession(str(self._path), options, providers=["CPUExecutionProvider"])


class _Places:
    """Where the joined text's characters stand in the text."""

    def __init__(self, paragraphs: Sequence[Bounds]) -> None:
        self._paragraphs = paragraphs
        lengths = [end - start + len(_PARAGRAPH_END) for start, end in paragraphs]
        self._starts = np.cumsum([0, *lengths])

    def of(self, spans: Iterable[Bounds]) -> list[Bounds]:
        """Return the spans, each cut at the ends of the paragraphs."""
        found: list[Bounds] = []
        for start, end in spans:
            first = int(np.searchsorted(self._starts, start, "right")) - 1
            while first < len(self._paragraphs) and self._starts[first] < end:
                shift = self._paragraphs[first][0] - int(self._starts[first])
                begin = max(start + shift, self._paragraphs[first][0])
                after = min(end + shift, self._paragraphs[first][1])
                if begin < after:
                    found.append((begin, after))
                first += 1
        return found


def _marks_of(found: Iterable[Found], places: _Places, calibration: Calibration) -> Iterator[Mark]:
    for each in found:
        cue, source, content = (places.of(each.spans[role]) for role in (Role.CUE, Role.SOURCE, Role.CONTENT))
        if cue and content:
            yield Mark(cue[0], source[0] if source else None, tuple(content), calibration.probability(each.score))


_PARAGRAPH_END = "\n"
_LEAST_LOG_ODDS = -1.4
"""A probability of 0.2: what is less sure is more often wrong than missed on PolNeAR dev."""
_ERRORS_ONLY = 3
