"""A report: what came of one job. Immutable."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from contract.base import SCHEMA_VERSION, Message
from contract.claim import Agent, Claim, Relation


class Outcome(StrEnum):
    """Whether the article was read."""

    EXTRACTED = "extracted"
    FAILED = "failed"


class Stage(StrEnum):
    """Where a job is worked on."""

    FETCH = "fetch"
    EXTRACT = "extract"
    DELIVER = "deliver"


class DateBasis(StrEnum):
    """Where a publication date came from, surest first."""

    JOB = "job"
    """The producer said so."""
    JSON_LD = "json_ld"
    META = "meta"
    GUESS = "guess"
    """Read off the page or the URL: may be wrong, and so may be what is counted from it."""


class Problem(Message):
    """Something that went wrong: a stable code, and what to do about it in words."""

    code: str
    message: str
    stage: Stage | None = None


class DatePublished(Message):
    """When the article appeared, as a calendar date."""

    value: str
    """ISO 8601 date."""
    basis: DateBasis


class ArticleInfo(Message):
    """What is known of the article; names follow schema.org NewsArticle where there is one."""

    url: str | None = None
    canonical_url: str | None = None
    headline: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    date_published: DatePublished | None = None
    language: str
    """BCP 47."""
    text_sha256: str
    text: str
    """What every offset of this report counts in."""


class Extractor(Message):
    """What made the claims, so that two reports can be compared."""

    version: str
    model: str
    """Name and version of the spaCy model."""
    tables_sha256: str


class Report(Message):
    """The claims of one article, or the error that says why there are none."""

    version: Literal[1] = SCHEMA_VERSION
    id: str
    """The job's id."""
    outcome: Outcome
    tags: tuple[str, ...] = ()
    error: Problem | None = None
    """Present exactly when the outcome is `failed`."""
    warnings: tuple[Problem, ...] = ()
    offset_unit: Literal["unicode code points"] = "unicode code points"
    extractor: Extractor | None = None
    article: ArticleInfo | None = None
    agents: tuple[Agent, ...] = ()
    claims: tuple[Claim, ...] = Field(default=())
    """In text order."""
    relations: tuple[Relation, ...] = ()
