"""A receiver of claimwire's webhooks, with the standard library of Python 3.11 alone.

    WEBHOOK_SECRETS="whsec_…" PORT=8088 python receiver.py

A delivery is verified, kept in `deliveries.sqlite3`, acknowledged, and then worked on: `told` is the place for your own
work. What a crash leaves undone is done at the next start. TLS is up to the proxy in front of it.
"""

import base64
import hashlib
import hmac
import json
import os
import sqlite3
import sys
import time
from collections.abc import Sequence
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

MOST_BYTES = 4_000_000
"""Of a body: claimwire sends one million, unless `CLAIMWIRE_DELIVER_MAX_BYTES` says otherwise."""
TOLERANCE_SECONDS = 5 * 60
"""How far the time of a call may be from ours: what is older may have been recorded, and played again."""
SILENCE_SECONDS = 10
KEPT_SECONDS = 30 * 24 * 3600
"""How long an id is known: longer than any delivery is tried."""
LEAST_KEY_BYTES = 24
"""Standard Webhooks, "Signature scheme"."""


class Deliveries:
    """What was received, in a file: each body until it was worked on, each id for 30 days or more."""

    def __init__(self, path: str) -> None:
        self._lock = Lock()
        # without an isolation level each statement is a transaction of its own
        self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA synchronous = EXTRA")  # what is acknowledged survives a power cut
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, received_at INTEGER NOT NULL, body BLOB)"
        )
        oldest = int(time.time()) - KEPT_SECONDS
        self._file.execute("DELETE FROM deliveries WHERE body IS NULL AND received_at < ?", [oldest])

    def keep(self, message_id: str, body: bytes) -> bool:
        """Keep a delivery, on disk when this returns; false when its id is known: then it has come before."""
        row = (message_id, int(time.time()), body)
        with self._lock:
            return self._file.execute("INSERT OR IGNORE INTO deliveries VALUES (?, ?, ?)", row).rowcount == 1

    def waiting(self) -> list[str]:
        """Return the ids of what is to be worked on, in the order they came."""
        with self._lock:
            rows = self._file.execute("SELECT id FROM deliveries WHERE body IS NOT NULL ORDER BY rowid").fetchall()
        return [message_id for (message_id,) in rows]

    def body(self, message_id: str) -> bytes:
        """Return the body of a delivery that waits."""
        with self._lock:
            [body] = self._file.execute("SELECT body FROM deliveries WHERE id = ?", [message_id]).fetchone()
        return bytes(body)

    def finish(self, message_id: str) -> None:
        """Drop the body, and keep the id."""
        with self._lock:
            self._file.execute("UPDATE deliveries SET body = NULL WHERE id = ?", [message_id])


class Receiver(ThreadingHTTPServer):
    """Takes deliveries that are signed with one of the keys."""

    daemon_threads = True

    def __init__(self, port: int, keys: Sequence[bytes], deliveries: Deliveries) -> None:
        super().__init__(("127.0.0.1", port), Call)
        self._keys = keys
        self._deliveries = deliveries
        self._waiting: SimpleQueue[str] = SimpleQueue()
        for message_id in deliveries.waiting():
            self._waiting.put(message_id)

    def take(self, headers: Message, body: bytes) -> HTTPStatus:
        """Verify a call and keep what it brings: nothing is read of it, and nothing is done, before that."""
        if not is_signed(headers, body, self._keys, now_seconds=int(time.time())):
            return HTTPStatus.UNAUTHORIZED
        if not is_delivery(body):
            return HTTPStatus.BAD_REQUEST
        message_id = headers["webhook-id"]
        try:
            is_new = self._deliveries.keep(message_id, body)
        except sqlite3.Error as exc:
            print(f"a delivery could not be kept: {exc}", file=sys.stderr, flush=True)
            return HTTPStatus.SERVICE_UNAVAILABLE
        if is_new:
            self._waiting.put(message_id)
        return HTTPStatus.NO_CONTENT

    def work(self) -> None:
        """Work on what was kept, one delivery after the other; no answer waits for this."""
        while True:
            message_id = self._waiting.get()
            try:
                delivery = json.loads(self._deliveries.body(message_id))
                print(printable(f"{message_id}  {delivery['type']}  {told(delivery)}"), flush=True)
                self._deliveries.finish(message_id)
            except Exception as exc:  # noqa: BLE001 - one delivery that cannot be worked on does not stop the others
                print(printable(f"{message_id} waits for the next start: {exc!r}"), file=sys.stderr, flush=True)


class Call(BaseHTTPRequestHandler):
    """One call of the webhook."""

    server: Receiver
    timeout = SILENCE_SECONDS

    def do_POST(self) -> None:
        """Read no more than is allowed, and answer."""
        try:
            length = int(self.headers.get("content-length", ""))
        except ValueError:
            self._answer(HTTPStatus.LENGTH_REQUIRED)
            return
        if not 0 <= length <= MOST_BYTES:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        self._answer(self.server.take(self.headers, self.rfile.read(length)))

    def _answer(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing of a call: a line is printed for each delivery."""


def is_signed(headers: Message, body: bytes, keys: Sequence[bytes], *, now_seconds: int) -> bool:
    """Whether a signature of the header is that of this body under one of the keys, and was made just now."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    try:
        is_recent = abs(now_seconds - int(timestamp)) <= TOLERANCE_SECONDS
    except ValueError:
        return False
    if not (message_id and is_recent):
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    digests = [hmac.digest(key, signed, hashlib.sha256) for key in keys]
    right = [b"v1," + base64.b64encode(digest) for digest in digests]
    offered = [signature.encode() for signature in headers.get("webhook-signature", "").split(" ")]
    return any(hmac.compare_digest(one, other) for one in offered for other in right)


def is_delivery(body: bytes) -> bool:
    """Whether the body is an object of JSON with a type."""
    try:
        return isinstance(json.loads(body)["type"], str)
    except (ValueError, TypeError, LookupError):
        return False


def told(delivery: dict[str, Any]) -> str:
    """Return what a delivery tells: here your own work begins. A crash may repeat it, so it must bear that."""
    data = delivery["data"]
    match delivery["type"]:
        case "report.extracted":
            first = [words(claim, data["article"]["text"]) for claim in data["claims"][:1]]
            return ", the first: ".join([f"job {data['id']}: {len(data['claims'])} claims", *first])
        case "report.failed":
            return f"job {data['id']}: failed, {data['error']['code']}"
        case "report.stored":
            return f"job {data['id']}: {data['claims']} claims, too large to send: claimwire result {data['id']}"
        case "batch.completed":
            return f"batch {data['id']}: {data['extracted']} of {data['size']} extracted, {data['failed']} failed"
        case "endpoint.test":
            return f"a trial of the endpoint {data['endpoint']}"
        case _:
            return "not known here, ignored"


def words(claim: dict[str, Any], text: str) -> str:
    """Return a claim's own words, cut out of `article.text`: offsets count code points, as Python's strings do."""
    return " … ".join(text[span["start"] : span["end"]] for span in claim["content"])


def printable(text: str) -> str:
    """Return the text on one line, without codes that a terminal would obey: it comes from a web page."""
    return "".join(character if character.isprintable() else " " for character in text)


def keys_of(secrets: str) -> list[bytes]:
    """Return the keys of secrets that are separated by spaces; raises ValueError for what is no secret."""
    keys = [base64.b64decode(secret.removeprefix("whsec_"), validate=True) for secret in secrets.split()]
    if not keys or min(map(len, keys)) < LEAST_KEY_BYTES:
        raise ValueError("no secret, or one that is too short")
    return keys


def main() -> None:
    """Receive until Ctrl-C."""
    try:
        keys = keys_of(os.environ.get("WEBHOOK_SECRETS", ""))
    except ValueError:
        sys.exit(
            "WEBHOOK_SECRETS: set it to a secret, `whsec_` and 24 bytes or more in base64, or two with a space between"
        )
    with Receiver(int(os.environ.get("PORT", "8088")), keys, Deliveries("deliveries.sqlite3")) as server:
        Thread(target=server.work, daemon=True).start()
        print(f"listening on http://127.0.0.1:{server.server_port}/", file=sys.stderr, flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)


if __name__ == "__main__":
    main()
