"""An inbox entry -> a job, word of a batch, or the reason why it is neither. Anybody may have put anything there."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from contract.base import SCHEMA_VERSION
from contract.batch import Batch
from contract.job import Job
from contract.names import BATCH_FIELD, JOB_FIELD
from contract.problems import first_problem
from worker.article.page import Page
from worker.canonical_urls import canonical_url
from worker.sites import pace_of

DEFAULT_ENDPOINT = "default"
MOST_FIELD_CHARACTERS = 100
"""Of a field's name in a refusal: a stranger chose it."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Admission:
    """A valid job and what the ledger wants to know of it."""

    job: Job
    host: str
    """Whose pace it is fetched at; empty when the article was handed in."""
    endpoints: tuple[str, ...]
    twin: str
    """Digest of what makes two jobs duplicates: article and endpoints."""
    page: Page | None
    """The article, where it was handed in."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an entry is no message of ours."""

    code: str
    message: str
    field: str
    """What is wrong: of the entry, or of the message."""
    job_id: str
    """The id that the message names, where it is usable, so that its producer finds the verdict; else the entry's.
    Empty for a Batch."""
    batch: str = ""
    """The batch that the job names, where that is usable: it is one job the less to wait for."""


@dataclass(frozen=True, slots=True)
class Held:
    """A message of a version that is not known here."""

    job_id: str
    """Under which it is told; empty for a Batch."""
    code: str
    message: str


Verdict = Admission | Batch | Refusal | Held


def judge(fields: Mapping[bytes, bytes], entry_id: str, *, known_endpoints: AbstractSet[str]) -> Verdict:
    """Read an inbox entry; without an id of its own the job gets the entry's."""
    found = _message_in(fields, entry_id)
    if isinstance(found, Refusal):
        return found
    field, message = found
    version = message.get("version", SCHEMA_VERSION)
    if isinstance(version, int) and version > SCHEMA_VERSION:
        reason = f"it is of version {version}, and this gate reads up to {SCHEMA_VERSION}: it waits for a newer gate"
        job_id = _usable(message.get("id")) or entry_id
        return Held(job_id if field == JOB_FIELD else "", "inbox.unknown_version", reason)
    if field == BATCH_FIELD:
        return _judge_batch(message, known_endpoints)
    return _judge_job(message, entry_id, known_endpoints)


def _message_in(fields: Mapping[bytes, bytes], entry_id: str) -> tuple[str, dict[str, Any]] | Refusal:
    """Return the entry's one field and the JSON object in it."""
    names = {name.decode("utf8", "backslashreplace") for name in fields}
    known = sorted(names & {JOB_FIELD, BATCH_FIELD})
    if not known:
        return Refusal("inbox.missing_field", f"put the Job message into the field `{JOB_FIELD}`", JOB_FIELD, entry_id)
    field = known[-1]
    if unknown := sorted(names - {field}):
        name = unknown[0][:MOST_FIELD_CHARACTERS]
        return Refusal("inbox.unknown_field", f"the entry has one field, `{field}`; take out {name!r}", name, entry_id)
    try:
        message = json.loads(fields[field.encode()])
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        return Refusal("inbox.not_json", f"the field `{field}` must hold a JSON object, in UTF-8", field, entry_id)
    return field, message


def _judge_job(message: dict[str, Any], entry_id: str, known_endpoints: AbstractSet[str]) -> Verdict:
    given_id = message.get("id")
    job_id = _usable(given_id) or entry_id
    batch = _usable(message.get("batch"))
    try:
        job = Job.model_validate(message | {"id": entry_id if given_id is None else given_id})
    except ValidationError as exc:
        return _refuse_invalid(exc, "Job", job_id, batch)
    endpoints = job.endpoints
    if endpoints is None:
        endpoints = (DEFAULT_ENDPOINT,) if DEFAULT_ENDPOINT in known_endpoints else ()
    if unknown := _first_unknown(endpoints, known_endpoints):
        return Refusal("inbox.unknown_endpoint", unknown, "endpoints", job_id, batch)
    endpoints = tuple(dict.fromkeys(endpoints))
    page = _page(job)
    host = "" if page else pace_of(str(job.url))
    return Admission(job=job, host=host, endpoints=endpoints, twin=_twin(job, endpoints), page=page)


def _page(job: Job) -> Page | None:
    """Return the article that was handed in."""
    if job.html is not None:
        return Page(job.html.encode(), "text/html; charset=utf-8", url=job.address)
    if job.text is not None:
        return Page(job.text.encode(), "text/plain; charset=utf-8", url=job.address)
    return None


def _judge_batch(message: dict[str, Any], known_endpoints: AbstractSet[str]) -> Verdict:
    try:
        batch = Batch.model_validate(message)
    except ValidationError as exc:
        return _refuse_invalid(exc, "Batch", "", "")
    if unknown := _first_unknown(batch.endpoints or (), known_endpoints):
        return Refusal("inbox.unknown_endpoint", unknown, "endpoints", "")
    return batch


def _usable(given: object) -> str:
    return given if isinstance(given, str) and _ID.fullmatch(given) else ""


def _first_unknown(endpoints: Sequence[str], known_endpoints: AbstractSet[str]) -> str:
    for endpoint in endpoints:
        if endpoint not in known_endpoints:
            known = ", ".join(sorted(known_endpoints)) or "none"
            return f"no endpoint {endpoint!r} in CLAIMWIRE_ENDPOINTS; known: {known}"
    return ""


def _refuse_invalid(exc: ValidationError, message_name: str, job_id: str, batch: str) -> Refusal:
    field, kind, message = first_problem(exc)
    match kind:
        case "extra_forbidden":
            field = field[:MOST_FIELD_CHARACTERS]
            reason = f"the {message_name} message has no field {field!r}"
            return Refusal("inbox.unknown_field", reason, field, job_id, batch)
        case "missing":
            reason = f"the {message_name} message needs the field {field!r}"
            return Refusal("inbox.missing_field", reason, field, job_id, batch)
        case _:
            code = "inbox.bad_url" if field == "url" else "inbox.invalid"
            return Refusal(code, f"{field}: {message}".removeprefix(": "), field, job_id, batch)


def _twin(job: Job, endpoints: Sequence[str]) -> str:
    """Return the digest of the article, be it handed in or known by its URL, and the endpoints."""
    article = job.html or job.text or canonical_url(str(job.url))
    return hashlib.sha256("\n".join((article, *sorted(endpoints))).encode()).hexdigest()
