"""A job: one article to process. The message that any system puts on the stream `inbox:{lane}`."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    ConfigDict,
    Field,
    StringConstraints,
    UrlConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from contract.base import SCHEMA_VERSION, Message

JobId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""Chosen by the producer, so that a repeated submission is recognised; 1 to 64 letters, digits, `_` and `-`.

Never to be used again for something else: the ids of deliveries are made from it, and receivers know those."""

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/@-]{1,100}$")]
"""A tag or the name of an endpoint: 1 to 100 characters, no space."""


def _names_no_user(url: AnyHttpUrl) -> AnyHttpUrl:
    if url.username or url.password:
        raise ValueError("must hold no user and no password")
    return url


ArticleUrl = Annotated[AnyHttpUrl, UrlConstraints(max_length=2048), AfterValidator(_names_no_user)]


class Lane(StrEnum):
    """Which inbox a job waits in: the lanes are served in this order."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


MOST_CHARACTERS: Final = 5_000_000
"""Of an article that is handed in: twice what the largest news pages have."""


class JobRecord(Message):
    """What is kept of a job: all but the article itself, where that was handed in."""

    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = SCHEMA_VERSION
    """Of this message."""
    id: JobId | None = None
    """Left out, the id of the stream entry serves."""
    url: ArticleUrl | None = None
    """Of the article, http or https. It is fetched, unless `html` or `text` is the article."""
    endpoints: Annotated[tuple[Name, ...], Field(max_length=16)] | None = None
    """Names of endpoints that get the report. Left out: the endpoint `default`, where there is one. Empty: none."""
    tags: Annotated[tuple[Name, ...], Field(max_length=32)] = ()
    """Handed through to the report."""
    batch: JobId | None = None
    """The batch that it belongs to, which is told of when its last job has ended."""
    published_at: date | None = None
    """The publication date, when the producer knows it better than the page does."""
    force: bool = False
    """Process the URL again even if another job had it lately."""

    @property
    def address(self) -> str | None:
        """The URL as text."""
        return None if self.url is None else str(self.url)


class Job(JobRecord):
    """One article to process: a URL, or the article itself. Unknown fields are refused."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"version": 1, "url": "https://news.example/2026/02/27/talks"},
                {
                    "version": 1,
                    "id": "feed-7_20260227-0042",
                    "url": "https://news.example/2026/02/27/talks",
                    "endpoints": ["newsroom"],
                    "tags": ["agency:afp", "desk/world"],
                    "batch": "backfill-2026-02",
                    "published_at": "2026-02-27",
                    "force": True,
                },
                {"version": 1, "text": "The ferry sank, the coast guard said.", "published_at": "2026-02-27"},
            ],
            "anyOf": [{"required": ["url"]}, {"required": ["html"]}, {"required": ["text"]}],
            "not": {"required": ["html", "text"]},
        },
    )

    html: Annotated[str, StringConstraints(min_length=1, max_length=MOST_CHARACTERS)] | None = None
    """The article as a web page; nothing is fetched, and `url` only says where it is from."""
    text: Annotated[str, StringConstraints(min_length=1, max_length=MOST_CHARACTERS)] | None = None
    """The article as plain text, paragraphs parted by blank lines; else as `html`."""

    @model_validator(mode="after")
    def _has_one_article(self) -> Self:
        if self.html is not None and self.text is not None:
            raise PydanticCustomError("two_articles", "give html or text, not both", {"field": "text"})
        if self.html is None and self.text is None and self.url is None:
            raise PydanticCustomError("missing", "give a url, or the article as html or text", {"field": "url"})
        return self

    def without_article(self) -> JobRecord:
        """Return what is kept of it."""
        return JobRecord.model_construct(**{name: getattr(self, name) for name in JobRecord.model_fields})
