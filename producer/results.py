"""Reading results from the Celery result backend: the only place of the client that needs Celery."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import ValidationError

from contract.failure import JobFailed
from contract.report import Report
from producer.errors import NotConfigured, ResultUnreadable
from producer.translation import redis_errors_translated

if TYPE_CHECKING:
    from celery import Celery


class Results:
    """The results of jobs; nothing is imported or connected before the first is read."""

    def __init__(self, config: Mapping[str, object]) -> None:
        self._config = config

    def read(self, job_id: str) -> Report | None:
        """Return the report stored under the id; none yet gives None.

        Raises:
            JobFailed: the job was given up.
            ResultUnreadable: what is stored is no report that this version reads.
        """
        with redis_errors_translated():
            # not by AsyncResult: its `__del__` swallows a Ctrl-C that comes while it runs
            meta = self._app.backend.get_task_meta(job_id, cache=False)
        state, value = meta["status"], meta["result"]
        if state == "SUCCESS":
            try:
                return Report.model_validate(value)
            except ValidationError as exc:
                raise ResultUnreadable(
                    "result.unreadable", f"the result of {job_id} is no report of this version; update claimwire"
                ) from exc
        if state == "FAILURE":
            if isinstance(value, JobFailed):
                raise value
            raise ResultUnreadable(
                "result.foreign", f"the result of {job_id} is a {type(value).__name__}, stored by something else"
            )
        return None

    def prepare(self) -> None:
        """Load Celery and look at the backend's settings, as the first `read` would; raises NotConfigured."""
        _ = self._app

    @cached_property
    def _app(self) -> "Celery":
        # Celery takes 0.2 s to import, which a mere submission need not pay
        from celery import Celery  # noqa: PLC0415
        from celery.exceptions import ImproperlyConfigured  # noqa: PLC0415

        app = Celery("claimwire", set_as_current=False, config_source=dict(self._config))
        try:
            _ = app.backend
        except (ImproperlyConfigured, ImportError, ValueError) as exc:
            raise NotConfigured(
                "settings.result_backend", f"the result backend cannot be used; check its URL ({_first_line(exc)})"
            ) from exc
        return app

    def close(self) -> None:
        """Give the connections back."""
        app: Celery | None = vars(self).pop("_app", None)
        if app is not None:
            # Celery's own close() leaves the connections of a Redis backend open
            client = getattr(app.backend, "client", None)
            if client is not None:
                client.close()
            app.close()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
