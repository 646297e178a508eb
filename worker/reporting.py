"""Page -> report: reads the article, extracts its claims, and puts both into the message."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, Self

from contract.claim import Claim, TimeValue
from contract.report import ArticleInfo, DatePublished, Outcome, Report
from contract.vocabulary import DateBasis
from worker.article import refusals
from worker.article.language import language_model, name_of
from worker.article.page import Page
from worker.article.reader import ReadArticle, read_page
from worker.errors import PermanentError
from worker.extraction import Extractor
from worker.extraction.claims.times import ANCHOR_PUBLISHED
from worker.extraction.explanation import Explained
from worker.marking.marker import Marker

LANGUAGE: Final = "en"
"""The language that has tables. What is too short to tell, and declares nothing, is taken to be in it."""


class Reporter:
    """Makes reports with one extractor. Pure: the same page gives the same report."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor

    @classmethod
    def load(cls, spacy_model: str, *, caution: float | None = 0.0) -> Self:
        """Load the models and the tables; takes a second or two.

        Args:
            spacy_model: Name of an installed package.
            caution: Of the model that finds attributions, see `Marker.load`; None: the rules find them alone.

        Raises:
            PermanentError: `settings.spacy_model`, `settings.tables` or `settings.language_model`.
        """
        _load_language_model()
        marker = None if caution is None else Marker.load(caution=caution)
        return cls(Extractor.load(spacy_model, LANGUAGE, marker=marker))

    def report(
        self,
        page: Page,
        *,
        report_id: str,
        url: str | None = None,
        tags: Sequence[str] = (),
        batch: str | None = None,
        published_at: date | None = None,
    ) -> Report:
        """Return the report on a page; `published_at` is believed before the page's own date.

        Raises:
            PermanentError: a code of `worker.article.refusals`.
        """
        return self.report_on(
            read_page(page),
            report_id=report_id,
            url=url,
            found_at=page.url,
            tags=tags,
            batch=batch,
            published_at=published_at,
        )

    def explain(self, report: Report) -> Iterator[tuple[Claim, tuple[Explained, ...]]]:
        """Yield each claim of one of its reports with the rows of tables and the rules that made its fields."""
        for claim in report.claims:
            yield claim, self._extractor.explain(claim, report.agents)

    def report_on(
        self,
        read: ReadArticle,
        *,
        report_id: str,
        url: str | None = None,
        found_at: str | None = None,
        tags: Sequence[str] = (),
        batch: str | None = None,
        published_at: date | None = None,
    ) -> Report:
        """Return the report on an article that was read already."""
        metadata = read.metadata
        language = read.language or LANGUAGE
        if language.partition("-")[0] != LANGUAGE:
            raise refusals.unsupported_language(name_of(language), supported=name_of(LANGUAGE))
        published = metadata.date_published
        if published_at is not None:
            published = DatePublished(value=published_at.isoformat(), basis=DateBasis.JOB)
        extraction = self._extractor.extract(
            read.article, published_at=date.fromisoformat(published.value) if published else None
        )
        return Report(
            id=report_id,
            url=url,
            outcome=Outcome.EXTRACTED,
            tags=tuple(tags),
            batch=batch,
            extractor=self._extractor.description,
            article=ArticleInfo(
                url=found_at,
                canonical_url=metadata.canonical_url,
                headline=metadata.headline,
                publisher=metadata.publisher,
                authors=metadata.authors,
                date_published=published,
                language=language,
                text_sha256=hashlib.sha256(read.article.text.encode("utf8", "surrogatepass")).hexdigest(),
                text=read.article.text,
            ),
            agents=extraction.agents,
            claims=_with_basis(extraction.claims, published),
            relations=extraction.relations,
        )


def _load_language_model() -> None:
    try:
        language_model()
    except OSError as error:  # it is unpacked into a temporary file
        raise PermanentError(
            "settings.language_model",
            f"the language model cannot be read: {error.strerror}; it needs 70 MB of temporary space: set TMPDIR to a "
            "folder that has them",
        ) from error


def _with_basis(claims: tuple[Claim, ...], published: DatePublished | None) -> tuple[Claim, ...]:
    """Return the claims, whose times say how surely the day is known that they were counted from."""
    if published is None:
        return claims
    return tuple(
        claim.model_copy(
            update={
                "time": _with_basis_of(claim.time, published.basis),
                "reported_at": _with_basis_of(claim.reported_at, published.basis),
            }
        )
        for claim in claims
    )


def _with_basis_of(time: TimeValue | None, basis: DateBasis) -> TimeValue | None:
    if time is None or time.anchor != ANCHOR_PUBLISHED:
        return time
    return time.model_copy(update={"anchor_basis": basis})
