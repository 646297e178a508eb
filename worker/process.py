"""The life of one process: a gate, or the Celery worker of one stage, from its start to a clean stop."""

import gc
import os
import signal
import warnings
from threading import Event
from types import FrameType
from typing import Any

# Read when billiard is imported: SIGTERM then means the soft shutdown, which is bounded in time, and not Celery's warm
# one, which waits for as long as a task runs.
os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")

import structlog
from billiard import active_children
from billiard.exceptions import WorkerLostError
from celery import platforms, signals
from celery.exceptions import TimeLimitExceeded
from celery.worker import state as celery_state

from contract.report import Stage
from worker.app import Service
from worker.errors import ClaimwireError
from worker.settings import Settings
from worker.tasks import register_tasks

LAST_GRACE_SECONDS = 2.0
"""After the soft shutdown, for Celery to end by itself."""

log = structlog.get_logger(__name__)


def run_gate(settings: Settings) -> int:
    """Run a gate until SIGINT or SIGTERM; return the exit status."""
    stopped = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    gate = Service(settings).gate()
    log.info("gate_started")
    gate.run(stopped)
    log.info("gate_stopped")
    return 0


def run_stage(settings: Settings, stage: Stage) -> int:
    """Run the Celery worker of a stage until SIGINT or SIGTERM; return the exit status.

    What still runs when the soft shutdown is over is handed back, and counts as neither failure nor crash.
    """
    # it warns root of what pickle could do; only JSON is accepted
    warnings.simplefilter("ignore", platforms.SecurityWarning)
    service = Service(settings)
    runner = service.stage(stage)
    register_tasks(service.celery, runner.run)
    stop = _Stop(service)
    _connect_signals(service, stop)
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
    stop.finish(asked=stop.is_asked, code=worker.exitcode or 0)
    return 0


class _Stop:
    """A stop that ends in time: what is still at work when the soft shutdown is over is handed back."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.is_asked = False

    def install(self) -> None:
        """Put ourselves before Celery's own handler of SIGTERM; SIGINT means the same."""
        celery_handler = signal.getsignal(signal.SIGTERM)

        def ask(number: int, frame: FrameType | None) -> None:
            if not self.is_asked:
                self.is_asked = True
                patience = self._service.settings.soft_shutdown_seconds + LAST_GRACE_SECONDS
                signal.signal(signal.SIGALRM, self._end)
                signal.setitimer(signal.ITIMER_REAL, patience)
                if callable(celery_handler):
                    celery_handler(number, frame)

        signal.signal(signal.SIGTERM, ask)
        signal.signal(signal.SIGINT, ask)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.finish(asked=True, code=0)

    def finish(self, *, asked: bool, code: int) -> None:
        """Hand back and leave at once: Python would wait for threads that wait for a site."""
        try:
            for request in tuple(celery_state.active_requests):
                self._service.ledger.hand_back(request.id)
        except ClaimwireError as exc:
            log.warning("not_handed_back", code=exc.code)  # the leases lapse
        for child in active_children():
            child.terminate()
        log.info("worker_stopped")
        os._exit(0 if asked else code)


def _connect_signals(service: Service, stop: _Stop) -> None:
    def keep_our_logging(**_: Any) -> None:  # noqa: ANN401 - Celery's signals pass what they like
        """Having a receiver is what keeps Celery from setting up logging itself."""

    def ready(**_: Any) -> None:  # noqa: ANN401
        stop.install()
        log.info("worker_ready")

    def give_back(task_id: str, exception: BaseException, **_: Any) -> None:  # noqa: ANN401
        """Runs in the parent, for a child that was killed: its step need not wait for the lease."""
        if isinstance(exception, WorkerLostError | TimeLimitExceeded):
            log.warning("child_lost", task_id=task_id, error=type(exception).__name__)
            try:
                service.ledger.lapse(task_id)
            except ClaimwireError as exc:
                log.warning("step_waits_for_its_lease", code=exc.code)

    signals.setup_logging.connect(keep_our_logging, weak=False)
    signals.worker_ready.connect(ready, weak=False)
    signals.task_failure.connect(give_back, weak=False)


def _concurrency(settings: Settings, stage: Stage) -> int:
    match stage:
        case Stage.FETCH:
            return settings.fetch_concurrency
        case Stage.EXTRACT:
            return settings.extract_concurrency or len(os.sched_getaffinity(0))
        case Stage.DELIVER:
            return settings.deliver_concurrency
