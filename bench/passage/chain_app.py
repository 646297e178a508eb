"""A plain Celery chain of three tasks that do nothing, set as one that is to lose nothing is usually set."""

import os

from celery import Celery

from bench.passage.service import PAGE

app = Celery("chain", broker=os.environ["CHAIN_REDIS_URL"], backend=os.environ["CHAIN_REDIS_URL"])
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    task_routes={f"{__name__}.{stage}": {"queue": stage} for stage in ("fetch", "extract", "deliver")},
    task_ignore_result=True,
    worker_enable_remote_control=False,
)


@app.task  # type: ignore[untyped-decorator] # celery has no types
def fetch(job_id: str, url: str) -> None:
    extract.delay(job_id, url, PAGE.decode())


@app.task  # type: ignore[untyped-decorator]
def extract(job_id: str, url: str, page: str) -> None:
    report = {"id": job_id, "url": url, "text": page}
    # the report is kept for its reader, as claimwire keeps it
    app.backend.store_result(job_id, report, "SUCCESS")
    deliver.delay(job_id, report)


@app.task  # type: ignore[untyped-decorator]
def deliver(_job_id: str, _report: dict[str, str]) -> None:
    app.backend.client.incr("delivered")
