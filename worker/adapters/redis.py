"""Connections to Redis: one client a process, that outlives a restart of the server."""

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

TIMEOUT_SECONDS = 10
"""For one answer: longer than any script runs, shorter than a lease."""
RETRIES = 5
"""With waits of 0.1 to 2 s: rides out a restart. Every script may be repeated: a token fences out the second time."""


def connect(url: str, *, timeout_seconds: float = TIMEOUT_SECONDS, retries: int = RETRIES) -> Redis:
    """Return a client for this URL, in redis-py's spelling; it connects when first used."""
    return Redis.from_url(
        url,
        protocol=2,
        socket_timeout=timeout_seconds,
        socket_connect_timeout=timeout_seconds,
        health_check_interval=25,
        retry=Retry(ExponentialBackoff(cap=2, base=0.1), retries),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
    )
