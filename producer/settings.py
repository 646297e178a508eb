"""Where the queue is: from the environment, or from the file that an embedded server beside us has written.

CLAIMWIRE_REDIS_URL        redis://, rediss:// or unix://
CLAIMWIRE_KEY_PREFIX       in front of every key; default `claimwire:`
CLAIMWIRE_RESULT_BACKEND   a Celery result backend; default the same Redis
CLAIMWIRE_DATA_DIR         where `claimwire-worker up` keeps its server, and `redis.url`; default `.claimwire`

Each may lie in a file instead, which CLAIMWIRE_…_FILE names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from contract.environment import value_of
from contract.names import DEFAULT_PREFIX
from producer.errors import NotConfigured

REDIS_URL: Final = "CLAIMWIRE_REDIS_URL"
KEY_PREFIX: Final = "CLAIMWIRE_KEY_PREFIX"
RESULT_BACKEND: Final = "CLAIMWIRE_RESULT_BACKEND"
DATA_DIR: Final = "CLAIMWIRE_DATA_DIR"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a client needs; the URLs may hold passwords, so `repr` leaves them out."""

    redis_url: str = field(repr=False)
    key_prefix: str = DEFAULT_PREFIX
    result_backend: str | None = field(default=None, repr=False)


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Read the settings; an empty variable counts as none.

    Raises:
        NotConfigured: `settings.redis_url`: neither the environment nor the embedded server's file names a Redis;
            `settings.invalid`: a `…_FILE` variable names a file that cannot be read.
    """
    try:
        return Settings(
            redis_url=value_of(environ, REDIS_URL) or _url_of_embedded_server(environ),
            key_prefix=value_of(environ, KEY_PREFIX) or DEFAULT_PREFIX,
            result_backend=value_of(environ, RESULT_BACKEND),
        )
    except ValueError as exc:
        raise NotConfigured("settings.invalid", str(exc)) from exc


def _url_of_embedded_server(environ: Mapping[str, str]) -> str:
    file = Path(value_of(environ, DATA_DIR) or ".claimwire") / "redis.url"
    try:
        url = file.read_text(encoding="utf-8").strip()
    except OSError:
        url = ""
    if not url:
        raise NotConfigured(
            "settings.redis_url",
            f"no Redis is named; set {REDIS_URL} (redis://host:6379/0), "
            f"or run `claimwire-worker up` in this directory ({file} is not there)",
        )
    return url
