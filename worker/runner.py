"""One step, from the hint to its record in the ledger: claim, hold, work, and what becomes of a failure."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from contract.report import Outcome, Problem, Report, Stage
from worker.errors import MOST_PATIENCE_SECONDS, ClaimwireError, EndpointGoneError, TransientError, UnavailableError
from worker.ports import Ledger, Results
from worker.steps import Lease, Step

STORE_WAIT_SECONDS = 5.0
"""While a store of ours, or the proxy, is away."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Retries:
    """The waits between the attempts of each stage, in seconds; after the last the step is given up."""

    waits: Mapping[Stage, Sequence[float]]

    def next_wait_seconds(self, lease: Lease, error: TransientError) -> float | None:
        """Return how long to wait before the next attempt, with up to a tenth of jitter; None when there is none."""
        if isinstance(error, UnavailableError):
            return STORE_WAIT_SECONDS
        waits = self.waits[lease.step.stage]
        if lease.failures >= len(waits):
            return None
        asked = min(error.retry_after_seconds or 0.0, MOST_PATIENCE_SECONDS)
        return max(waits[lease.failures], asked) * (1 + random.random() / 10)  # noqa: S311 - no secret


class StepRunner:
    """Runs steps of one stage. A hint may come twice, late, or for nothing: the ledger decides."""

    def __init__(
        self,
        work: Callable[[Lease], Sequence[Step] | None],
        *,
        ledger: Ledger,
        results: Results,
        retries: Retries,
        send_hint: Callable[[Step], None],
        make_token: Callable[[], str],
    ) -> None:
        self._work = work
        self._ledger = ledger
        self._results = results
        self._retries = retries
        self._send_hint = send_hint
        self._make_token = make_token

    def run(self, step: Step, task_id: str) -> None:
        """Do the step if it is to be done now.

        Raises:
            UnavailableError: nothing was recorded; the gate takes the step back when its lease lapses.
        """
        lease = self._ledger.claim(step, token=self._make_token(), task_id=task_id)
        if lease is None:
            log.debug("hint_dropped", job_id=step.job_id, step=str(step))
            return
        with structlog.contextvars.bound_contextvars(job_id=step.job_id, step=str(step)):
            try:
                with self._ledger.holding(lease):
                    next_steps = self._work(lease)
                log.info("lease_lost" if next_steps is None else "step_done")
            except Exception as exc:  # noqa: BLE001 - whatever happens to a step is recorded in the ledger
                next_steps = self._record_failure(lease, _as_ours(exc, step.stage))
            for next_step in next_steps or ():
                self._send_hint(next_step)

    def _record_failure(self, lease: Lease, error: ClaimwireError) -> Sequence[Step] | None:
        if isinstance(error, TransientError):
            wait_seconds = self._retries.next_wait_seconds(lease, error)
            if wait_seconds is not None:
                log.warning("step_retried", code=error.code, message=error.message, wait_seconds=round(wait_seconds, 1))
                self._ledger.retry(lease, error, wait_seconds=wait_seconds)
                if isinstance(error, EndpointGoneError):
                    log.error("endpoint_disabled", endpoint=lease.step.endpoint, code=error.code, message=error.message)
                return ()
        log.error("step_given_up", code=error.code, message=error.message)
        return give_up(lease, error, ledger=self._ledger, results=self._results)


def give_up(lease: Lease, error: ClaimwireError, *, ledger: Ledger, results: Results) -> Sequence[Step] | None:
    """Turn the step into a dead letter; before its report is made, the job fails, and the report says why."""
    match lease.step.stage:
        case Stage.DELIVER:
            return ledger.give_up(lease, error, None)
        case Stage.EXTRACT if _is_stored(lease, results):
            return ledger.extracted(lease)  # the process died each time between the storing and its record
        case Stage.FETCH | Stage.EXTRACT:
            return _fail(lease, error, ledger=ledger, results=results)


def _is_stored(lease: Lease, results: Results) -> bool:
    try:
        return results.load(lease.step.job_id) is not None
    except UnavailableError:
        raise
    except TransientError:
        return False  # a result that cannot be read is none


def _fail(lease: Lease, error: ClaimwireError, *, ledger: Ledger, results: Results) -> Sequence[Step] | None:
    job = lease.job
    report = Report(
        id=lease.step.job_id,
        url=job.address,
        outcome=Outcome.FAILED,
        tags=job.tags,
        batch=job.batch,
        error=Problem(code=error.code, message=error.message, stage=lease.step.stage),
    )
    try:
        results.store(report)
    except UnavailableError:
        raise
    except TransientError as exc:
        # the ledger has the report too; a backend that refuses it is no reason to keep the job for ever
        log.error("failure_not_stored", job_id=report.id, code=exc.code, message=exc.message)  # noqa: TRY400 - an expected error
    return ledger.give_up(lease, error, report.to_json())


def _as_ours(exc: Exception, stage: Stage) -> ClaimwireError:
    if isinstance(exc, ClaimwireError):
        return exc
    log.error("unexpected_error", exc_info=exc)
    return TransientError(f"{stage}.unexpected", f"{type(exc).__name__}: see the log of the {stage} worker")
