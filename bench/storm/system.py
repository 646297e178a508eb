"""What a storm needs of a system: the processes to run, a way in, and what became of a job."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol


class Move(NamedTuple):
    """Something that happened to a step of a job."""

    at_seconds: float
    """By one clock for all moves of a job."""
    step: str
    """`fetch`, `extract` or `deliver`."""
    event: str
    """`started`; `done`, `retry` or `failed` where the process lived to say how it ended; others do not count."""


class System(Protocol):
    """A system that takes URLs and calls a receiver with reports."""

    @property
    def name(self) -> str:
        """What it is called in the table."""

    @property
    def commands(self) -> Mapping[str, Sequence[str]]:
        """What is run for each role: `fetch`, `extract`, `deliver`, and `gate` where there is one."""

    @property
    def environment(self) -> Mapping[str, str]:
        """Of all of them."""

    def submit(self, job_id: str, url: str) -> bool:
        """Try once to hand in an article; return whether the server has acknowledged it."""

    def pending(self, job_ids: Collection[str]) -> set[str]:
        """Return those of the jobs that may still come to an end."""

    def dead(self, job_ids: Iterable[str]) -> set[str]:
        """Return those of the jobs that were given up, and are kept as that."""

    def moves(self, job_id: str) -> Iterable[Move]:
        """Yield what happened to a job, oldest first."""

    def story(self, job_id: str) -> str:
        """Return all that is known of a job, for whoever looks for a fault."""
