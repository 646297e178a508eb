"""One Redis URL reaches the same server through redis-py, kombu and Celery's result backend."""

import contextlib
import urllib.parse
from collections.abc import Iterator

import celery
import kombu
import kombu.exceptions
import pytest
import redis

from contract.connection import RedisUrls, redis_urls
from contract.results import result_backend_config

TLS = "ssl_cert_reqs=required"
SPELLINGS = [
    # what it shows, given, redis-py, kombu, Celery's backend (None: as for kombu)
    ("no database is 0", "redis://host", "redis://host/0", "redis://host/0", None),
    ("port and database", "redis://host:6380/3", "redis://host:6380/3", "redis://host:6380/3", None),
    ("the database as a parameter", "redis://host?db=3", "redis://host/3", "redis://host/3", None),
    ("only a password", "redis://:p%40ss@host/0", "redis://:p%40ss@host/0", "redis://:p%40ss@host/0", None),
    ("user and password", "redis://u:p@host/0", "redis://u:p@host/0", "redis://u:p@host/0", None),
    ("IPv6", "redis://[::1]:6379/0", "redis://[::1]:6379/0", "redis://[::1]:6379/0", None),
    ("TLS is verified by default", "rediss://host", f"rediss://host/0?{TLS}", f"rediss://host/0?{TLS}", None),
    (
        "one word for all libraries",
        "rediss://host/1?ssl_cert_reqs=CERT_NONE",
        "rediss://host/1?ssl_cert_reqs=none",
        "rediss://host/1?ssl_cert_reqs=none",
        None,
    ),
    (
        "Celery decodes file names twice",
        "rediss://host?ssl_ca_certs=/etc/50%2525.pem",
        f"rediss://host/0?ssl_ca_certs=%2Fetc%2F50%2525.pem&{TLS}",
        f"rediss://host/0?ssl_ca_certs=%2Fetc%2F50%2525.pem&{TLS}",
        f"rediss://host/0?ssl_ca_certs=%2Fetc%2F50%252525.pem&{TLS}",
    ),
    ("a socket", "unix:///run/r.sock", "unix:///run/r.sock?db=0", "redis+socket:///run/r.sock?virtual_host=0", None),
    (
        "a socket with database and password",
        "unix://:p%2Fw@/run/r.sock?db=2",
        "unix://:p%2Fw@/run/r.sock?db=2",
        "redis+socket://:p%2Fw@/run/r.sock?virtual_host=2",
        None,
    ),
]
REFUSED = [
    # given, a word of the message
    ("http://host", "scheme"),
    ("host:6379", "scheme"),
    ("", "scheme"),
    ("redis://", "host is missing"),
    ("redis:///0", "host is missing"),
    ("redis://:se/cret@host", "percent-encode"),
    ("redis://:se#cret@host", "percent-encode"),
    ("redis://:secret@host/news", "database"),
    ("redis://:secret@host?socket_timeout=5", "socket_timeout"),
    ("redis://:secret@host?ssl_ca_certs=/ca.pem", "ssl_ca_certs"),
    ("rediss://:secret@host?ssl_cert_reqs=maybe", "required, optional or none"),
    ("unix://:secret@", "absolute path"),
    ("unix://run/redis.sock", "absolute path"),
    ("unix:///run/redis.sock?db=x", "database"),
]


@pytest.mark.parametrize(
    ("given", "client", "broker", "backend"), [row[1:] for row in SPELLINGS], ids=[r[0] for r in SPELLINGS]
)
def test_each_library_gets_its_spelling(given: str, client: str, broker: str, backend: str | None) -> None:
    assert redis_urls(given) == RedisUrls(client, broker, backend or broker)


@pytest.mark.parametrize(("given", "word"), REFUSED)
def test_a_url_that_names_no_server_is_refused_without_repeating_it(given: str, word: str) -> None:
    with pytest.raises(ValueError, match=word) as refusal:
        redis_urls(given)
    assert "cret" not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_the_urls_do_not_show_in_a_log() -> None:
    assert "secret" not in repr(redis_urls("redis://:secret@host"))


def _addresses(server) -> dict[str, str]:
    secret = urllib.parse.quote(server.password, safe="")
    ca = urllib.parse.quote(server.ca_file, safe="")
    return {
        "tcp": f"redis://:{secret}@127.0.0.1:{server.port}/2",
        "tcp with a user": f"redis://editor:{secret}@127.0.0.1:{server.port}/2",
        "socket": f"unix://:{secret}@{server.socket}?db=2",
        "socket with a user": f"unix://editor:{secret}@{server.socket}?db=2",
        "tls": f"rediss://:{secret}@localhost:{server.tls_port}/2?ssl_ca_certs={ca}",
        "tls, unverified": f"rediss://:{secret}@localhost:{server.tls_port}/2?ssl_cert_reqs=none",
        "tls, any name": f"rediss://:{secret}@127.0.0.1:{server.tls_port}/2?ssl_ca_certs={ca}&ssl_check_hostname=false",
        "wrong name": f"rediss://:{secret}@127.0.0.1:{server.tls_port}/2?ssl_ca_certs={ca}",
        "wrong authority": f"rediss://:{secret}@localhost:{server.tls_port}/2",
        "wrong password": f"redis://:{secret}1@127.0.0.1:{server.port}/2",
        "wrong user": f"unix://nobody:{secret}@{server.socket}?db=2",
    }


ADMITTED = ["tcp", "tcp with a user", "socket", "socket with a user", "tls", "tls, unverified", "tls, any name"]
SHUT_OUT = ["wrong name", "wrong authority", "wrong password", "wrong user"]


@pytest.fixture(params=ADMITTED)
def protected_url(request, protected) -> str:
    return _addresses(protected)[request.param]


@contextlib.contextmanager
def result_app(url: str, prefix: str) -> Iterator[celery.Celery]:
    with celery.Celery("test", set_as_current=False, config_source=result_backend_config(url, prefix)) as app:
        yield app


def test_redis_py_is_let_in(protected_url: str) -> None:
    with redis.Redis.from_url(redis_urls(protected_url).client) as client:
        assert client.ping()
        assert client.client_info()["db"] == 2


def test_kombu_is_let_in_and_sends(protected_url: str, key_prefix: str) -> None:
    with celery.Celery("test", broker=redis_urls(protected_url).broker, set_as_current=False) as app:
        app.conf.broker_transport_options = {"global_keyprefix": key_prefix}
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1)
            app.send_task("fetch", queue="fetch", connection=connection, ignore_result=True)
    with redis.Redis.from_url(redis_urls(protected_url).client) as client:
        assert client.llen(f"{key_prefix}fetch") == 1


def test_the_result_backend_is_let_in_and_stores(protected_url: str, key_prefix: str) -> None:
    with result_app(protected_url, key_prefix) as app:
        app.backend.store_result("job-1", {"claims": []}, "SUCCESS")
    with result_app(protected_url, key_prefix) as app:
        assert app.AsyncResult("job-1").result == {"claims": []}
    with redis.Redis.from_url(redis_urls(protected_url).client) as client:
        assert client.exists(f"{key_prefix}celery-task-meta-job-1")


@pytest.mark.parametrize("kind", SHUT_OUT)
def test_nothing_connects_that_cannot_prove_itself(kind: str, protected, key_prefix: str) -> None:
    url = _addresses(protected)[kind]
    with redis.Redis.from_url(redis_urls(url).client) as client, pytest.raises(redis.ConnectionError):
        client.ping()
    with kombu.Connection(redis_urls(url).broker) as connection, pytest.raises(kombu.exceptions.OperationalError):
        connection.ensure_connection(max_retries=1, interval_start=0)
    with result_app(url, key_prefix) as app, pytest.raises(redis.ConnectionError):
        app.backend.get("anything")
