"""The front door: an article -> its claims."""

import datetime as dt
from collections.abc import Sequence
from importlib.metadata import version
from typing import Self

from spacy.language import Language

from contract.claim import Agent, Claim
from contract.report import Extractor as Description
from worker.errors import PermanentError
from worker.extraction.article import Article, Zone
from worker.extraction.attribution import Tables, find_attributions, load_tables
from worker.extraction.claims.build import Extraction, build_claims
from worker.extraction.claims.tables import ClaimTables, load_claim_tables
from worker.extraction.explanation import Explained, explain
from worker.extraction.language import load_language
from worker.extraction.parse import parse
from worker.extraction.readable import readable_pieces, readable_text
from worker.extraction.tables import TableError
from worker.marking.marker import Marker


class Extractor:
    """A loaded model and its tables. Load it once a process, before the process forks."""

    def __init__(
        self,
        nlp: Language,
        tables: Tables,
        claim_tables: ClaimTables,
        description: Description,
        *,
        marker: Marker | None,
    ) -> None:
        self._marker = marker
        self._nlp = nlp
        self._tables = tables
        self._claim_tables = claim_tables
        self._description = description

    @classmethod
    def load(cls, model: str, language: str = "en", *, marker: Marker | None = None) -> Self:
        """Load a spaCy model by the name of its package, and the tables of the language.

        Without a marker attributions are found by the rules alone.

        Raises:
            PermanentError: `settings.spacy_model` for a model that is not installed, `settings.tables` for a table that
                is missing or broken; the message says what to do.
        """
        nlp = load_language(model)
        try:
            tables, claim_tables = load_tables(language), load_claim_tables(language)
        except TableError as error:
            raise PermanentError("settings.tables", f"a language table cannot be used: {error}") from error
        description = Description(
            version=version("claimwire"),
            model=f"{model} {nlp.meta.get('version', 'of unknown version')}",
            tables_sha256=tables.sha256,
            attribution_sha256=marker.sha256 if marker is not None else None,
            attribution_caution=marker.caution if marker is not None else None,
        )
        return cls(nlp, tables, claim_tables, description, marker=marker)

    @property
    def description(self) -> Description:
        """What makes the claims: the version, the model and the edition of the tables."""
        return self._description

    def explain(self, claim: Claim, agents: Sequence[Agent]) -> tuple[Explained, ...]:
        """Return which rows of tables and which rules made each field of one of this extractor's claims."""
        return tuple(explain(claim, {each.id: each for each in agents}, self._tables, self._claim_tables))

    def extract(self, article: Article, *, published_at: dt.date | None) -> Extraction:
        """Return the claims of the body; headline, captions and the like hold none.

        Any text gives a result. Without `published_at` no relative day is given a date. A lone surrogate, which no
        report could hold, counts as U+FFFD, the replacement character.
        """
        read = Article(readable_text(article.text), article.paragraphs)
        body = (paragraph for paragraph in article.paragraphs if paragraph.zone is Zone.BODY)
        pieces = [piece for paragraph in body for piece in readable_pieces(read.text, paragraph)]
        with self._nlp.memory_zone():
            parsed = parse(self._nlp, read, pieces)
            attributions = find_attributions(parsed, self._tables, self._marker)
            return build_claims(parsed, attributions, self._claim_tables, published_at=published_at)


__all__ = ["Extraction", "Extractor"]
