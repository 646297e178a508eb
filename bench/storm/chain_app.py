"""The same work as a plain Celery chain: fetch, extract, deliver, of which each sends the message for the next.

It is set as an experienced user of Celery sets it who wants to lose nothing:

- late acknowledgement and `task_reject_on_worker_lost`, so that what a dead process had is done again; prefetch 1;
- `visibility_timeout` of 60 s, which is above the longest task with its waits; `unacked_restore_throttle` 1, as kombu
  advises beside a short one, for it would look every 100 s only; and `unacked_mutex_expire` as long, for a worker that
  is killed while it looks would keep all others from it for five minutes;
- retries with growing, jittered waits for whatever fetch and deliver raise, ten times, none beyond 20 s, for a waiting
  message that outlives the visibility timeout would run twice;
- `task_publish_retry_policy` of about 10 s: Celery's own ends after half a second, and the server is away longer;
- reconnection without an end, health checks and keep-alive on the sockets;
- no result backend, no gossip, no mingle: nothing that the chain does not need;
- the model is loaded before the pool forks, so that a child that is killed is replaced at once.

The moment of submission travels along and is that of the report, and the `webhook-id` is made of the job's id: what
is done twice gives the same bytes under the same id.
"""

import json
import sys
import time
from datetime import datetime
from functools import cache
from typing import Any

import httpx
from celery import Celery, signals

from contract.delivery import Delivery, DeliveryEvent
from worker.article.page import Page
from worker.lifeline import end_with_supervisor
from worker.reporting import Reporter
from worker.settings import Settings

RETRIES = {"autoretry_for": (Exception,), "max_retries": 10, "retry_backoff": True, "retry_backoff_max": 20}

# at module level, because the command `celery -A` looks for it there; the server is named by its option --broker
app = Celery("chain", set_as_current=False)
app.conf.update(
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_routes={f"chain.{stage}": {"queue": stage} for stage in ("fetch", "extract", "deliver")},
    task_publish_retry_policy={"max_retries": 12, "interval_start": 0.1, "interval_step": 0.2, "interval_max": 1.0},
    worker_prefetch_multiplier=1,
    worker_proc_alive_timeout=60,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": 60,
        "unacked_restore_throttle": 1,
        "unacked_mutex_expire": 60,
        "socket_keepalive": True,
        "socket_timeout": 30,
        "health_check_interval": 25,
    },
)

Job = dict[str, str]
"""`id`, `url`, `receiver` (the URL to call), `at` (ISO 8601)."""


@app.task(name="chain.fetch", **RETRIES)  # type: ignore[untyped-decorator] # celery has no types
def fetch(job: Job) -> None:
    """Get the page and hand it on."""
    answer = httpx.get(job["url"], timeout=30, follow_redirects=True).raise_for_status()
    extract.delay(job, answer.text, answer.headers["content-type"])


@app.task(name="chain.extract")  # type: ignore[untyped-decorator]
def extract(job: Job, text: str, content_type: str) -> None:
    """Make the report and hand it on."""
    page = Page(text.encode(), content_type=content_type, url=job["url"])
    report = _reporter().report(page, report_id=job["id"], url=job["url"])
    delivery = Delivery(type=DeliveryEvent.EXTRACTED, timestamp=datetime.fromisoformat(job["at"]), data=report)
    deliver.delay(job, delivery.to_json())


@app.task(name="chain.deliver", **RETRIES)  # type: ignore[untyped-decorator]
def deliver(job: Job, body: str) -> None:
    """Call the receiver."""
    headers = {"content-type": "application/json", "webhook-id": f"chain_{job['id']}"}
    httpx.post(job["receiver"], content=body, headers=headers, timeout=15).raise_for_status()


@cache
def _reporter() -> Reporter:
    return Reporter.load(Settings.model_fields["spacy_model"].default)


@signals.celeryd_init.connect  # type: ignore[untyped-decorator]
def _prepare(sender: str, **_: Any) -> None:  # noqa: ANN401 - Celery's signals pass what they like
    end_with_supervisor()
    if sender.startswith("extract"):
        _reporter()


@signals.task_prerun.connect  # type: ignore[untyped-decorator]
def _tell_start(task: Any, args: Any, **_: Any) -> None:  # noqa: ANN401
    _tell("started", task.name, args[0])


@signals.task_postrun.connect  # type: ignore[untyped-decorator]
def _tell_end(task: Any, args: Any, **_: Any) -> None:  # noqa: ANN401
    _tell("done", task.name, args[0])


def _tell(event: str, task_name: str, job: Job) -> None:
    """Write a line into the log that `bench.storm.chain` reads; Celery has taken `sys.stderr` for its own."""
    line = {"at": time.time(), "job": job["id"], "step": task_name.removeprefix("chain."), "event": event}
    if sys.__stderr__ is not None:
        sys.__stderr__.write(json.dumps(line) + "\n")
