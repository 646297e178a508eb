"""An inbox entry -> a job, or the reason why it is none. Anybody may have put anything there."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from contract.base import SCHEMA_VERSION
from contract.job import Job
from contract.names import JOB_FIELD
from contract.problems import first_problem

DEFAULT_ENDPOINT = "default"
MOST_FIELD_CHARACTERS = 100
"""Of a field's name in a refusal: a stranger chose it."""
_JOB_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Admission:
    """A valid job and what the ledger wants to know of it."""

    job: Job
    host: str
    endpoints: tuple[str, ...]
    twin: str
    """Digest of what makes two jobs duplicates: URL and endpoints."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an entry is no job."""

    code: str
    message: str
    field: str
    """What is wrong: of the entry, or of the Job message."""
    job_id: str
    """The id that the message names, where it is usable, so that its producer finds the verdict; else the entry's."""


def judge(fields: Mapping[bytes, bytes], entry_id: str, *, known_endpoints: AbstractSet[str]) -> Admission | Refusal:
    """Read an inbox entry; without an id of its own the job gets the entry's."""
    raw = fields.get(JOB_FIELD.encode())
    if raw is None:
        return Refusal("inbox.missing_field", f"put the Job message into the field `{JOB_FIELD}`", JOB_FIELD, entry_id)
    if unknown := sorted(set(fields) - {JOB_FIELD.encode()}):
        name = unknown[0].decode("utf8", "backslashreplace")[:MOST_FIELD_CHARACTERS]
        return Refusal(
            "inbox.unknown_field", f"the entry has one field, `{JOB_FIELD}`; take out {name!r}", name, entry_id
        )
    try:
        message = json.loads(raw)
    except (ValueError, RecursionError):
        return Refusal(
            "inbox.not_json", f"the field `{JOB_FIELD}` must hold a JSON object, in UTF-8", JOB_FIELD, entry_id
        )
    if not isinstance(message, dict):
        return Refusal("inbox.not_json", f"the field `{JOB_FIELD}` must hold a JSON object", JOB_FIELD, entry_id)
    return _judge_message(message, entry_id, known_endpoints)


def _judge_message(message: dict[str, Any], entry_id: str, known_endpoints: AbstractSet[str]) -> Admission | Refusal:
    given_id = message.get("id")
    job_id = given_id if isinstance(given_id, str) and _JOB_ID.fullmatch(given_id) else entry_id
    version = message.get("version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        reason = f"this gate reads version {SCHEMA_VERSION}; upgrade the gate, or send that version"
        return Refusal("inbox.unknown_version", reason, "version", job_id)
    try:
        job = Job.model_validate(message | {"id": entry_id if given_id is None else given_id})
    except ValidationError as exc:
        return _refuse_invalid(exc, job_id)
    endpoints = job.endpoints
    if endpoints is None:
        endpoints = (DEFAULT_ENDPOINT,) if DEFAULT_ENDPOINT in known_endpoints else ()
    for endpoint in endpoints:
        if endpoint not in known_endpoints:
            known = ", ".join(sorted(known_endpoints)) or "none"
            reason = f"no endpoint {endpoint!r} in CLAIMWIRE_ENDPOINTS; known: {known}"
            return Refusal("inbox.unknown_endpoint", reason, "endpoints", job_id)
    endpoints = tuple(dict.fromkeys(endpoints))
    return Admission(job=job, host=str(job.url.host), endpoints=endpoints, twin=_twin(job, endpoints))


def _refuse_invalid(exc: ValidationError, job_id: str) -> Refusal:
    field, kind, message = first_problem(exc)
    match kind:
        case "extra_forbidden":
            field = field[:MOST_FIELD_CHARACTERS]
            return Refusal("inbox.unknown_field", f"the Job message has no field {field!r}", field, job_id)
        case "missing":
            return Refusal("inbox.missing_field", f"the Job message needs the field {field!r}", field, job_id)
        case _:
            code = "inbox.bad_url" if field == "url" else "inbox.invalid"
            return Refusal(code, f"{field}: {message}", field, job_id)


def _twin(job: Job, endpoints: Sequence[str]) -> str:
    """Return the digest of the URL without its fragment, and the endpoints."""
    url, _, _ = str(job.url).partition("#")
    return hashlib.sha256("\n".join((url, *sorted(endpoints))).encode()).hexdigest()
