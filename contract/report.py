"""A report: what came of one job. Immutable."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from contract.base import SCHEMA_VERSION, Message
from contract.claim import Agent, Claim, Relation
from contract.vocabulary import DateBasis


class Outcome(StrEnum):
    """Whether the article was read."""

    EXTRACTED = "extracted"
    FAILED = "failed"


class Stage(StrEnum):
    """Where a job is worked on."""

    FETCH = "fetch"
    EXTRACT = "extract"
    DELIVER = "deliver"


class Problem(Message):
    """Something that went wrong: a stable code, and what to do about it in words."""

    code: str
    """Stable, as `fetch.timeout`: made to be compared."""
    message: str
    """For a reader: what happened, and what to do about it."""
    stage: Stage | None = None
    """Where it happened; absent when it belongs to no stage."""


class DatePublished(Message):
    """When the article appeared, as a calendar date."""

    value: str
    """ISO 8601 date."""
    basis: DateBasis
    """Where the date came from."""


class ArticleInfo(Message):
    """What is known of the article; names follow schema.org NewsArticle where there is one."""

    url: str | None = None
    """Where it was found, after redirects."""
    canonical_url: str | None = None
    """As the page names itself."""
    headline: str | None = None
    """As the page gives it."""
    publisher: str | None = None
    """The name of the outlet."""
    authors: tuple[str, ...] = ()
    """Names, in the order of the byline."""
    date_published: DatePublished | None = None
    """Absent when the page does not say and nobody told us: it is never invented."""
    language: str
    """BCP 47: what the text is in, with the region that the page declares; of a text too short to tell, what the page
    declares."""
    text_sha256: str
    """Of `text` in UTF-8, in hexadecimal."""
    text: str
    """What every offset of this report counts in."""


class Extractor(Message):
    """What made the claims, so that two reports can be compared."""

    version: str
    """Of claimwire."""
    model: str
    """Name and version of the spaCy model."""
    tables_sha256: str
    """Of the language tables, in hexadecimal."""
    attribution_sha256: str | None = None
    """Of the attribution model, in hexadecimal; absent where the rules worked alone."""
    attribution_caution: float | None = None
    """The setting `CLAIMWIRE_ATTRIBUTION_CAUTION`, log-odds; absent where the rules alone found attributions."""


class Report(Message):
    """The claims of one article, or the error that says why there are none."""

    version: Literal[1] = SCHEMA_VERSION
    """Of this message."""
    id: str
    """The job's id."""
    url: str | None = None
    """The article's URL as it was submitted; absent for a file or a text."""
    outcome: Outcome
    """Whether there is an article to read."""
    tags: tuple[str, ...] = ()
    """Of the job, as they came."""
    batch: str | None = None
    """The batch that the job belongs to."""
    unchanged_since: str | None = None
    """The job whose report this repeats: the site says that the page has not changed since (HTTP 304)."""
    duplicate_of_text: str | None = None
    """The first job whose article tells the same story in nearly the same words, as a wire story does on many sites."""
    error: Problem | None = None
    """Present exactly when the outcome is `failed`."""
    offset_unit: Literal["unicode code points"] = "unicode code points"
    """What offsets count. JavaScript's strings count UTF-16 units: use `Array.from(text)`."""
    extractor: Extractor | None = None
    """Absent when no text was reached."""
    article: ArticleInfo | None = None
    """Absent when no text was reached."""
    agents: tuple[Agent, ...] = ()
    """The parties that the claims name by their `id`."""
    claims: tuple[Claim, ...] = Field(default=())
    """In text order."""
    relations: tuple[Relation, ...] = ()
    """Between the claims of this report."""
