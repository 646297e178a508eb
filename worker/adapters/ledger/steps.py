"""The ledger as a worker sees it: claim a step, hold it, and record what came of it."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from threading import Event, Thread

import structlog
from redis import Redis

from contract.batch import BatchState
from contract.delivery import DeliveryEvent
from contract.report import Stage
from contract.status import JobState
from worker.adapters.ledger.pacing import Pacing
from worker.adapters.ledger.server import Server
from worker.errors import (
    MOST_PATIENCE_SECONDS,
    ClaimwireError,
    EndpointGoneError,
    TransientError,
    UnavailableError,
)
from worker.sites import Seen, page_digest
from worker.steps import Lease, Step

EVENTS = {
    JobState.EXTRACTED: DeliveryEvent.EXTRACTED,
    JobState.FAILED: DeliveryEvent.FAILED,
    BatchState.COMPLETED: DeliveryEvent.BATCH_COMPLETED,
}
"""State of a job or batch -> what there is to deliver."""

NOT_ITS_FAULT = frozenset(
    {
        "deliver.no_report",
        "deliver.proxy",
        "deliver.unknown_endpoint",
        "deliver.unexpected",
        "deliver.crashed",
        "deliver.endpoint_down",
    }
)
"""Failures of a delivery that say nothing of the endpoint."""
UNTIL_ENABLED = -1
MOST_FAULTS = 5
"""At the note of one delivery."""
NOTE_SECONDS = 0.5
"""Between two attempts to note a delivery: well below a lease, which is renewed once Redis is back."""

log = structlog.get_logger(__name__)


class StepLedger:
    """What fetch, extract and deliver do to the ledger."""

    def __init__(self, client: Redis, prefix: str, pacing: Pacing) -> None:
        self._server = Server(client, prefix)
        self._pacing = pacing

    def claim(self, step: Step, *, token: str, task_id: str) -> Lease | None:
        """Lease the step; None when it is not to be done now, by us: the hint is then dropped."""
        pacing = self._pacing
        spacing = pacing.host_spacing_ms if step.is_paced else 0
        answer = self._server.run(
            "claim",
            str(step),
            token,
            task_id,
            pacing.lease_ms,
            spacing,
            pacing.endpoint_calls,
            pacing.circuit_failures,
            pacing.circuit_pause_ms,
            pacing.last_try_wait_ms,
        )
        if answer[0] == b"newer":
            log.warning("job_waits_for_a_newer_worker", job_id=step.job_id, record_version=answer[1].decode())
        if answer[0] != b"claimed":
            return None
        _, now_ms, message, state, failures, reported_ms, data, redrives, url, moves = answer
        return Lease(
            step=step,
            token=token,
            message=message.decode(),
            failures=int(failures),
            claimed_at=_moment(now_ms),
            event=EVENTS.get(state.decode()),
            reported_at=_moment(reported_ms) if reported_ms else None,
            data=data.decode() or None,
            redrives=int(redrives),
            moved_to=url.decode() or None,
            moves=int(moves),
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

    def fetched(self, lease: Lease, page: bytes, seen: Seen | None = None) -> list[Step] | None:
        """Keep the page and make the extraction due; return the steps to hint at once, None when the lease was lost."""
        outcome: dict[str, object] = {"state": JobState.FETCHED}
        if seen is not None:
            outcome["seen"] = {"page": page_digest(seen.url), "note": json.dumps(asdict(seen))}
        return self._advance(lease, outcome, page)

    def extracted(self, lease: Lease) -> list[Step] | None:
        """Make the deliveries due, or finish the job where there are none."""
        return self._advance(lease, {"state": JobState.EXTRACTED})

    def delivered(self, lease: Lease, status: int) -> list[Step] | None:
        """Record that the endpoint has the report.

        While Redis is away this waits for it, as long as the process lives: the call is not to be repeated for that.
        At a fault of ours the lease is let go: what was taken is no failed attempt.
        """
        faults = 0
        while faults < MOST_FAULTS:
            try:
                return self._advance(lease, {"status": status})
            except TransientError as exc:
                log.warning("delivery_not_noted_yet", job_id=lease.step.job_id, step=str(lease.step), code=exc.code)
                faults += not isinstance(exc, UnavailableError)
                time.sleep(NOTE_SECONDS)
        return None

    def give_up(self, lease: Lease, error: ClaimwireError, report: str | None) -> list[Step] | None:
        """Turn the step into a dead letter; with a report that says so, the job fails and that is delivered."""
        failure = {"code": error.code, "message": error.message, "blames_endpoint": _blames_endpoint(lease, error)}
        outcome: dict[str, object] = {"error": failure}
        if error.status is not None:
            outcome["status"] = error.status
        if report is not None:
            outcome |= {"state": JobState.FAILED, "report": report}
        return self._advance(lease, outcome)

    def retry(self, lease: Lease, error: TransientError, *, wait_seconds: float) -> None:
        """Make the step due again after a wait; an attempt counts unless a store of ours was away.

        Where the other side asked for a pause, nobody asks it again before that. An endpoint that is gone is not asked
        until an operator enables it.
        """
        pacing = self._pacing
        hold_ms = int(min(error.retry_after_seconds or 0.0, MOST_PATIENCE_SECONDS) * 1000)
        self._server.run(
            "retry",
            str(lease.step),
            lease.token,
            int(wait_seconds * 1000),
            error.code,
            error.message,
            "" if error.status is None else error.status,
            0 if isinstance(error, UnavailableError) else 1,
            "endpoint" if _blames_endpoint(lease, error) else "",
            UNTIL_ENABLED if isinstance(error, EndpointGoneError) else hold_ms,
            pacing.circuit_failures,
            pacing.circuit_pause_ms,
        )

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
            pacing.endpoint_calls,
            pacing.circuit_failures,
            pacing.circuit_pause_ms,
        )
        return [Step.parse(raw.decode()) for raw in answer[1:]] if answer[0] == b"done" else None


def _moment(milliseconds: bytes) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _blames_endpoint(lease: Lease, error: ClaimwireError) -> bool:
    return lease.step.stage is Stage.DELIVER and error.code.startswith("deliver.") and error.code not in NOT_ITS_FAULT
