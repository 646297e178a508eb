"""Celery, as the carrier of hints: its settings, and how a hint is sent.

Messages are disposable, so they are acknowledged early, never retried by Celery and never delayed; the traps that the
settings below avoid were read in the source of Celery 5.7.
"""

from collections.abc import Mapping

import structlog
from celery import Celery
from celery.exceptions import ImproperlyConfigured
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from contract.connection import RedisUrls
from contract.report import Stage
from worker.adapters.broker.transport import HintTransport
from worker.errors import PermanentError
from worker.steps import Step

log = structlog.get_logger(__name__)


def celery_app(urls: RedisUrls, *, prefix: str, results: Mapping[str, object]) -> Celery:
    """Return an app for hints over this Redis, with results as `contract.results` configures them.

    Raises:
        PermanentError: `settings.result_backend`: there is no such backend, or it cannot be used.
    """
    app = Celery("claimwire", amqp=HintTransport, set_as_current=False)
    app.conf.update(
        results,
        broker_url=urls.broker,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "global_keyprefix": prefix,
            "socket_keepalive": True,
            "socket_timeout": 30,
            "health_check_interval": 25,
        },
        accept_content=["json"],
        task_serializer="json",
        task_acks_late=False,
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_publish_retry=False,  # a hint that is not sent is sent again by the gate
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_proc_alive_timeout=60,  # a slow start of a child is otherwise a loop of kills
        worker_cancel_long_running_tasks_on_connection_loss=False,
        enable_utc=True,
    )
    try:
        _ = app.backend
    except (ImproperlyConfigured, ImportError, ValueError) as exc:
        reason = str(exc).strip().partition("\n")[0]
        raise PermanentError("settings.result_backend", f"CLAIMWIRE_RESULT_BACKEND cannot be used: {reason}") from exc
    return app


def task_name(stage: Stage) -> str:
    """Return the Celery name of the stage's task; its queue is named after the stage."""
    return f"claimwire.{stage}"


class Hints:
    """Sends the messages that make a worker ask the ledger for a step."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def send(self, step: Step) -> None:
        """Send a hint; one that cannot be sent now is logged, and sent again by the gate after its resend time."""
        arguments = (step.job_id,) if step.endpoint is None else (step.job_id, step.endpoint)
        try:
            # send_task does not read the task's own ignore_result
            self._app.send_task(task_name(step.stage), arguments, queue=str(step.stage), ignore_result=True)
        except (OperationalError, RedisError) as exc:
            log.warning("hint_not_sent", step=str(step), error=type(exc).__name__)
