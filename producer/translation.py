"""Redis' errors in the client's words: one table, asked from the most special to the most general."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from redis import exceptions as redis_errors

from producer.errors import QueueFull, QueueUnavailable

TABLE: Final[tuple[tuple[type[Exception], type[QueueUnavailable], str, str], ...]] = (
    (
        redis_errors.OutOfMemoryError,
        QueueFull,
        "queue.full",
        "Redis has no memory left; try again when jobs have been worked off, or raise its maxmemory",
    ),
    (
        redis_errors.AuthenticationError,
        QueueUnavailable,
        "queue.login",
        "Redis does not accept the user or the password; check the URL, and that both are percent-encoded",
    ),
    (
        redis_errors.NoPermissionError,
        QueueUnavailable,
        "queue.forbidden",
        "the Redis user may not do this; give it the commands and the key prefix that claimwire uses",
    ),
    (
        redis_errors.BusyLoadingError,
        QueueUnavailable,
        "queue.loading",
        "Redis is reading its data from disk; try again in a moment",
    ),
    (
        redis_errors.TimeoutError,
        QueueUnavailable,
        "queue.timeout",
        "Redis did not answer in time; look whether the server is overloaded or the network slow",
    ),
    (
        redis_errors.ConnectionError,
        QueueUnavailable,
        "queue.unavailable",
        "Redis cannot be reached; check the URL, and that the server runs",
    ),
    (
        redis_errors.RedisError,
        QueueUnavailable,
        "queue.refused",
        "Redis refused the command; its log and the reason given here tell why",
    ),
)


def translate(error: Exception) -> QueueUnavailable:
    """Return what a Redis error means; Redis' own words stand in parentheses (they hold no password)."""
    for foreign, ours, code, advice in TABLE:
        if isinstance(error, foreign):
            return ours(code, f"{advice} ({error})")
    raise TypeError("not an error of Redis") from error


@contextmanager
def redis_errors_translated() -> Iterator[None]:
    """Raise `QueueUnavailable` or `QueueFull` for any error of Redis."""
    try:
        yield
    except redis_errors.RedisError as exc:
        raise translate(exc) from exc
