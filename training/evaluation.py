"""An exported model on articles that it was not trained on: how good it is, how sure of itself, how fast."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from spacy.language import Language

from training.calibration import Scored, expected_error, found, judged
from training.corpus import Document
from training.kinds import ALL, Counts, counts_by_kind, interval, parsed
from training.predict import by_onnx, read_document
from training.scoring import Measure, Tally
from worker.extraction.attribution import load_tables
from worker.marking.pieces import load_tokenizer
from worker.marking.reading import Reading, load_reading


@dataclass(frozen=True, slots=True)
class Score:
    """How well one measure, or one kind, is met."""

    f1: float
    low: float
    high: float
    """Bounds of the 95 % interval, over articles."""
    marked: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the card tells of a model."""

    scores: Mapping[str, Score]
    """By measure; then, content and source together, by kind."""
    calibration_error: float
    words_a_second: float
    """That one processor core marks, words of spaCy."""
    parse_words_a_second: float
    """That the same core parses in the same run with the whole pipeline of spaCy."""


def evaluate(folder: Path, documents: Sequence[Document], nlp: Language) -> Evaluation:
    """Mark and parse the documents, one at a time, and compare with what is marked in them."""
    reading, tables = load_reading(folder), load_tables("en")
    scored, marking_seconds = _timed(lambda: list(mark(folder, documents, reading, threads=1)))
    articles, parsing_seconds = _timed(lambda: [parsed(nlp, each) for each in documents])
    told: dict[str, list[Counts]] = {}
    for one, article in zip(scored, articles, strict=True):
        spans = [each.spans for each in found(one, reading.leaning)]
        tally = Tally()
        tally.add(one.document.text, one.document.attributions, spans)
        here = {measure.value: Counts.of(tally.agreement(measure)) for measure in Measure}
        here |= counts_by_kind(one.document, article, tables, spans)
        for name, counts in here.items():
            told.setdefault(name, []).append(counts)
    words = sum(len(each.doc) for article in articles for each in article.paragraphs)
    names = [measure.value for measure in Measure]
    names += sorted(set(told) - {*names, ALL})
    return Evaluation(
        scores={name: _score(told[name]) for name in names},
        calibration_error=expected_error(judged(scored, reading.leaning), reading.calibration),
        words_a_second=words / marking_seconds,
        parse_words_a_second=words / parsing_seconds,
    )


def mark(folder: Path, documents: Sequence[Document], reading: Reading, *, threads: int) -> Iterator[Scored]:
    """Yield what the exported model says of each document."""
    run, tokenizer = by_onnx(folder / "model.onnx", threads=threads), load_tokenizer(folder)
    for document in documents:
        pieces, windows = read_document(run, tokenizer, document.text, size=reading.window, overlap=reading.overlap)
        yield Scored(document, pieces, windows)


def _score(articles: Sequence[Counts]) -> Score:
    total = sum(articles, Counts())
    return Score(total.f1, *interval(articles), total.marked)


_T = TypeVar("_T")


def _timed(do: Callable[[], _T]) -> tuple[_T, float]:
    start = time.process_time()
    done = do()
    return done, max(time.process_time() - start, 1e-9)
