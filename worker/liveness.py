"""Whether a Celery worker consumes: its heartbeat, its pool, and the end of one that lives and gets nothing.

A timer of the consumer's own loop does it all. A loop that hangs, or that Redis does not answer, touches no heartbeat.
"""

from collections.abc import Callable
from typing import Any

import structlog
from celery import bootsteps

from worker.errors import ClaimwireError

ROUND_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Watchdog:
    """Ends a worker whose queue holds hints at every look while it gets none.

    Workers of Celery have come back from a lost connection alive, connected, and deaf, each time for another reason
    (celery #8030, #9054, #10205, #10302); kombu 5.7 has learned of one more, and takes 51 s over it. A restart helps
    against all. It counts looks, not time: a machine that slept does not end what it wakes up with.
    """

    def __init__(self, waiting_hints: Callable[[], int], end: Callable[[], object], *, limit_seconds: float) -> None:
        self._waiting_hints = waiting_hints
        self._end = end
        self._most_looks = max(1, round(limit_seconds / ROUND_SECONDS))
        self._looks_in_vain = 0

    def received(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signals pass what they like
        """A hint has come."""
        self._looks_in_vain = 0

    def look(self) -> bool:
        """Look at the queue; return whether Redis answered: without that, nothing is known of it."""
        try:
            waiting = self._waiting_hints()
        except ClaimwireError:
            self._looks_in_vain = 0
            return False
        self._looks_in_vain = self._looks_in_vain + 1 if waiting else 0
        if self._looks_in_vain > self._most_looks:
            log.error("worker_consumes_nothing", waiting_hints=waiting, looks=self._looks_in_vain)
            self._end()
        return True


def liveness_step(beat: Callable[[], object], watchdog: Watchdog) -> type[bootsteps.StartStopStep]:
    """Return the step of Celery's consumer that does a round each second while it is connected and consuming."""

    class Liveness(bootsteps.StartStopStep):  # type: ignore[misc] # celery has no types
        requires = ("celery.worker.consumer:Tasks",)
        _timer: Any = None  # a connection may be lost before it is consumed from

        def start(self, consumer: Any) -> None:  # noqa: ANN401 - as above
            # Celery looks for a lost child when its pipe closes, when the system may not call it dead yet, and then
            # only 5 s later (billiard 4.3); threads have nothing to look for
            mend_pool = getattr(consumer.pool, "maintain_pool", lambda: None)

            def do_round() -> None:
                mend_pool()
                if watchdog.look():
                    beat()

            if self._timer is not None:
                log.info("store_back")
            watchdog.received()  # a new connection has its whole time
            self._timer = consumer.timer.call_repeatedly(ROUND_SECONDS, do_round)

        def stop(self, _consumer: Any) -> None:  # noqa: ANN401 - as above
            if self._timer is not None:
                self._timer.cancel()

    return Liveness
