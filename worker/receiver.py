"""A receiver of webhooks that checks signatures: to try claimwire with, and to see what a receiver must do."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

from pydantic import ValidationError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from contract.delivery import AnyDelivery, read_delivery
from contract.problems import first_problem

MOST_BYTES = 32 * 1024 * 1024
"""A report with its article is a few hundred kB."""
MOST_DIGITS = 10
"""Of a length: `int` refuses some thousands."""
SILENCE_SECONDS = 10
MOST_IDS = 100_000
"""Of messages that are known again, the latest: some 20 MB. A repetition comes within days; this is days of news."""


@dataclass(frozen=True, slots=True)
class Received:
    """A delivery whose signature is right."""

    message_id: str
    delivery: AnyDelivery
    is_repeated: bool
    """Seen before by its `webhook-id`: to be acknowledged, and otherwise ignored."""


class Receiver(ThreadingHTTPServer):
    """Answers 204 to a delivery that is signed with one of the secrets, and hands it on.

    401 where the signature is not right, 400 where what was signed is no delivery; one of a type that is not known here
    is acknowledged, and not handed on.
    """

    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        secrets: Sequence[str],
        on_received: Callable[[Received], None],
        *,
        most_ids: int = MOST_IDS,
    ) -> None:
        super().__init__(address, _Handler)
        self._webhooks = [Webhook(secret) for secret in secrets]
        self._on_received = on_received
        self._most_ids = most_ids
        self._seen: dict[str, None] = {}  # in the order they came
        self._one_at_a_time = Lock()

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"

    def take(self, body: bytes, headers: dict[str, str]) -> HTTPStatus:
        """Check a call and hand on what it brings."""
        if not any(_is_signed(webhook, body, headers) for webhook in self._webhooks):
            return HTTPStatus.UNAUTHORIZED
        try:
            delivery = read_delivery(body)
        except ValidationError as exc:
            # a type of a newer claimwire is acknowledged, as any receiver should: it would come again and again
            is_new_type = first_problem(exc).type == "union_tag_invalid"
            return HTTPStatus.NO_CONTENT if is_new_type else HTTPStatus.BAD_REQUEST
        message_id = headers["webhook-id"]
        # a repetition that comes at the same moment waits, and is seen to be one
        with self._one_at_a_time:
            self._on_received(Received(message_id, delivery, is_repeated=message_id in self._seen))
            self._remember(message_id)
        return HTTPStatus.NO_CONTENT

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a caller that hung up; anything else is a fault, and is told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # typeshed wants a socket here

    def _remember(self, message_id: str) -> None:
        self._seen.pop(message_id, None)
        self._seen[message_id] = None
        if len(self._seen) > self._most_ids:
            del self._seen[next(iter(self._seen))]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    timeout = SILENCE_SECONDS

    def do_POST(self) -> None:
        length = self.headers.get("content-length")
        if length is None:
            self._answer(HTTPStatus.LENGTH_REQUIRED)
            return
        if not (length.isascii() and length.isdigit()):
            self._answer(HTTPStatus.BAD_REQUEST)
            return
        if len(length) > MOST_DIGITS or int(length) > MOST_BYTES:
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
        webhook.verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError):  # a ValueError for what is no base64 or no UTF-8
        return False
    return True
