"""The plain Celery chain: three workers started by Celery's own command; see `chain_app` for what is set and why."""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Self

from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from bench.storm import chain_app
from bench.storm.system import Move

POOLS = {"fetch": ("threads", 16), "extract": ("prefork", 2), "deliver": ("threads", 16)}
"""As claimwire's workers have them."""
LOOKS_AT_REST = 5
"""In a row, a second apart: between two lists a message is in none for a moment."""


class Chain:
    """Jobs are messages: one that is in no list, and noted as unacknowledged by nobody, is gone."""

    name = "celery chain"

    def __init__(self, redis_url: str, receiver_url: str, folder: Path) -> None:
        self.environment: Mapping[str, str] = os.environ
        self.commands: Mapping[str, Sequence[str]] = {
            role: _worker_command(redis_url, role, pool, concurrency) for role, (pool, concurrency) in POOLS.items()
        }
        self._receiver_url = receiver_url
        self._folder = folder
        self._redis = Redis.from_url(redis_url)
        self._looks_at_rest = 0
        chain_app.app.conf.broker_url = redis_url

    def submit(self, job_id: str, url: str) -> bool:
        """Try once to hand in an article; return whether the server has acknowledged it."""
        job = {"id": job_id, "url": url, "receiver": self._receiver_url, "at": datetime.now(UTC).isoformat()}
        try:
            chain_app.fetch.apply_async([job], task_id=job_id)
        except (OperationalError, RedisError):
            return False
        return True

    def pending(self, job_ids: Collection[str]) -> set[str]:
        """Return all of them while anything is in a list or unacknowledged: a message does not tell its job."""
        try:
            is_at_rest = not any((*map(self._redis.llen, POOLS), self._redis.hlen("unacked")))
        except RedisError:
            is_at_rest = False
        self._looks_at_rest = self._looks_at_rest + 1 if is_at_rest else 0
        return set() if self._looks_at_rest >= LOOKS_AT_REST else set(job_ids)

    def dead(self, job_ids: Iterable[str]) -> set[str]:  # noqa: ARG002 - of the protocol
        """Return none: what a chain gives up is a line in a log."""
        return set()

    def moves(self, job_id: str) -> Sequence[Move]:
        """Return what the tasks have told of a job, in the order of their clock."""
        return sorted(self._told[job_id], key=lambda move: move.at_seconds)

    def story(self, job_id: str) -> str:
        """Return the same in words."""
        told = (f"{datetime.fromtimestamp(at, UTC)}  {step}.{event}" for at, step, event in self.moves(job_id))
        return "\n".join([job_id, *told])

    @cached_property
    def _told(self) -> Mapping[str, Sequence[Move]]:
        told = defaultdict(list)
        for role in POOLS:
            with (self._folder / f"{role}.log").open(encoding="utf-8") as log:
                for line in log:
                    with suppress(ValueError, KeyError, TypeError):  # Celery's own lines, and what a kill cut short
                        said = json.loads(line)
                        told[said["job"]].append(Move(said["at"], said["step"], said["event"]))
        return told

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        chain_app.app.close()
        self._redis.close()


def _worker_command(redis_url: str, role: str, pool: str, concurrency: int) -> Sequence[str]:
    celery = [sys.executable, "-m", "celery", "-A", chain_app.__name__, "-b", redis_url]
    named = ["-n", f"{role}@%h", "-Q", role, "-P", pool, "-c", str(concurrency), "-l", "info"]
    return [*celery, "worker", *named, "--without-gossip", "--without-mingle", "--without-heartbeat"]
