"""What is kept of a job or a batch, told again in plain Python from the ledger's documentation: a part of the model."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HOSTS = {
    "https://one.example/a": "one.example",
    "https://one.example/b": "one.example",
    "https://two.example/": "two.example",
}
"""URL -> host, of the articles that jobs are about."""
REPORTED = ("extracted", "failed", "completed")
"""States of a job or batch that has something to deliver."""


@dataclass(frozen=True)
class Submission:
    """What a producer has put into an inbox."""

    kind: str
    """job, batch, junk, or later: a job in a version that is not known yet."""
    lane: str
    name: str
    """The id by which its producer asks for it; a batch has none."""
    message: Mapping[str, Any]
    """Its one tag is found wherever it goes."""


@dataclass(eq=False)
class Record:
    """What is known of a job."""

    state: str
    message: Mapping[str, Any] | None = None
    lane: str = "normal"
    twin: tuple[str, ...] = ()
    duplicate_of: str | None = None
    deliveries: dict[str, str] = field(default_factory=dict)
    report: Mapping[str, object] | None = None
    """What is delivered of a job that failed, or of a batch."""
    redrives: int = 0
    expires_at: float = math.inf
    moment: int = 0
    """When the last thing happened to it."""

    @property
    def batch(self) -> str | None:
        """The batch that the job belongs to."""
        return self.message and self.message.get("batch")

    @property
    def waiting(self) -> list[str]:
        """The endpoints that are still to be told."""
        return [name for name, how in self.deliveries.items() if how == "waiting"]

    @property
    def is_finished(self) -> bool:
        """Whether its report is made and no endpoint waits for it."""
        return self.state in REPORTED and not self.waiting


@dataclass(eq=False)
class BatchRecord(Record):
    """What is known of a batch."""

    size: int | None = None
    jobs: int = 0
    named: list[str] | None = None
    """The endpoints that are told, where a message said which."""
    told: set[str] = field(default_factory=set)
    """Else those that get a report of its jobs."""
    unread: Counter[str] = field(default_factory=Counter)
    """How many were a duplicate or rejected."""
    ended: list[Record] = field(default_factory=list)
    """The jobs that are finished."""

    @property
    def endpoints(self) -> list[str]:
        """Who is told, or will be."""
        return sorted(self.told) if self.named is None else self.named

    @property
    def counts(self) -> dict[str, int]:
        """How many jobs have ended, by how they did; of a complete batch, as its report tells."""
        if self.report is not None:
            return {how: count for how, count in self.report.items() if how not in ("id", "size")}
        ended = Counter(job.state for job in self.ended) + self.unread
        ended["undelivered"] = sum("dead" in job.deliveries.values() for job in self.ended)
        return +ended
