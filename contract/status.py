"""The status of a job, as the ledger holds it: where it stands, and every step that led there.

The hash `job:{id}` has the fields `v` (version), `state`, `job` (the Job message), `duplicate_of`, `error_code`,
`error_message`, `error_stage` and one `deliver:{endpoint}` for each endpoint; the list `history:{id}` has one
HistoryEntry as JSON a line. Fields that are empty count as absent; other fields belong to the ledger alone.
"""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, Self

from pydantic import Field

from contract.base import Message, Moment
from contract.report import Problem

LEDGER_VERSION: Final = "1"
"""Of the hash. A job whose hash has another one waits for a worker that knows it."""
DELIVERY_FIELD: Final = "deliver:"
"""What the fields of the deliveries begin with; the rest is the endpoint, which may hold colons itself."""


class JobState(StrEnum):
    """Where a job stands."""

    UNKNOWN = "unknown"
    """No such id in the ledger: never submitted, still in the inbox, or past its retention."""
    REJECTED = "rejected"
    """The inbox message was not a valid job."""
    HELD = "held"
    """Of a version that nobody here knows: it waits for a newer claimwire."""
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
    """More about it, in words; of a delivery that was refused, the first bytes of the answer."""
    status: int | None = None
    """HTTP status with which an endpoint answered."""

    @property
    def line(self) -> str:
        """It in one line, for people; the text in it is foreign."""
        said = [f"{self.at:%Y-%m-%d %H:%M:%S}.{self.at.microsecond // 1000:03d}Z", self.event]
        status = None if self.status is None else str(self.status)
        return "  ".join([*said, *filter(None, (self.endpoint, status, self.code, self.detail))])


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
    """Present when the job was rejected, failed or is held."""
    deliveries: dict[str, str] = Field(default_factory=dict)
    """Endpoint -> `waiting`, `delivered` or `dead`."""
    batch: str | None = None
    """The batch that the job belongs to."""
    history: tuple[HistoryEntry, ...] = ()
    """Oldest first."""

    @classmethod
    def from_ledger(cls, job_id: str, fields: Mapping[str, str], history: Iterable[str | bytes]) -> Self:
        """Return the status that the hash and the list of the ledger tell; no hash means `unknown`."""
        if fields and fields.get("v") != LEDGER_VERSION:
            newer = Problem(code="ledger.unknown_version", message="its record is of a newer claimwire: update this")
            return cls(id=job_id, state=JobState.HELD, error=newer)
        return cls(
            id=job_id,
            state=JobState(fields.get("state") or JobState.UNKNOWN),
            url=json.loads(fields["job"]).get("url") if fields.get("job") else None,
            duplicate_of=fields.get("duplicate_of") or None,
            error=_error_from(fields),
            deliveries=deliveries_from(fields),
            batch=fields.get("batch") or None,
            history=tuple(HistoryEntry.from_json(line) for line in history),
        )


def deliveries_from(fields: Mapping[str, str]) -> dict[str, str]:
    """Return endpoint -> how its delivery stands, of the fields of a hash, in the order of the names."""
    return {
        name.removeprefix(DELIVERY_FIELD): state
        for name, state in sorted(fields.items())
        if name.startswith(DELIVERY_FIELD)
    }


def _error_from(fields: Mapping[str, str]) -> Problem | None:
    if not fields.get("error_code"):
        return None
    return Problem.model_validate(
        {
            "code": fields["error_code"],
            "message": fields.get("error_message", ""),
            "stage": fields.get("error_stage") or None,
        }
    )
