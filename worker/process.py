"""The life of one process: a gate, or the Celery worker of one stage, from its start to a clean stop."""

import contextlib
import gc
import os
import signal
import time
import warnings
from threading import Event
from types import FrameType
from typing import Any, NoReturn

import structlog
from billiard import active_children
from billiard.exceptions import WorkerLostError
from celery import platforms, signals
from celery.exceptions import CPendingDeprecationWarning, TimeLimitExceeded
from celery.worker import state as celery_state

from contract.report import Stage
from worker.adapters.ledger import StepLedger
from worker.app import Service
from worker.environment import variable
from worker.errors import ClaimwireError, PermanentError
from worker.heartbeat import Heartbeat
from worker.lifeline import end_with_supervisor
from worker.liveness import Watchdog, liveness_step
from worker.settings import Settings
from worker.tasks import register_tasks

log = structlog.get_logger(__name__)


def run_gate(service: Service) -> int:
    """Run a gate until SIGINT or SIGTERM; return the exit status."""
    stopped = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    end_with_supervisor()
    gate = service.gate(on_turn=_heartbeat(service.settings).beat)
    log.info("gate_started", endpoints=sorted(service.settings.endpoints))
    gate.run(stopped)
    log.info("gate_stopped")
    return 0


def run_stage(service: Service, stage: Stage) -> NoReturn:
    """Run the Celery worker of a stage until SIGINT or SIGTERM, and leave.

    What still runs when the time to stop is over is handed back, and counts as neither failure nor crash.
    """
    # it warns root of what pickle could do; only JSON is accepted
    warnings.simplefilter("ignore", platforms.SecurityWarning)
    settings = service.settings
    runner = service.stage(stage)
    register_tasks(service.celery, runner.run)
    stop = _Stop(service.ledger, settings.stop_seconds(stage))
    watchdog = Watchdog(
        lambda: service.waiting_hints(stage),
        lambda: stop.end(1),
        limit_seconds=_most_seconds(settings, stage) + settings.watchdog_seconds,
    )
    _connect_signals(service, stop, watchdog)
    service.celery.steps["consumer"].add(liveness_step(_heartbeat(settings).beat, watchdog))
    is_extract = stage is Stage.EXTRACT
    worker = service.celery.Worker(
        hostname=f"{stage}-{os.getpid()}@%h",
        queues=[str(stage)],
        pool="prefork" if is_extract else "threads",
        concurrency=_concurrency(settings, stage),
        task_time_limit=settings.extract_timeout_seconds if is_extract else None,
        max_tasks_per_child=settings.extract_children_tasks if is_extract else None,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    if is_extract:
        # what was loaded is shared with the children for as long as nobody, the collector included, writes to it
        gc.collect()
        gc.freeze()
    try:
        worker.start()
    except SystemExit:
        log.debug("worker_left_by_exit")
    stop.leave(worker.exitcode or 0)


class _Stop:
    """A stop that ends in time: what is still at work when the patience is over is handed back.

    Celery's own soft shutdown sleeps for its whole time when anything is at work, and then waits for threads that wait
    for a site.
    """

    def __init__(self, ledger: StepLedger, patience_seconds: float) -> None:
        self._ledger = ledger
        self._patience_seconds = patience_seconds

    def install(self) -> None:
        """Take SIGTERM and SIGINT from Celery. The consumer stands still meanwhile: both run in the main thread."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        end_with_supervisor()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.end(0, patience_seconds=self._patience_seconds)

    def end(self, code: int, *, patience_seconds: float = 0.0) -> NoReturn:
        """Leave, when what is at work is done or the patience is over; the rest is handed back."""
        deadline = time.monotonic() + patience_seconds
        try:
            while time.monotonic() < deadline and self._ledger.is_held(_task_ids()):
                time.sleep(0.05)
            for task_id in _task_ids():
                self._ledger.hand_back(task_id)
        except ClaimwireError as exc:
            log.warning("not_handed_back", code=exc.code)  # the leases lapse
        self.leave(code)

    def leave(self, code: int) -> NoReturn:
        """End now, with the children."""
        for child in active_children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
        log.info("worker_stopped")
        os._exit(code)


def _task_ids() -> list[str]:
    return [request.id for request in tuple(celery_state.active_requests)]


def _connect_signals(service: Service, stop: _Stop, watchdog: Watchdog) -> None:
    def keep_our_logging(**_: Any) -> None:  # noqa: ANN401 - Celery's signals pass what they like
        """Having a receiver is what keeps Celery from setting up logging itself."""

    def ready(**_: Any) -> None:  # noqa: ANN401
        stop.install()
        # Celery turns these on as it starts; at each lost connection it tells of tasks that are acknowledged late
        warnings.simplefilter("ignore", CPendingDeprecationWarning)
        log.info("worker_ready")

    def give_back(task_id: str, exception: BaseException, **_: Any) -> None:  # noqa: ANN401
        """Runs in the parent, for a child that was killed: its step need not wait for the lease."""
        if isinstance(exception, WorkerLostError | TimeLimitExceeded):
            log.warning("child_lost", task_id=task_id, error=type(exception).__name__)
            try:
                service.ledger.lapse(task_id, is_overtime=isinstance(exception, TimeLimitExceeded))
            except ClaimwireError as exc:
                log.warning("step_waits_for_its_lease", code=exc.code)

    signals.setup_logging.connect(keep_our_logging, weak=False)
    signals.worker_ready.connect(ready, weak=False)
    signals.task_failure.connect(give_back, weak=False)
    signals.task_received.connect(watchdog.received, weak=False)


def _concurrency(settings: Settings, stage: Stage) -> int:
    match stage:
        case Stage.FETCH:
            return settings.fetch_concurrency
        case Stage.EXTRACT:
            return settings.extract_concurrency or len(os.sched_getaffinity(0))
        case Stage.DELIVER:
            return settings.deliver_concurrency


def _most_seconds(settings: Settings, stage: Stage) -> float:
    """Return how long a step may take: a worker that does as many as it can takes no hint for so long."""
    match stage:
        case Stage.FETCH:
            return settings.fetch_timeout_seconds
        case Stage.EXTRACT:
            return settings.extract_timeout_seconds
        case Stage.DELIVER:
            return settings.deliver_timeout_seconds


def _heartbeat(settings: Settings) -> Heartbeat:
    try:
        return Heartbeat(settings.heartbeat_path)
    except OSError as exc:
        where = variable("heartbeat_path")
        raise PermanentError("settings.invalid", f"{where}: {settings.heartbeat_path}: {exc.strerror}") from exc
