"""What our webhooks sign, a receiver verifies: over real sockets, with our own client."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest
from pydantic import SecretStr

from worker.adapters.http.client import GuardedClient
from worker.adapters.http.reach import Reach
from worker.adapters.webhook import Endpoint, SignedWebhooks, signed_headers
from worker.errors import EndpointGoneError, TransientError
from worker.receiver import Received, Receiver

SECRET, OTHER = "whsec_" + "QUJD" * 8, "whsec_" + "WFla" * 8
REPORT = {"version": 1, "id": "a", "outcome": "extracted", "claims": []}
BODY = json.dumps(
    {"version": 1, "type": "report.extracted", "timestamp": "2026-01-02T03:04:05Z", "data": REPORT}, ensure_ascii=False
)


@pytest.fixture
def received() -> list[Received]:
    return []


@pytest.fixture
def receiver(received) -> Iterator[Receiver]:
    with Receiver(("127.0.0.1", 0), [SECRET], received.append) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


LOOPBACK = Reach([ip_network("127.0.0.0/8")])


def send(url, *secrets, at=None, reach=LOOPBACK, name="desk"):
    client = GuardedClient("claimwire-test", reach, stage="deliver")
    endpoint = Endpoint(url, tuple(map(SecretStr, secrets)))
    return SignedWebhooks({"desk": endpoint}, client.post).send(name, "msg_1", BODY, at=at or datetime.now(UTC))


def test_a_signed_delivery_is_verified(receiver, received):
    assert send(receiver.url, SECRET) == 204
    assert [(r.message_id, r.delivery.data.id, r.is_repeated) for r in received] == [("msg_1", "a", False)]


def test_the_same_id_again_is_seen_to_be_a_repetition(receiver, received):
    for _ in range(2):
        send(receiver.url, SECRET)
    assert [r.is_repeated for r in received] == [False, True]


def test_the_same_id_at_the_same_moment_is_handed_on_as_new_once(received):
    threads = 8
    together = threading.Barrier(threads)
    with Receiver(("127.0.0.1", 0), [SECRET], received.append) as server:
        headers = signed_headers((SecretStr(SECRET),), "msg_1", BODY, datetime.now(UTC))

        def take():
            together.wait(5)
            server.take(BODY.encode(), headers)

        running = [threading.Thread(target=take) for _ in range(threads)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join(5)
    assert sorted(r.is_repeated for r in received) == [False] + [True] * (threads - 1)


def test_only_the_latest_ids_are_remembered(received):
    with Receiver(("127.0.0.1", 0), [SECRET], received.append, most_ids=2) as server:
        for message_id in ("a", "b", "a", "c", "a", "b"):
            server.take(BODY.encode(), signed_headers((SecretStr(SECRET),), message_id, BODY, datetime.now(UTC)))
    assert [r.is_repeated for r in received] == [False, False, True, False, True, False]


def test_what_could_not_be_handed_on_is_no_repetition_when_it_comes_again(received):
    def fail_once(delivery):
        received.append(delivery)
        if len(received) == 1:
            raise OSError("the disk is full")

    with Receiver(("127.0.0.1", 0), [SECRET], fail_once) as server:
        headers = signed_headers((SecretStr(SECRET),), "msg_1", BODY, datetime.now(UTC))
        with pytest.raises(OSError, match="full"):
            server.take(BODY.encode(), headers)
        server.take(BODY.encode(), headers)
    assert [r.is_repeated for r in received] == [False, False]


@pytest.mark.parametrize(
    "body", ['{"hello": "world"}', "[]", "no json", "", BODY.replace('"outcome": "extracted"', '"outcome": "other"')]
)
def test_what_is_signed_but_no_delivery_is_a_bad_request(receiver, received, capfd, body):
    headers = signed_headers((SecretStr(SECRET),), "msg_1", body, datetime.now(UTC))
    client = GuardedClient("claimwire-test", Reach([ip_network("127.0.0.0/8")]))
    assert client.post(receiver.url, body, headers).status == 400
    assert received == []
    assert capfd.readouterr().err == ""


def test_a_type_that_is_not_known_is_acknowledged_and_not_handed_on(received):
    body = BODY.replace("report.extracted", "report.of_a_later_version")
    headers = signed_headers((SecretStr(SECRET),), "msg_1", body, datetime.now(UTC))
    with Receiver(("127.0.0.1", 0), [SECRET], received.append) as server:
        assert server.take(body.encode(), headers) == 204
    assert received == []


@pytest.mark.parametrize(
    ("length", "status"),
    [
        (None, 411),
        (b"-1", 400),
        (b"ten", 400),
        (b"", 400),
        (b"\xb2", 400),
        (b"1e3", 400),
        (b"33554433", 413),
        (b"9" * 5000, 413),
        (b"0", 401),
    ],
)
def test_a_length_that_is_none_is_answered_and_nothing_is_read(receiver, received, capfd, length, status):
    header = b"" if length is None else b"Content-Length: " + length + b"\r\n"
    with socket.create_connection(receiver.server_address[:2], timeout=5) as call:
        call.sendall(b"POST / HTTP/1.1\r\nHost: here\r\n" + header + b"\r\n")
        answer = call.makefile("rb").readline()
    assert int(answer.split()[1]) == status
    assert received == []
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"webhook-id": "a", "webhook-timestamp": "1e400", "webhook-signature": "v1,QUJD"},
        {"webhook-id": "a", "webhook-timestamp": "nan", "webhook-signature": "v1,QUJD"},
        {"webhook-id": "a", "webhook-timestamp": str(int(time.time())), "webhook-signature": "no comma"},
        {"webhook-id": "a", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,=\xe9"},
    ],
)
def test_odd_headers_are_no_signature(received, headers):
    with Receiver(("127.0.0.1", 0), [SECRET], received.append) as server:
        assert server.take(b"\xff", headers) == server.take(BODY.encode(), headers) == 401
    assert received == []


def test_while_a_secret_is_rotated_both_sign(receiver, received):
    send(receiver.url, OTHER, SECRET)
    assert len(received) == 1


def test_a_clock_in_another_time_zone_signs_the_same_moment(receiver, received):
    elsewhere = datetime.now(timezone(timedelta(hours=9)))
    send(receiver.url, SECRET, at=elsewhere)
    assert len(received) == 1


@pytest.mark.parametrize(
    ("secret", "body", "age"),
    [
        (OTHER, BODY, timedelta()),
        (SECRET, BODY.replace('"a"', '"b"'), timedelta()),
        (SECRET, BODY, timedelta(minutes=6)),
    ],
    ids=["another secret", "another body", "an old call played again"],
)
def test_a_wrong_signature_is_refused(receiver, received, secret, body, age):
    headers = signed_headers((SecretStr(secret),), "msg_1", BODY, datetime.now(UTC) - age)
    client = GuardedClient("claimwire-test", Reach([ip_network("127.0.0.0/8")]))
    assert client.post(receiver.url, body, headers).status == 401
    assert received == []


def test_an_endpoint_that_left_the_settings_is_told_by_name():
    with pytest.raises(TransientError, match="no endpoint 'gone'") as caught:
        send("http://127.0.0.1:9/", SECRET, name="gone")
    assert caught.value.code == "deliver.unknown_endpoint"


@pytest.fixture
def answering() -> Iterator[tuple[str, list[str], list[int]]]:
    """A server that answers with the status it is told, and what it was asked for."""
    asked: list[str] = []
    status = [500]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            asked.append(self.path)
            self.send_response(status[0])
            self.send_header("location", "/elsewhere")
            self.send_header("retry-after", "7")
            self.end_headers()
            self.wfile.write(b"x" * 1_000_000)

        def do_GET(self):
            asked.append(self.path)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", asked, status
        server.shutdown()


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 429, 500, 503])
def test_anything_but_2xx_is_a_failed_attempt_and_no_redirect_is_followed(answering, status):
    url, asked, answer = answering
    answer[0] = status
    with pytest.raises(TransientError, match=f"answered {status}") as caught:
        send(url, SECRET)
    assert caught.value.code == "deliver.refused"
    assert len(caught.value.message) < 400, "the answer's body is capped"
    assert asked == ["/hook"]


def test_how_long_the_receiver_asks_us_to_wait_is_handed_on(answering):
    url, _, answer = answering
    answer[0] = 503
    with pytest.raises(TransientError) as caught:
        send(url, SECRET)
    assert caught.value.retry_after_seconds == 7


def test_410_says_that_the_endpoint_is_gone_and_how_to_enable_it_again(answering):
    url, _, answer = answering
    answer[0] = 410
    with pytest.raises(EndpointGoneError, match="endpoints enable desk") as caught:
        send(url, SECRET)
    assert (caught.value.code, caught.value.status) == ("deliver.gone", 410)


def test_a_receiver_inside_is_refused_unless_it_is_allowed(receiver, received):
    with pytest.raises(TransientError) as caught:
        send(receiver.url, SECRET, reach=Reach())
    assert caught.value.code == "deliver.address_refused"
    assert received == []
