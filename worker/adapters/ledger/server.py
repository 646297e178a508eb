"""The Redis server as the ledger uses it: plain commands, and Lua scripts of which each is one atomic move."""

from functools import cache
from importlib.resources import files
from typing import Any

from redis import Redis
from redis.exceptions import (
    AuthenticationError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from contract.connection import FOR_A_WHILE
from worker.errors import TransientError, UnavailableError

AWAY = (RedisConnectionError, RedisTimeoutError, OutOfMemoryError, ReadOnlyError, TryAgainError)
"""What a server says that will do as asked later: restarting, loading, full, a replica. The rest is a fault."""

Argument = str | int | float | bytes


class Server:
    """Asks one server, under one key prefix.

    Each method raises UnavailableError `ledger.unavailable` while the server is away, and TransientError `ledger.fault`
    when it answers with an error.
    """

    def __init__(self, client: Redis, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._registered: dict[str, Any] = {}

    def ask(self, *command: Argument) -> Any:  # noqa: ANN401 - what a command answers is its own
        """Send a command and return its answer, in redis-py's shapes."""
        try:
            return self._client.execute_command(*command)  # type: ignore[no-untyped-call] # untyped in redis-py
        except RedisError as exc:
            raise _failure(exc) from exc

    def run(self, name: str, *arguments: Argument) -> Any:  # noqa: ANN401 - each script states what it returns
        """Run the script `{name}.lua`."""
        script = self._registered.get(name)
        if script is None:
            script = self._registered[name] = self._client.register_script(_source(name))
        try:
            return script(keys=[self._prefix], args=arguments)
        except RedisError as exc:
            raise _failure(exc) from exc

    def key(self, name: str) -> str:
        """Return the name with the prefix."""
        return self._prefix + name


def _failure(exc: RedisError) -> TransientError:
    """Say in the ledger's words that Redis did not do what it was asked."""
    if isinstance(exc, AuthenticationError):
        return UnavailableError("ledger.login", f"Redis does not let us in: {exc}; check CLAIMWIRE_REDIS_URL")
    if isinstance(exc, AWAY) or (isinstance(exc, ResponseError) and str(exc).startswith(FOR_A_WHILE)):
        return UnavailableError("ledger.unavailable", f"Redis does not serve: {type(exc).__name__}: {exc}")
    return TransientError("ledger.fault", f"Redis refused what we asked: {type(exc).__name__}: {exc}")


SHARED = ("prelude", "places", "endpoints", "batches", "finishing")
"""What every script begins with; each may use what stands before it."""


@cache
def _source(name: str) -> str:
    """Return the script with the shared parts put between its `#!lua` line and its body."""
    shebang, body = _text_of(name).split("\n", 1)
    return "\n".join((shebang, *map(_text_of, SHARED), body))


def _text_of(name: str) -> str:
    return files(__package__).joinpath(f"{name}.lua").read_text("utf8")
