"""The Celery result backend, as the home of reports: one a job, under the job's id."""

from typing import Any

from celery import Celery, states
from celery.backends.base import Backend
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, ReadOnlyError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from contract.connection import FOR_A_WHILE
from contract.failure import JobFailed
from contract.report import Report
from worker.errors import TransientError, UnavailableError

AWAY = (OSError, RedisConnectionError, RedisTimeoutError, OutOfMemoryError, ReadOnlyError)
"""What a backend says that will do as asked later; each kind of backend has other errors, which count as faults."""


class BackendResults:
    """Keeps reports where plain `celery.result.AsyncResult(job_id)` finds them."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def store(self, report: Report) -> None:
        """Keep the report: extracted as SUCCESS with the report, failed as FAILURE with `JobFailed`.

        Celery's key-value backends let the first SUCCESS of an id stand.

        Raises:
            TransientError: `results.unavailable` while it is away, `results.fault` when it answers with an error.
        """
        failure = JobFailed.from_problem(report.error) if report.error is not None else None
        value = failure or report.to_dict()
        try:
            self._backend.store_result(report.id, value, states.FAILURE if failure else states.SUCCESS)
        except Exception as exc:  # each kind of backend has errors of its own
            raise _failure(exc) from exc

    def load(self, job_id: str) -> dict[str, Any] | None:
        """Return the report of an extracted job as plain JSON types; None when there is none.

        Raises:
            TransientError: `results.unavailable` while it is away, `results.fault` when it answers with an error.
        """
        try:
            meta = self._backend.get_task_meta(job_id, cache=False)
        except Exception as exc:
            raise _failure(exc) from exc
        return meta["result"] if meta["status"] == states.SUCCESS else None

    def forget(self, job_id: str) -> None:
        """Drop what is kept of a job; errors as for `load`."""
        try:
            self._backend.forget(job_id)
        except Exception as exc:
            raise _failure(exc) from exc

    def forget_old(self) -> None:
        """Drop what has expired, in backends that do not do so by themselves."""
        try:
            self._backend.cleanup()
        except Exception as exc:
            raise _failure(exc) from exc

    @property
    def _backend(self) -> Backend:
        return self._app.backend


def _failure(exc: Exception) -> TransientError:
    if isinstance(exc, AWAY) or (isinstance(exc, ResponseError) and str(exc).startswith(FOR_A_WHILE)):
        return UnavailableError("results.unavailable", f"the result backend does not serve: {type(exc).__name__}")
    return TransientError("results.fault", f"the result backend refused what we asked: {type(exc).__name__}")
