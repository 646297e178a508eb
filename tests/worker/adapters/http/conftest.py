"""A real server on loopback that says byte for byte what a test wants, and counts who came."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

import pytest

from worker.adapters.http.client import GuardedClient, Limits
from worker.adapters.http.reach import Reach

LOOPBACK = (ip_network("127.0.0.0/8"),)
CERTIFICATE = Path(__file__).with_name("news.test.pem")


@dataclass
class Served:
    port: int
    stopping: threading.Event = field(default_factory=threading.Event)
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


Talk = Callable[[socket.socket, Served], None]


def answer(status: str = "200 OK", body: bytes = b"", **headers: str) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def _serving(talk: Talk, tls: ssl.SSLContext | None) -> Iterator[Served]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            served.connections += 1
            connection = self.request
            try:
                if tls:
                    connection = tls.wrap_socket(connection, server_side=True)
                with closing(connection):
                    connection.settimeout(5)
                    served.requests.append(_request(connection))
                    talk(connection, served)
            except OSError:
                return  # the client hung up, which is what many tests want

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    with Server(("", 0), Handler) as server:
        served = Served(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield served
        finally:
            served.stopping.set()
            server.shutdown()
            thread.join()


def _request(connection: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        if not (part := connection.recv(65_536)):
            return got
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def serve():
    """Start a server that sends these bytes, or talks as this function does."""
    with ExitStack() as stack:

        def start(what: bytes | Talk, *, tls: bool = False) -> Served:
            context = None
            if tls:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(CERTIFICATE)
            talk = (lambda connection, _: connection.sendall(what)) if isinstance(what, bytes) else what
            return stack.enter_context(_serving(talk, context))

        yield start


@pytest.fixture
def client():
    """A client that may call loopback, with limits short enough for tests."""

    def make(**parts) -> GuardedClient:
        limits = Limits(**{"total_seconds": 3.0, "read_seconds": 1.0} | parts.pop("limits", {}))
        reach = Reach(parts.pop("allow", LOOPBACK), parts.pop("hosts", frozenset()), parts.pop("proxy", None))
        return GuardedClient("claimwire-test", reach, limits=limits, **parts)

    return make


@pytest.fixture
def http_answer():
    return answer


@pytest.fixture
def trusted():
    """A TLS context that trusts the certificate of news.test."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))
