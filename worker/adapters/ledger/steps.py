"""The ledger as a worker sees it: claim a step, hold it, and record what came of it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Thread

from redis import Redis

from contract.job import Job
from contract.report import Problem, Stage
from contract.status import JobState
from worker.adapters.ledger.server import Server
from worker.errors import ClaimwireError, UnavailableError
from worker.steps import Lease, Step


@dataclass(frozen=True, slots=True)
class Pacing:
    """The times that the ledger is given with its moves, in milliseconds, and how many hints may be out."""

    lease_ms: int
    resend_ms: int
    retention_ms: int
    host_spacing_ms: int
    most_hints: int


class StepLedger:
    """What fetch, extract and deliver do to the ledger."""

    def __init__(self, client: Redis, prefix: str, pacing: Pacing) -> None:
        self._server = Server(client, prefix)
        self._pacing = pacing

    def claim(self, step: Step, *, token: str, task_id: str) -> Lease | None:
        """Lease the step; None when it is not to be done now, by us: the hint is then dropped."""
        spacing = self._pacing.host_spacing_ms if step.is_paced else 0
        answer = self._server.run("claim", str(step), token, task_id, self._pacing.lease_ms, spacing)
        if answer[0] != b"claimed":
            return None
        _, job, state, failures, reported_ms, failed_report = answer
        return Lease(
            step=step,
            token=token,
            job=Job.from_json(job),
            state=JobState(state.decode()),
            failures=int(failures),
            reported_at=datetime.fromtimestamp(int(reported_ms) / 1000, UTC) if reported_ms else None,
            failed_report=failed_report.decode() or None,
        )

    @contextmanager
    def holding(self, lease: Lease) -> Iterator[None]:
        """Renew the lease from a thread of its own while the work runs."""
        done = Event()
        every_seconds = self._pacing.lease_ms / 3000

        def renew() -> None:
            while not done.wait(every_seconds):
                try:
                    answer = self._server.run("renew", str(lease.step), lease.token, self._pacing.lease_ms)
                except ClaimwireError:
                    continue  # Redis is away: there may be time to renew once it is back
                if answer == b"fenced":
                    return

        thread = Thread(target=renew, name=f"lease {lease.step}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()

    def page(self, job_id: str) -> bytes | None:
        """Return the packed page that fetch left for extract."""
        page: bytes | None = self._server.ask("GET", self._server.key(f"page:{job_id}"))
        return page

    def fetched(self, lease: Lease, page: bytes) -> list[Step] | None:
        """Keep the page and make the extraction due; return the steps to hint at once, None when the lease was lost."""
        return self._advance(lease, {"state": JobState.FETCHED}, page)

    def extracted(self, lease: Lease) -> list[Step] | None:
        """Make the deliveries due, or finish the job where there are none."""
        return self._advance(lease, {"state": JobState.EXTRACTED})

    def delivered(self, lease: Lease) -> list[Step] | None:
        """Record that the endpoint has the report."""
        return self._advance(lease, {})

    def give_up(self, lease: Lease, error: Problem, report: str | None) -> list[Step] | None:
        """Turn the step into a dead letter; with a report that says so, the job fails and that is delivered."""
        outcome: dict[str, object] = {"error": {"code": error.code, "message": error.message}}
        if report is not None:
            outcome |= {"state": JobState.FAILED, "report": report}
        return self._advance(lease, outcome)

    def retry(self, lease: Lease, error: ClaimwireError, *, wait_seconds: float) -> None:
        """Make the step due again after a wait; an attempt counts unless a store of ours was away."""
        counts = 0 if isinstance(error, UnavailableError) else 1
        wait_ms = int(wait_seconds * 1000)
        self._server.run("retry", str(lease.step), lease.token, wait_ms, error.code, error.message, counts)

    def lapse(self, task_id: str, *, is_overtime: bool = False) -> None:
        """End the lease of a Celery task whose process is gone: a crash; what took too long is not tried again."""
        self._server.run("release", task_id, "overtime" if is_overtime else "lapse")

    def hand_back(self, task_id: str) -> None:
        """Make the step of a Celery task due at once, counting nothing: this worker stops."""
        self._server.run("release", task_id, "hand_back")

    def is_held(self, task_ids: Sequence[str]) -> bool:
        """Whether any of these Celery tasks still holds a step."""
        return bool(task_ids) and any(self._server.ask("HMGET", self._server.key("tasks"), *task_ids))

    def waiting_hints(self, stage: Stage) -> int:
        """Return how many hints lie in Celery's list of a stage, taken by nobody."""
        return int(self._server.ask("LLEN", self._server.key(stage)))

    def _advance(self, lease: Lease, outcome: dict[str, object], page: bytes = b"") -> list[Step] | None:
        pacing = self._pacing
        answer = self._server.run(
            "advance",
            str(lease.step),
            lease.token,
            json.dumps(outcome),
            page,
            pacing.most_hints,
            pacing.resend_ms,
            pacing.retention_ms,
        )
        return [Step.parse(raw.decode()) for raw in answer[1:]] if answer[0] == b"done" else None
