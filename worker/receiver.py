"""A receiver of webhooks that checks signatures: to try claimwire with, and to see what a receiver must do."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from contract.delivery import Delivery

MOST_BYTES = 32 * 1024 * 1024
"""A report with its article is a few hundred kB."""
SILENCE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Received:
    """A delivery whose signature is right."""

    message_id: str
    delivery: Delivery
    is_repeated: bool
    """Seen before by its `webhook-id`: to be acknowledged, and otherwise ignored."""


class Receiver(ThreadingHTTPServer):
    """Answers 204 to what is signed with one of the secrets, and hands it on; 401 to what is not."""

    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], secrets: Sequence[str], on_received: Callable[[Received], None]
    ) -> None:
        super().__init__(address, _Handler)
        self._webhooks = [Webhook(secret) for secret in secrets]
        self._on_received = on_received
        self._seen: set[str] = set()

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"

    def take(self, body: bytes, headers: dict[str, str]) -> HTTPStatus:
        """Check a call and hand on what it brings."""
        if not any(_is_signed(webhook, body, headers) for webhook in self._webhooks):
            return HTTPStatus.UNAUTHORIZED
        message_id = headers["webhook-id"]
        received = Received(message_id, Delivery.from_json(body), is_repeated=message_id in self._seen)
        self._on_received(received)
        self._seen.add(message_id)
        return HTTPStatus.NO_CONTENT


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    timeout = SILENCE_SECONDS

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(int(length))
        self._answer(self.server.take(body, {name.lower(): value for name, value in self.headers.items()}))

    def _answer(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: what is received is told by whoever started us."""


def _is_signed(webhook: Webhook, body: bytes, headers: dict[str, str]) -> bool:
    try:
        webhook.verify(body, headers)
    except (WebhookVerificationError, json.JSONDecodeError, ValueError):
        return False
    return True
