"""What the use cases need from the world; the adapters fit these shapes, and so do the fakes of the tests."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Protocol

from contract.report import Report
from worker.article.page import Page
from worker.article.signature import Signature
from worker.errors import ClaimwireError, TransientError
from worker.sites import FetchedPage, MovedPage, NotModified, Seen
from worker.steps import Lease, Step


class Ledger(Protocol):
    """Where every job stands. Each method that ends a step returns the steps to hint at once.

    It returns None when the lease was lost meanwhile: somebody else does the step.
    """

    def claim(self, step: Step, *, token: str, task_id: str) -> Lease | None:
        """Lease the step; None when it is not to be done now, by us."""

    def holding(self, lease: Lease) -> AbstractContextManager[None]:
        """Renew the lease while the work runs."""

    def page(self, job_id: str) -> bytes | None:
        """Return the packed page that fetch left."""

    def fetched(self, lease: Lease, page: bytes, seen: Seen | None) -> Sequence[Step] | None:
        """Keep the page, and what its site said of it; the extraction is due."""

    def extracted(self, lease: Lease) -> Sequence[Step] | None:
        """The report is stored; the deliveries are due."""

    def delivered(self, lease: Lease, status: int) -> Sequence[Step] | None:
        """The endpoint has the report, and answered with this HTTP status."""

    def give_up(self, lease: Lease, error: ClaimwireError, report: str | None) -> Sequence[Step] | None:
        """Keep the step as a dead letter; a report makes the whole job fail."""

    def retry(self, lease: Lease, error: TransientError, *, wait_seconds: float) -> None:
        """Make the step due again after a wait."""


class Texts(Protocol):
    """What all workers know of texts."""

    def first_like(self, job_id: str, signature: Signature) -> str | None:
        """Return the first job that has the same story; None where this one has it."""


class Sites(Protocol):
    """What all workers know of sites."""

    def robots(self, origin: str) -> str | None:
        """Return the robots.txt of a site, empty where there is none; None when it is not known."""

    def note_robots(self, lease: Lease, origin: str, text: str, *, delay_seconds: float) -> None:
        """Keep a robots.txt; the step is due again when its host may be asked for the article."""

    def move(self, lease: Lease, url: str) -> None:
        """Make the step due again for another URL of its article, when that one's host may be asked."""

    def seen(self, url: str) -> Seen | None:
        """Return what the site said of the page when it was read last."""


class Site(Protocol):
    """The web."""

    def get(self, url: str) -> FetchedPage:
        """Fetch the page; raises ClaimwireError."""

    def visit(
        self, url: str, *, seen: Seen | None, may_follow: Callable[[str], bool]
    ) -> FetchedPage | NotModified | MovedPage:
        """Fetch the page if it has changed since it was seen; a redirect that may not be followed is returned."""


class Reporter(Protocol):
    """Makes reports of pages."""

    def report(
        self,
        page: Page,
        *,
        report_id: str,
        url: str | None,
        tags: Sequence[str],
        batch: str | None,
        published_at: date | None,
    ) -> Report:
        """Read the page and extract its claims; raises ClaimwireError when it is no article."""


class Results(Protocol):
    """The Celery result backend, by job id."""

    def store(self, report: Report) -> None:
        """Keep the report: extracted as SUCCESS, failed as FAILURE. The first SUCCESS of an id stays."""

    def load(self, job_id: str) -> dict[str, Any] | None:
        """Return the report of an extracted job as plain JSON types; None when there is none."""

    def forget(self, job_id: str) -> None:
        """Drop what is kept of a job."""

    def forget_old(self) -> None:
        """Drop what has expired."""


class Webhooks(Protocol):
    """The endpoints that the operator has named."""

    def send(self, endpoint: str, message_id: str, body: str, *, at: datetime) -> int:
        """Sign and post the body; return the status; raises ClaimwireError unless the receiver took it."""
