"""One Redis URL, in the spellings that redis-py, kombu and Celery's result backend each want.

`redis://`, `rediss://` (TLS) and `unix://` are understood, each with user, password and database. redis-py reads them
as they are; kombu and Celery want `redis+socket://` for a socket, and `ssl_cert_reqs` spelt out for TLS.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

SCHEMES = ("redis", "rediss", "unix")


@dataclass(frozen=True, slots=True)
class RedisUrls:
    """The same server for each library; all three may hold a password: never log them."""

    client: str
    """For redis-py."""
    broker: str
    """For kombu."""
    backend: str
    """For Celery's result backend."""


def redis_urls(url: str) -> RedisUrls:
    """Spell the URL for each library.

    Raises:
        ValueError: the URL names no Redis server; the message does not repeat it, for it may hold a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ValueError(f"the scheme must be one of {', '.join(SCHEMES)}")
    if parts.scheme == "unix":
        if not parts.path.startswith("/"):
            raise ValueError("a unix:// URL needs an absolute path to the socket")
        socket = _celery_socket_url(parts.path, parts.username, parts.password, parts.query)
        return RedisUrls(url, socket, socket)
    if not parts.hostname:
        raise ValueError("the host is missing")
    if parts.scheme == "rediss":
        query = dict(parse_qsl(parts.query))
        query.setdefault("ssl_cert_reqs", "required")
        url = urlunsplit(parts._replace(query=urlencode(query)))
    return RedisUrls(url, url, url)


def _celery_socket_url(path: str, username: str | None, password: str | None, query: str) -> str:
    """Return `redis+socket://[user:password@]/path?virtual_host=DB`."""
    database = dict(parse_qsl(query)).get("db", "0")
    login = ""
    if password is not None:
        login = f"{quote(unquote(username or ''), safe='')}:{quote(unquote(password), safe='')}@"
    return f"redis+socket://{login}{path}?virtual_host={database}"
