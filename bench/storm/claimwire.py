"""claimwire as it is shipped: its four commands, its defaults, its client."""

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from bench.storm.system import Move
from contract.status import JobStatus
from producer import Client
from producer.errors import QueueUnavailable
from worker.supervisor import COMMANDS

ENDPOINT = "desk"
SECRET = "whsec_" + "QUJD" * 8
OURS = "CLAIMWIRE_"


class Claimwire:
    """Everything but the addresses is as it comes: leases of 30 s, the waits between retries, three crashes at most."""

    name = "claimwire"
    commands: Mapping[str, Sequence[str]] = COMMANDS

    def __init__(self, redis_url: str, receiver_url: str, _folder: Path) -> None:
        others = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environment = others | {
            f"{OURS}REDIS_URL": redis_url,
            f"{OURS}ENDPOINTS": json.dumps({ENDPOINT: {"url": receiver_url, "secrets": [SECRET]}}),
            f"{OURS}ALLOW_ADDRESSES": "127.0.0.0/8",
            f"{OURS}HOST_SPACING_SECONDS": "0",  # the one host there is
            f"{OURS}EXTRACT_CONCURRENCY": "2",
        }
        self._client = Client(redis_url)

    def submit(self, job_id: str, url: str) -> bool:
        """Try once to hand in an article; return whether the server has acknowledged it."""
        try:
            self._client.submit(url, endpoints=[ENDPOINT], id=job_id)
        except QueueUnavailable:
            return False
        return True

    def pending(self, job_ids: Collection[str]) -> set[str]:
        """Return the jobs that have not ended, neither delivered nor as a dead letter."""
        return {job_id for job_id in job_ids if not _has_ended(self._client.status(job_id))}

    def dead(self, job_ids: Iterable[str]) -> set[str]:
        """Return the jobs that failed, or whose delivery did."""
        return {job_id for job_id in job_ids if _is_dead(self._client.status(job_id))}

    def moves(self, job_id: str) -> Iterator[Move]:
        """Yield what the ledger's history tells."""
        for entry in self._client.status(job_id).history:
            step, _, event = entry.event.partition(".")
            yield Move(entry.at.timestamp(), step, event)

    def story(self, job_id: str) -> str:
        """Return the status and the history."""
        status = self._client.status(job_id)
        return "\n".join([f"{job_id}: {status.state} {status.deliveries}", *(entry.line for entry in status.history)])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()


def _has_ended(status: JobStatus) -> bool:
    return status.state.has_report and "waiting" not in status.deliveries.values()


def _is_dead(status: JobStatus) -> bool:
    return status.state == "failed" or "dead" in status.deliveries.values()
