"""The Celery result backend, as the home of reports: one a job, under the job's id."""

from typing import Any

from celery import Celery, states
from celery.backends.base import Backend

from contract.failure import JobFailed
from contract.report import Outcome, Report
from worker.errors import UnavailableError


class BackendResults:
    """Keeps reports where plain `celery.result.AsyncResult(job_id)` finds them."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def store(self, report: Report) -> None:
        """Keep the report: extracted as SUCCESS with the report, failed as FAILURE with `JobFailed`.

        Celery's key-value backends let the first SUCCESS of an id stand.

        Raises:
            UnavailableError: `results.unavailable`.
        """
        try:
            if report.outcome is Outcome.FAILED and report.error is not None:
                self._backend.store_result(report.id, JobFailed.from_problem(report.error), states.FAILURE)
            else:
                self._backend.store_result(report.id, report.to_dict(), states.SUCCESS)
        except Exception as exc:  # each backend has errors of its own
            raise _unavailable(exc) from exc

    def load(self, job_id: str) -> dict[str, Any] | None:
        """Return the report of an extracted job as plain JSON types; None when there is none.

        Raises:
            UnavailableError: `results.unavailable`.
        """
        try:
            meta = self._backend.get_task_meta(job_id, cache=False)
        except Exception as exc:
            raise _unavailable(exc) from exc
        return meta["result"] if meta["status"] == states.SUCCESS else None

    def forget_old(self) -> None:
        """Drop what has expired, in backends that do not do so by themselves."""
        try:
            self._backend.cleanup()
        except Exception as exc:
            raise _unavailable(exc) from exc

    @property
    def _backend(self) -> Backend:
        return self._app.backend


def _unavailable(exc: Exception) -> UnavailableError:
    return UnavailableError("results.unavailable", f"the result backend did not do as asked: {type(exc).__name__}")
