"""The status of a job, as the ledger holds it: where it stands, and every step that led there."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from contract.base import Message
from contract.report import Problem


class JobState(StrEnum):
    """Where a job stands."""

    UNKNOWN = "unknown"
    """No such id in the ledger: never submitted, still in the inbox, or past its retention."""
    REJECTED = "rejected"
    """The inbox message was not a valid job."""
    DUPLICATE = "duplicate"
    """Another job has the same article and endpoints: read `duplicate_of`."""
    WAITING = "waiting"
    """Admitted; to be fetched."""
    FETCHED = "fetched"
    """The page is here; to be extracted."""
    EXTRACTED = "extracted"
    """The report can be read; deliveries may be under way."""
    FAILED = "failed"
    """Given up; `error` says why. The report says so too and is delivered."""

    @property
    def has_report(self) -> bool:
        """True when the job's own work has ended and its result can be read."""
        return self in (JobState.EXTRACTED, JobState.FAILED)


class HistoryEntry(Message):
    """One thing that happened to a job."""

    at: datetime
    """By the clock of the Redis server, UTC."""
    event: str
    """`admitted`, `fetch.started`, `extract.failed`, `deliver.done`, …"""
    endpoint: str | None = None
    code: str | None = None
    detail: str | None = None


class JobStatus(Message):
    """What is known of one job."""

    id: str
    state: JobState
    url: str | None = None
    duplicate_of: str | None = None
    error: Problem | None = None
    deliveries: dict[str, str] = Field(default_factory=dict)
    """Endpoint -> `waiting`, `delivered` or `dead`."""
    history: tuple[HistoryEntry, ...] = ()
    """Oldest first."""
