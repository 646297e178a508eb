"""The Python client: jobs in, status and reports out.

with Client("redis://localhost:6379/0") as client:
    job_id = client.submit("https://news.example/article")
    report = client.wait(job_id, timeout_seconds=60)
"""

import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Self

import redis
from pydantic import TypeAdapter, ValidationError
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from contract import names
from contract.batch import Batch, BatchStatus
from contract.connection import redis_urls
from contract.failure import JobFailed
from contract.job import Job, JobId, Lane
from contract.problems import first_problem
from contract.report import Report
from contract.results import result_backend_config
from contract.status import JobState, JobStatus
from producer.errors import InvalidJob, JobRejected, NotConfigured, ResultUnreadable, WaitTimeout
from producer.inbox import Addressed, Submitted, chunks, send
from producer.jobs import make_job
from producer.results import Results
from producer.settings import settings_from
from producer.translation import redis_errors_translated

FIRST_POLL_SECONDS: Final = 0.02
LONGEST_POLL_SECONDS: Final = 0.5
JOB_ID: Final[TypeAdapter[str]] = TypeAdapter(JobId)


class Client:
    """A producer's end of the queue. Threads may share it; close it, or use it as a context manager."""

    def __init__(
        self, redis_url: str, *, key_prefix: str = names.DEFAULT_PREFIX, result_backend: str | None = None
    ) -> None:
        try:
            url = redis_urls(redis_url).client
        except ValueError as exc:
            raise NotConfigured("settings.redis_url", f"the Redis URL cannot be used: {exc}") from exc
        try:
            config = result_backend_config(result_backend or redis_url, key_prefix)
        except ValueError as exc:
            raise NotConfigured("settings.result_backend", f"the result backend cannot be used: {exc}") from exc
        self._prefix = key_prefix
        self._results = Results(config)
        self._redis: redis.Redis = redis.Redis.from_url(
            url,
            decode_responses=True,
            socket_connect_timeout=5,
            socket_timeout=30,
            health_check_interval=25,
            retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), retries=3),
        )

    @classmethod
    def from_environment(cls) -> Self:
        """Return a client for what CLAIMWIRE_REDIS_URL names, or for the embedded server of this directory."""
        settings = settings_from(os.environ)
        return cls(settings.redis_url, key_prefix=settings.key_prefix, result_backend=settings.result_backend)

    def submit(
        self,
        url: str | None = None,
        *,
        html: str | None = None,
        text: str | None = None,
        endpoints: Iterable[str] | None = None,
        tags: Iterable[str] = (),
        batch: str | None = None,
        published_at: date | None = None,
        force: bool = False,
        lane: Lane = Lane.NORMAL,
        id: str | None = None,  # noqa: A002 - the name on the wire, and in every other interface
    ) -> str:
        """Queue one article and return the job's id. What became of it is read later, by the id.

        The article is fetched from the URL, or handed in as `html` or `text`, whose URL may be left out.
        The same id again is recognised as a repetition.
        """
        job = make_job(
            url,
            html=html,
            text=text,
            job_id=uuid.uuid4().hex if id is None else id,
            endpoints=endpoints,
            tags=tags,
            batch=batch,
            published_at=published_at,
            force=force,
        )
        [submitted] = self.submit_many([job], lane=lane)
        return submitted.id

    def submit_many(
        self,
        articles: Iterable[str | Job],
        *,
        endpoints: Sequence[str] | None = None,
        tags: Sequence[str] = (),
        batch: str | None = None,
        published_at: date | None = None,
        force: bool = False,
        lane: Lane = Lane.NORMAL,
        on_sent: Callable[[int], None] | None = None,
    ) -> Iterator[Submitted]:
        """Queue articles while the result is iterated; what has been yielded is in Redis, in the order given.

        URLs get the options given here, a Job keeps its own. Memory does not grow with the number of articles.
        `on_sent` gets the number sent so far after each round trip. An article that is none raises `InvalidJob`
        when all before it have been sent.
        """

        def addressed(article: str | Job) -> Addressed:
            if isinstance(article, Job):
                job_id = article.id or uuid.uuid4().hex
                job = article if article.id else article.model_copy(update={"id": job_id})
                return Addressed(job, Submitted(job_id, article.address or ""))
            job_id = uuid.uuid4().hex
            job = make_job(
                article,
                job_id=job_id,
                endpoints=endpoints,
                tags=tags,
                batch=batch,
                published_at=published_at,
                force=force,
            )
            return Addressed(job, Submitted(job_id, article))

        stream = self._prefix + names.inbox(lane)
        sent = 0
        for chunk in chunks(addressed(article) for article in articles):
            for submitted in send(self._redis, stream, chunk):
                sent += 1
                yield submitted
            if on_sent is not None:
                on_sent(sent)

    def open_batch(
        self,
        batch_id: str,
        *,
        size: int | None = None,
        endpoints: Iterable[str] | None = None,
        lane: Lane = Lane.NORMAL,
    ) -> None:
        """Say how many jobs a batch has, where that is known, and who is told when all have ended.

        A batch needs no opening: a job that names it does so. Without `endpoints`, those of its jobs are told.
        """
        self._send_batch(batch_id, lane, size=size, endpoints=None if endpoints is None else tuple(endpoints))

    def close_batch(self, batch_id: str, *, lane: Lane = Lane.NORMAL) -> None:
        """Say that a batch has the jobs that were submitted before, on the same lane, and no more."""
        self._send_batch(batch_id, lane, close=True)

    def batch(self, batch_id: str) -> BatchStatus:
        """Return how many jobs of a batch have ended, and how; one that nobody has heard of is `unknown`."""
        _check_id(batch_id)
        try:
            fields, history = self._record(names.batch(batch_id), with_history=True)
            return BatchStatus.from_ledger(batch_id, fields, history)
        except ValueError as exc:
            raise _unreadable(batch_id) from exc

    def status(self, job_id: str) -> JobStatus:
        """Return what the ledger knows of the job; one that is still in the inbox is `unknown`."""
        return self._status(job_id, with_history=True)

    def result(self, job_id: str) -> Report | None:
        """Return the report; not yet there gives None. A duplicate has the report of the job that it repeats.

        Raises:
            JobFailed: the job was given up.
            JobRejected: the service did not take it.
            ResultUnreadable: it was stored and is gone, or is no report of this version.
        """
        # The state is read before the result, which a worker stores first: "extracted" without a result is no race.
        status = self._status(job_id, with_history=False)
        met = {job_id}
        while status.state is JobState.DUPLICATE and status.duplicate_of and status.duplicate_of not in met:
            met.add(status.duplicate_of)
            status = self._status(status.duplicate_of, with_history=False)
        if status.state is JobState.REJECTED:
            code, message = (status.error.code, status.error.message) if status.error else ("job.rejected", "no reason")
            raise JobRejected(code, message)
        if status.state in (JobState.WAITING, JobState.FETCHED):
            return None  # what is stored, if anything, is how it failed before an operator had it begin anew
        report = self._results.read(status.id)
        if report is None and status.state is JobState.FAILED and status.error is not None:
            raise JobFailed.from_problem(status.error)
        if report is None and status.state.has_report:
            raise ResultUnreadable(
                "result.missing",
                f"the report of {status.id} was made but is not in the result backend: it is past its retention, "
                "or CLAIMWIRE_RESULT_BACKEND is not what the workers have",
            )
        return report

    def prepare_results(self) -> None:
        """Do now what the first `result` would do first: load Celery, which takes 0.2 s, and check its backend.

        Raises:
            NotConfigured: the result backend cannot be used.
        """
        self._results.prepare()

    def wait(self, job_id: str, timeout_seconds: float) -> Report:
        """Return the report as soon as it is there; errors as for `result`.

        Raises:
            WaitTimeout: it was not there in time. The job goes on.
        """
        deadline = time.monotonic() + timeout_seconds
        pause = FIRST_POLL_SECONDS
        while (report := self.result(job_id)) is None:
            left = deadline - time.monotonic()
            if left <= 0:
                waited = f"after {timeout_seconds:g} s" if timeout_seconds else "yet"
                raise WaitTimeout(
                    "result.not_yet",
                    f"{job_id} has no result {waited}; ask again later (`claimwire status {job_id}` shows where it is)",
                )
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, LONGEST_POLL_SECONDS)
        return report

    def close(self) -> None:
        """Give the connections back."""
        self._results.close()
        self._redis.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _status(self, job_id: str, *, with_history: bool) -> JobStatus:
        _check_id(job_id)
        try:
            fields, history = self._record(job_id, with_history=with_history)
            return JobStatus.from_ledger(job_id, fields, history)
        except ValueError as exc:
            raise _unreadable(job_id) from exc

    def _record(self, record_id: str, *, with_history: bool) -> tuple[dict[str, str], list[str]]:
        with redis_errors_translated():
            pipeline = self._redis.pipeline(transaction=True)
            pipeline.hgetall(self._prefix + names.job(record_id))
            if with_history:
                pipeline.lrange(self._prefix + names.history(record_id), 0, -1)
            fields, *history = pipeline.execute()
        return fields, history[0] if history else []

    def _send_batch(self, batch_id: str, lane: Lane, **said: object) -> None:
        try:
            batch = Batch.model_validate({"id": batch_id, **said})
        except ValidationError as exc:
            problem = first_problem(exc)
            raise InvalidJob(problem.field, problem.message) from exc
        with redis_errors_translated():
            self._redis.xadd(self._prefix + names.inbox(lane), {names.BATCH_FIELD: batch.to_json()})


def _check_id(given: str) -> None:
    """Refuse what is no id: it becomes a part of keys, and of file names in a file:// backend."""
    try:
        JOB_ID.validate_python(given)
    except ValidationError as exc:
        raise InvalidJob("id", "1 to 64 letters, digits, _ and - are expected") from exc


def _unreadable(given: str) -> ResultUnreadable:
    message = f"the ledger's entry for {given} is not of this version; update claimwire"
    return ResultUnreadable("status.unreadable", message)
