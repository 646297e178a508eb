"""A step: what can be due, leased, tried and given up. And the lease by which a worker holds it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from contract.delivery import DeliveryEvent
from contract.job import JobRecord
from contract.report import Stage

__all__ = ["Lease", "Stage", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """(job, stage) for fetch and extract, (job, deliver, endpoint) for each endpoint; or a batch in the job's place."""

    stage: Stage
    job_id: str
    endpoint: str | None = None

    def __str__(self) -> str:
        parts = (self.stage, self.job_id) if self.endpoint is None else (self.stage, self.job_id, self.endpoint)
        return ":".join(parts)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote; raises ValueError when it is no step."""
        stage, job_id, *endpoint = text.split(":", 2)
        return cls(Stage(stage), job_id, *endpoint)

    @property
    def is_paced(self) -> bool:
        """Whether a host must not be asked again too soon."""
        return self.stage is Stage.FETCH


@dataclass(frozen=True, slots=True)
class Lease:
    """A step that is ours until the lease lapses; the token fences out whoever held it before."""

    step: Step
    token: str
    message: str
    """What is kept of the Job, as JSON; a batch has none."""
    failures: int
    claimed_at: datetime
    """By the clock of the Redis server, as all times."""
    event: DeliveryEvent | None
    """What there is to deliver; None until the job's report is made."""
    reported_at: datetime | None
    """When that happened."""
    data: str | None
    """What is delivered, as JSON, where the ledger keeps it: of a failed job its report, of a batch its summary."""
    redrives: int
    """How often an operator had the job begin anew."""
    moved_to: str | None = None
    """Where a site has sent us for the article; None while it is where the job says."""
    moves: int = 0
    """How often it did."""

    @property
    def job(self) -> JobRecord:
        """What is to be done."""
        return JobRecord.from_json(self.message)
