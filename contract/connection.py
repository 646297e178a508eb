"""One Redis URL, in the spellings that redis-py, kombu and Celery's result backend each want.

    redis://[user:password@]host[:port][/database]
    rediss://…   the same with TLS; ssl_cert_reqs, ssl_ca_certs, ssl_certfile, ssl_keyfile, ssl_check_hostname
    unix://[user:password@]/path/to/socket[?db=database]

User and password are percent-encoded. Where the libraries differ (redis-py 8.1, kombu 5.7, Celery 5.7):
a socket is `redis+socket://…?virtual_host=` to the latter two; kombu fails on `?db=`; kombu does not verify TLS when no
`ssl_…` parameter is given, and Celery refuses to start; redis-py knows `required` where Celery also knows
`CERT_REQUIRED`; Celery decodes the file names of TLS twice.
"""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

SCHEMES: Final = ("redis", "rediss", "unix")
TLS_FILES: Final = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
TLS_PARAMETERS: Final = ("ssl_cert_reqs", "ssl_check_hostname", *TLS_FILES)
CERT_REQS: Final = {
    "required": "required",
    "optional": "optional",
    "none": "none",
    "cert_required": "required",
    "cert_optional": "optional",
    "cert_none": "none",
}
FOR_A_WHILE: Final = ("BUSY", "CLUSTERDOWN", "MASTERDOWN", "MISCONF", "NOREPLICAS", "UNKILLABLE")
"""What an error of the server begins with that will pass: a long script, a full disk, a replica that is away."""
ENCODE_HINT: Final = "percent-encode the user name and the password (a / is %2F, an @ is %40, a # is %23)"


@dataclass(frozen=True, slots=True)
class RedisUrls:
    """The same server for each library. All three may hold a password, so none is shown by `repr`."""

    client: str = field(repr=False)
    """For redis-py."""
    broker: str = field(repr=False)
    """For kombu."""
    backend: str = field(repr=False)
    """For Celery's result backend."""


def redis_urls(url: str) -> RedisUrls:
    """Spell the URL for each library.

    Raises:
        ValueError: the URL names no Redis server; the message does not repeat it, for it may hold a password.
    """
    parts = _split(url)
    query = dict(parse_qsl(parts.query))
    database = _database(parts, query)
    _refuse_unknown(query, TLS_PARAMETERS if parts.scheme == "rediss" else ())
    if parts.scheme == "unix":
        login = parts.netloc if "@" in parts.netloc else ""
        socket = f"redis+socket://{login}{parts.path}?virtual_host={database}"
        return RedisUrls(f"unix://{login}{parts.path}?db={database}", socket, socket)
    plain = parts._replace(path=f"/{database}", query="")
    if parts.scheme == "redis":
        url = urlunsplit(plain)
        return RedisUrls(url, url, url)
    query["ssl_cert_reqs"] = _cert_reqs(query.get("ssl_cert_reqs", "required"))
    url = urlunsplit(plain._replace(query=urlencode(query)))
    twice_decoded = {name: quote(value) if name in TLS_FILES else value for name, value in query.items()}
    return RedisUrls(url, url, urlunsplit(plain._replace(query=urlencode(twice_decoded))))


def _split(url: str) -> SplitResult:
    """Return the parts of a URL that names a server."""
    # urllib's own messages quote the URL, and with it the password: `from None` keeps them out of tracebacks.
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading the port is what checks it
    except ValueError:
        raise ValueError(f"the URL cannot be read: {ENCODE_HINT}") from None
    if parts.scheme not in SCHEMES:
        raise ValueError(f"the scheme must be one of {', '.join(SCHEMES)}")
    if parts.fragment:
        raise ValueError(f"the URL has a # in it: {ENCODE_HINT}")
    if parts.scheme == "unix":
        if parts.hostname or len(parts.path) < len("/s"):
            raise ValueError("a unix:// URL needs an absolute path to the socket: unix:///run/redis.sock")
    elif not parts.hostname:
        raise ValueError("the host is missing")
    return parts


def _database(parts: SplitResult, query: dict[str, str]) -> int:
    """Take the database out of the query, or read it from the path; none is 0."""
    in_path = "" if parts.scheme == "unix" else parts.path.strip("/")
    database = query.pop("db", in_path) or "0"
    if not (database.isascii() and database.isdigit()):
        raise ValueError(f"the database must be a number, as in redis://host:6379/0; if it is one, {ENCODE_HINT}")
    return int(database)


def _refuse_unknown(query: dict[str, str], known: tuple[str, ...]) -> None:
    """Refuse a parameter that one of the libraries would ignore in silence, or fail on."""
    for name in query:
        if name not in known:
            raise ValueError(f"{name!r} is no parameter here; known are: {', '.join(('db', *known))}")


def _cert_reqs(value: str) -> str:
    """Return the word that all three libraries know."""
    try:
        return CERT_REQS[value.lower()]
    except KeyError:
        raise ValueError("ssl_cert_reqs must be required, optional or none") from None
