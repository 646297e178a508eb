"""How well attributions of each kind are found: by their quotation marks and by their cue, with intervals."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.language import Language

from contract.claim import CueClass
from training.corpus import Document
from training.scoring import Agreement, joint_right
from worker.extraction.article import Article, Paragraph, Zone
from worker.extraction.attribution import Tables
from worker.extraction.attribution.kinds import kind_of
from worker.extraction.attribution.quotations import Quotation, find_quotations
from worker.extraction.parse import ParsedArticle, parse
from worker.marking.decoding import Attribution
from worker.marking.tagset import Role

ALL = "all"
"""The kind that every attribution is of."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Attributions of one kind, in one article or in many."""

    found: int = 0
    found_right: int = 0
    marked: int = 0
    marked_right: int = 0
    """Counted beside `found_right`: one may be found under another kind than it was marked under."""

    def __add__(self, other: "Counts") -> "Counts":
        """Return the sums."""
        return Counts(
            self.found + other.found,
            self.found_right + other.found_right,
            self.marked + other.marked,
            self.marked_right + other.marked_right,
        )

    @classmethod
    def of(cls, agreement: Agreement) -> "Counts":
        """Return an agreement, of whatever kind."""
        return cls(agreement.found, agreement.right, agreement.marked, agreement.right)

    @property
    def precision(self) -> float:
        """Share of the found, 0 to 1."""
        return self.found_right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Share of the marked, 0 to 1."""
        return self.marked_right / max(1, self.marked)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1.0)


def parsed(nlp: Language, document: Document) -> ParsedArticle:
    """Return the document parsed; every paragraph, text between blank lines, counts as body."""
    body = tuple(Paragraph(*found.span(), Zone.BODY) for found in _PARAGRAPH.finditer(document.text))
    return parse(nlp, Article(document.text, body), iter(body))


def counts_by_kind(
    document: Document, article: ParsedArticle, tables: Tables, found: Sequence[Attribution]
) -> dict[str, Counts]:
    """Return how many are right in content and source, of all and of each kind that the article has."""
    kinds = _Kinds(article, tables)
    counts: dict[str, Counts] = {}
    for each, is_right in zip(found, joint_right(document.text, document.attributions, found), strict=True):
        for kind in kinds.of(each):
            counts[kind] = counts.get(kind, Counts()) + Counts(found=1, found_right=is_right)
    for each, is_right in zip(
        document.attributions, joint_right(document.text, found, document.attributions), strict=True
    ):
        for kind in kinds.of(each):
            counts[kind] = counts.get(kind, Counts()) + Counts(marked=1, marked_right=is_right)
    return counts


def summed(articles: Sequence[dict[str, Counts]]) -> dict[str, Counts]:
    """Return the sums over the articles, by kind in the order of the alphabet."""
    kinds = sorted({kind for counts in articles for kind in counts})
    return {kind: sum((counts.get(kind, Counts()) for counts in articles), Counts()) for kind in kinds}


def interval(articles: Sequence[Counts]) -> tuple[float, float]:
    """Return between which F1 lies in 95 of 100 draws of as many articles (percentile bootstrap, Efron 1979)."""
    if not articles:
        return 0.0, 0.0
    draw = np.random.default_rng(_SEED)
    told = np.array([(each.found, each.found_right, each.marked, each.marked_right) for each in articles])
    sums = told[draw.integers(len(told), size=(_DRAWS, len(told)))].sum(axis=1)
    low, high = np.percentile([Counts(*map(int, row)).f1 for row in sums], _PERCENTILES)
    return float(low), float(high)


class _Kinds:
    """What kinds an attribution of one article is of."""

    def __init__(self, article: ParsedArticle, tables: Tables) -> None:
        self._article, self._tables = article, tables
        paragraphs = (each.paragraph for each in article.paragraphs)
        found = find_quotations(article.article.text, paragraphs, tables.quotation_marks)
        self._quotations: list[Quotation] = [each for here in found for each in here]

    def of(self, spans: Attribution) -> Iterator[str]:
        yield ALL
        if spans[Role.CONTENT]:
            yield f"{kind_of(spans[Role.CONTENT], self._quotations).value} quotation"
        if spans[Role.CUE]:
            yield "cues of speech" if self._is_speech(spans) else "other cues"

    def _is_speech(self, spans: Attribution) -> bool:
        for bounds in spans[Role.CUE]:
            try:
                words = self._article.at(bounds[0]).span(*bounds)
            except ValueError:
                continue
            for word in words:
                frames = self._tables.verbs.get(word.lemma_.lower(), {})
                classes = {frame.cue_class for frame in frames.values()}
                if word.lower_ == "according" or (classes and not classes & _NOT_SPEECH):
                    return True
        return False


_PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)
_NOT_SPEECH = frozenset({CueClass.BELIEVE, CueClass.DOUBT, CueClass.HOPE, CueClass.FEAR, CueClass.OTHER})
_DRAWS = 2000
_SEED = 1
_PERCENTILES = (2.5, 97.5)
