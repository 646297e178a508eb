"""Making a job, and saying in one line why something is none."""

from collections.abc import Iterable
from datetime import date

from pydantic import ValidationError

from contract.job import Job
from contract.problems import first_problem
from producer.errors import InvalidJob


def make_job(
    url: str | None,
    *,
    job_id: str,
    html: str | None = None,
    text: str | None = None,
    endpoints: Iterable[str] | None = None,
    tags: Iterable[str] = (),
    batch: str | None = None,
    published_at: date | None = None,
    force: bool = False,
) -> Job:
    """Return the message for one article.

    Raises:
        InvalidJob: names the first field that is wrong.
    """
    try:
        return Job(
            id=job_id,
            url=url,
            html=html,
            text=text,
            endpoints=None if endpoints is None else tuple(endpoints),
            tags=tuple(tags),
            batch=batch,
            published_at=published_at,
            force=force,
        )
    except ValidationError as exc:
        problem = first_problem(exc)
        raise InvalidJob(problem.field, problem.message) from exc
