"""A batch: jobs that belong together, counted, and told of when the last of them has ended.

A job names its batch. What opens the batch, gives its size or closes it is a message of its own, put on the stream
`inbox:{lane}` in the field `batch`. The ledger keeps the batch in the hash `job:@{id}`: `state`, `size`, the counts,
and one `deliver:{endpoint}` for each endpoint; `history:@{id}` is its history.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from contract.base import SCHEMA_VERSION, Message
from contract.job import JobId, Name
from contract.status import HistoryEntry, deliveries_from

MOST_JOBS: Final = 10_000_000


class Batch(Message):
    """What is said of a batch. Unknown fields are refused."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"version": 1, "id": "backfill-2026-02", "size": 1200, "endpoints": ["newsroom"]},
                {"version": 1, "id": "backfill-2026-02", "close": True},
            ]
        },
    )

    version: Literal[1] = SCHEMA_VERSION
    """Of this message."""
    id: JobId
    """Chosen by the producer; jobs name it."""
    size: Annotated[int, Field(ge=0, le=MOST_JOBS)] | None = None
    """How many jobs it has: it is complete when so many have ended."""
    close: bool = False
    """It has the jobs that were read from the inbox before this message, and no more. Put it on the lane of its jobs,
    behind them; where they are on several lanes, give a size."""
    endpoints: Annotated[tuple[Name, ...], Field(max_length=16)] | None = None
    """Who is told when it is complete. Left out: whoever gets a report of its jobs."""

    @model_validator(mode="after")
    def _has_one_end(self) -> Self:
        if self.close and self.size is not None:
            raise ValueError("give a size, or close the batch, not both")
        return self


class BatchSummary(Message):
    """What came of a batch. Every job counts once among the first four; they sum up to the size, or to more."""

    id: str
    """Of the batch."""
    size: int
    """How many jobs it was said to have."""
    extracted: int = 0
    """Jobs with a report."""
    failed: int = 0
    """Jobs that were given up; each has a report that says why."""
    duplicate: int = 0
    """Jobs that repeat another one, whose report they have."""
    rejected: int = 0
    """Messages that were no valid job."""
    undelivered: int = 0
    """Of the first two: jobs of which a delivery was given up."""


class BatchState(StrEnum):
    """Where a batch stands."""

    UNKNOWN = "unknown"
    """No such batch: never heard of, or past its retention."""
    OPEN = "open"
    """Jobs are under way, or more may come."""
    COMPLETED = "completed"
    """As many jobs have ended as it has."""


class BatchStatus(Message):
    """What is known of one batch."""

    id: str
    """Of the batch."""
    state: BatchState
    """Where it stands."""
    size: int | None = None
    """Absent until it is known."""
    jobs: int = 0
    """That were read from the inbox."""
    extracted: int = 0
    """As in BatchSummary."""
    failed: int = 0
    """As in BatchSummary."""
    duplicate: int = 0
    """As in BatchSummary."""
    rejected: int = 0
    """As in BatchSummary."""
    undelivered: int = 0
    """As in BatchSummary."""
    deliveries: dict[str, str] = Field(default_factory=dict)
    """Endpoint -> `waiting`, `delivered` or `dead`: who is told, or will be."""
    history: tuple[HistoryEntry, ...] = ()
    """Oldest first."""

    @classmethod
    def from_ledger(cls, batch_id: str, fields: Mapping[str, str], history: Iterable[str | bytes]) -> Self:
        """Return the status that the hash and the list of the ledger tell; no hash means `unknown`."""
        counts = {name: int(fields[name]) for name in (*BatchSummary.model_fields, "jobs") if name in fields}
        return cls(
            id=batch_id,
            state=BatchState(fields.get("state") or BatchState.UNKNOWN),
            **counts,
            deliveries=deliveries_from(fields),
            history=tuple(HistoryEntry.from_json(line) for line in history),
        )
