"""The stream that jobs are put on: `XADD {prefix}inbox:{lane} * job <Job as JSON>`, many a round trip."""

import time
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import redis

from contract.job import Job
from contract.names import JOB_FIELD
from producer.errors import InvalidJob
from producer.translation import redis_errors_translated, translate

CHUNK_JOBS: Final = 500
"""Jobs a round trip. bench/submit.py gains nothing by more, and a chunk is what a broken connection leaves in doubt."""
CHUNK_SECONDS: Final = 0.2
"""The longest that a job waits for its chunk to fill while its source is slow, where another one follows."""


class Submitted(NamedTuple):
    """A job that Redis has taken: the id to ask for, and the URL as it was given."""

    id: str
    url: str


class Addressed(NamedTuple):
    """A job on its way, with what will be told of it."""

    job: Job
    submitted: Submitted


def chunks(jobs: Iterable[Addressed]) -> Iterator[list[Addressed]]:
    """Yield the jobs in the portions that are sent; what precedes an `InvalidJob` is yielded before it is raised."""
    pending: list[Addressed] = []
    began = time.monotonic()
    try:
        for job in jobs:
            pending.append(job)
            if len(pending) >= CHUNK_JOBS or time.monotonic() - began >= CHUNK_SECONDS:
                yield pending
                pending = []
                began = time.monotonic()
    except InvalidJob:
        if pending:
            yield pending
        raise
    if pending:
        yield pending


def send(server: redis.Redis, stream: str, chunk: Iterable[Addressed]) -> Iterator[Submitted]:
    """Add the jobs in one round trip and yield those that were taken.

    Raises:
        QueueUnavailable: after the last job that was taken. When the connection broke, the whole chunk is in doubt:
            send it again with the same ids, the service recognises them.
    """
    chunk = list(chunk)
    # no MULTI: a long transaction would stop the server for everyone, and a part of a chunk is as good as the whole
    pipeline = server.pipeline(transaction=False)
    for job, _ in chunk:
        pipeline.xadd(stream, {JOB_FIELD: job.to_json()})
    with redis_errors_translated():
        replies = pipeline.execute(raise_on_error=False)
    refusal: Exception | None = None
    for (_, submitted), reply in zip(chunk, replies, strict=True):
        if isinstance(reply, Exception):
            refusal = refusal or reply
        else:
            yield submitted
    if refusal is not None:
        raise translate(refusal) from refusal
