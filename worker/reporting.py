"""Page -> report: reads the article, extracts its claims, and puts both into the message."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Self

from contract.report import ArticleInfo, DateBasis, DatePublished, Outcome, Report
from worker.article.page import Page
from worker.article.reader import ReadArticle, read_page
from worker.errors import PermanentError
from worker.extraction import Extractor

LANGUAGE = "en"
"""The language that has tables."""


class Reporter:
    """Makes reports with one extractor. Pure: the same page gives the same report."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor

    @classmethod
    def load(cls, spacy_model: str) -> Self:
        """Load the model and the tables; takes a second or two."""
        return cls(Extractor.load(spacy_model, LANGUAGE))

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
            PermanentError: a code of `worker.article.refusals`, or `article.unsupported_language`.
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
        language = metadata.language or LANGUAGE
        if language.partition("-")[0] != LANGUAGE:
            raise PermanentError(
                "article.unsupported_language", f"the page says it is in {language!r}; English is read"
            )
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
            claims=extraction.claims,
            relations=extraction.relations,
        )
