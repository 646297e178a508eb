"""How results lie in the Celery result backend: the settings that whoever stores and whoever reads must share.

The report of a job is stored under the job's id (`celery-task-meta-{id}`, behind the prefix), so that plain
`celery.result.AsyncResult(job_id)` reads it: SUCCESS with the Report as a dict, or FAILURE with `contract.failure`.
"""

from typing import Final

from contract.connection import SCHEMES, redis_urls

RETENTION_SECONDS: Final = 7 * 24 * 3600
"""How long a result can be read: a week, since the retries of a delivery take three days."""

UNFIT: Final = {
    "rpc": "its results reach only the process that asked, and once",
    "cache+memory": "it lives in one process",
}


def result_backend_config(backend: str, prefix: str) -> dict[str, object]:
    """Return the Celery settings for results: pure data for `app.conf.update`, without broker and serializer of tasks.

    `backend` is a Redis URL as `redis_urls` reads it, or any other URL of a Celery backend (`file:///…`, `db+…`).
    Celery puts an underscore behind a prefix that does not end in one of `: _ - .`, in the keys of results only.

    Raises:
        ValueError: results could not be read later by their id; the message does not hold the URL.
    """
    scheme, separator, _ = backend.partition("://")
    if not separator:
        raise ValueError("the result backend must be a URL, as redis://host:6379/0 or file:///var/lib/claimwire")
    if scheme in UNFIT:
        raise ValueError(f"{scheme}:// cannot keep results: {UNFIT[scheme]}")
    config: dict[str, object] = {
        "result_backend": backend,
        "result_backend_transport_options": {"global_keyprefix": prefix},
        "result_serializer": "json",
        "result_accept_content": ["json"],
        "result_expires": RETENTION_SECONDS,
    }
    if scheme in SCHEMES:
        config |= {
            "result_backend": redis_urls(backend).backend,
            "redis_socket_connect_timeout": 5,
            "redis_socket_timeout": 30,
            "redis_backend_health_check_interval": 25,
            # Celery hands it to the socket connection too, which does not know it and fails
            "redis_socket_keepalive": scheme != "unix",
        }
    return config
