import itertools
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from redis import Redis

from contract import names
from contract.job import Job, Lane
from worker.adapters.ledger import GateLedger, OperatorLedger, Pacing, SiteLedger, StepLedger, TextLedger
from worker.adapters.redis import connect
from worker.intake import Admission, judge
from worker.steps import Lease, Stage, Step

PACING = Pacing(
    lease_ms=30_000,
    resend_ms=30_000,
    retention_ms=60_000,
    duplicate_window_ms=60_000,
    same_text_window_ms=60_000,
    host_spacing_ms=0,
    last_try_wait_ms=0,
    most_hints=10,
    endpoint_calls=8,
    circuit_failures=3,
    circuit_pause_ms=1_000,
    deliver_within_ms=60_000,
)


@dataclass
class Desk:
    """A ledger on a real server, with what the tests do to it over and over."""

    client: Redis
    prefix: str
    pacing: Pacing = PACING

    def __post_init__(self) -> None:
        self.tokens = map(str, itertools.count(1))

    @property
    def gate(self) -> GateLedger:
        return GateLedger(self.client, self.prefix, self.pacing, crash_limit=3)

    @property
    def steps(self) -> StepLedger:
        return StepLedger(self.client, self.prefix, self.pacing)

    @property
    def sites(self) -> SiteLedger:
        return SiteLedger(self.client, self.prefix, self.pacing)

    @property
    def texts(self) -> TextLedger:
        return TextLedger(self.client, self.prefix, self.pacing)

    @property
    def operator(self) -> OperatorLedger:
        return OperatorLedger(self.client, self.prefix, self.pacing)

    def put(self, job: Job, lane: Lane = Lane.NORMAL) -> None:
        self.client.xadd(self.prefix + names.inbox(lane), {names.JOB_FIELD: job.to_json()})

    def admit_all(self, endpoints: frozenset[str] = frozenset()) -> list[str]:
        verdicts = []
        for entry in self.gate.read_inbox(most=100, block_ms=1):
            admission = judge(entry.fields, entry.id, known_endpoints=endpoints)
            assert isinstance(admission, Admission)
            verdicts.append(self.gate.admit(entry, admission))
        return verdicts

    def job(self, job_id: str, url: str = "https://news.example/a", **more: object) -> Step:
        endpoints = frozenset(more.get("endpoints") or ())
        self.put(Job.model_validate({"id": job_id, "url": url, **more}))
        assert self.admit_all(endpoints) == ["admitted"]
        return Step(Stage.FETCH, job_id)

    def extracted(self, job_id: str, **more: object) -> list[Step]:
        """Take a job to where its deliveries are due."""
        self.steps.fetched(self.claim(self.job(job_id, **more)), b"page")
        return self.steps.extracted(self.claim(Step(Stage.EXTRACT, job_id)))

    def claim(self, step: Step, task_id: str = "task") -> Lease:
        lease = self.steps.claim(step, token=next(self.tokens), task_id=task_id)
        assert lease is not None
        return lease

    def state(self, job_id: str) -> str:
        return self.client.hget(self.prefix + names.job(job_id), "state").decode()

    def keys(self) -> set[str]:
        return {key.decode().removeprefix(self.prefix) for key in self.client.scan_iter(self.prefix + "*")}


@pytest.fixture
def make_desk(redis_url: str, key_prefix: str) -> Callable[..., Desk]:
    return lambda pacing=PACING: Desk(connect(redis_url), key_prefix, pacing)


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()
