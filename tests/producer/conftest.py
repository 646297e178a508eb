"""A client on the shared server, and what the service would write: ledger and results, as the contract has them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import celery
import pytest
import redis

from contract import JobFailed, Lane, names
from contract.results import result_backend_config
from contract.status import LEDGER_VERSION
from producer import Client

EXAMPLE = Path(__file__).parents[1] / "contract/examples/report.json"
REPORT: dict[str, Any] = json.loads(EXAMPLE.read_text())


class Service:
    """Stands where gate and workers will stand: takes entries from the inbox, writes what they would write."""

    def __init__(self, redis_url: str, prefix: str, backend: str) -> None:
        self.redis = redis.Redis.from_url(redis_url, decode_responses=True)
        self.prefix = prefix
        self._app = celery.Celery("service", set_as_current=False, config_source=result_backend_config(backend, prefix))

    def inbox(self, lane: Lane = Lane.NORMAL) -> list[dict[str, Any]]:
        entries = self.redis.xrange(self.prefix + names.inbox(lane))
        assert all(fields.keys() == {names.JOB_FIELD} for _, fields in entries)
        return [json.loads(fields[names.JOB_FIELD]) for _, fields in entries]

    def note(self, job_id: str, fields: Mapping[str, str], *history: Mapping[str, str]) -> None:
        self.redis.hset(self.prefix + names.job(job_id), mapping={"v": LEDGER_VERSION, **fields})
        if history:
            self.redis.rpush(self.prefix + names.history(job_id), *map(json.dumps, history))

    def store(self, job_id: str) -> None:
        """Store a report with one claim, as a worker does."""
        self.store_value(job_id, {**REPORT, "id": job_id})

    def store_value(self, job_id: str, value: object) -> None:
        self._app.backend.store_result(job_id, value, "SUCCESS")

    def give_up(self, job_id: str, failure: Exception) -> None:
        self._app.backend.store_result(job_id, failure, "FAILURE", traceback=None)

    def close(self) -> None:
        self._app.backend.client.close()
        self.redis.close()


@pytest.fixture
def client(redis_url: str, key_prefix: str) -> Iterator[Client]:
    with Client(redis_url, key_prefix=key_prefix) as client:
        yield client


@pytest.fixture
def service(redis_url: str, key_prefix: str) -> Iterator[Service]:
    service = Service(redis_url, key_prefix, redis_url)
    yield service
    service.close()


@pytest.fixture
def failure() -> JobFailed:
    return JobFailed("fetch.timeout", "the host did not answer", "fetch")
