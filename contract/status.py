"""The status of a job, as the ledger holds it: where it stands, and every step that led there.

The hash `job:{id}` has the fields `state`, `url`, `duplicate_of`, `error_code`, `error_message`, `error_stage` and one
`deliver:{endpoint}` for each endpoint; the list `history:{id}` has one HistoryEntry as JSON a line. Fields that are
empty count as absent; other fields belong to the ledger alone.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, Self

from pydantic import Field

from contract.base import Message, Moment
from contract.report import Problem

DELIVERY_FIELD: Final = "deliver:"
"""What the fields of the deliveries begin with; the rest is the endpoint, which may hold colons itself."""


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

    at: Moment
    """By the clock of the Redis server, UTC."""
    event: str
    """`admitted`, `fetch.started`, `extract.failed`, `deliver.done`, …"""
    endpoint: str | None = None
    """Which delivery it concerns."""
    code: str | None = None
    """The stable code of what went wrong."""
    detail: str | None = None
    """More about it, in words."""


class JobStatus(Message):
    """What is known of one job."""

    id: str
    """The job's id."""
    state: JobState
    """Where the job stands."""
    url: str | None = None
    """As the job gave it."""
    duplicate_of: str | None = None
    """Id of the job that has the same article and endpoints."""
    error: Problem | None = None
    """Present when the job was rejected or failed."""
    deliveries: dict[str, str] = Field(default_factory=dict)
    """Endpoint -> `waiting`, `delivered` or `dead`."""
    history: tuple[HistoryEntry, ...] = ()
    """Oldest first."""

    @classmethod
    def from_ledger(cls, job_id: str, fields: Mapping[str, str], history: Iterable[str | bytes]) -> Self:
        """Return the status that the hash and the list of the ledger tell; no hash means `unknown`."""
        error = None
        if fields.get("error_code"):
            error = Problem.model_validate(
                {
                    "code": fields["error_code"],
                    "message": fields.get("error_message", ""),
                    "stage": fields.get("error_stage") or None,
                }
            )
        return cls(
            id=job_id,
            state=JobState(fields.get("state") or JobState.UNKNOWN),
            url=fields.get("url") or None,
            duplicate_of=fields.get("duplicate_of") or None,
            error=error,
            deliveries={
                name.removeprefix(DELIVERY_FIELD): state
                for name, state in sorted(fields.items())
                if name.startswith(DELIVERY_FIELD)
            },
            history=tuple(HistoryEntry.from_json(line) for line in history),
        )
