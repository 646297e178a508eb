"""Whether a Celery worker consumes: its heartbeat, and the end of one that lives and gets nothing.

Both are timers of the consumer's own loop. A loop that hangs, or waits for Redis to come back, touches no heartbeat.
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

    Workers of Celery have come back from a lost connection alive, connected, and deaf (celery #8030, #9054, #10205); a
    restart is what helps. It counts looks, not time: a machine that slept does not end what it wakes up with.
    """

    def __init__(self, waiting_hints: Callable[[], int], end: Callable[[], object], *, limit_seconds: float) -> None:
        self._waiting_hints = waiting_hints
        self._end = end
        self._most_looks = max(1, round(limit_seconds / ROUND_SECONDS))
        self._looks_in_vain = 0

    def received(self, **_: Any) -> None:  # noqa: ANN401 - Celery's signals pass what they like
        """A hint has come."""
        self._looks_in_vain = 0

    def look(self) -> None:
        """Look at the queue; while Redis does not answer, nothing is known of it."""
        try:
            waiting = self._waiting_hints()
        except ClaimwireError:
            waiting = 0
        self._looks_in_vain = self._looks_in_vain + 1 if waiting else 0
        if self._looks_in_vain > self._most_looks:
            log.error("worker_consumes_nothing", waiting_hints=waiting, looks=self._looks_in_vain)
            self._end()


def liveness_step(beat: Callable[[], object], watchdog: Watchdog) -> type[bootsteps.StartStopStep]:
    """Return the step of Celery's consumer that does a round each second while it is connected and consuming."""

    class Liveness(bootsteps.StartStopStep):  # type: ignore[misc] # celery has no types
        requires = ("celery.worker.consumer:Tasks",)

        def start(self, consumer: Any) -> None:  # noqa: ANN401 - as above
            def do_round() -> None:
                beat()
                watchdog.look()

            watchdog.received()  # a new connection has its whole time
            self._timer = consumer.timer.call_repeatedly(ROUND_SECONDS, do_round)

        def stop(self, _consumer: Any) -> None:  # noqa: ANN401 - as above
            self._timer.cancel()

    return Liveness
