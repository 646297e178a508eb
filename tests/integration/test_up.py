"""`claimwire-worker up` and its embedded server, as an operator meets them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from producer import Client
from tests.waiting import wait_for
from worker.adapters.embedded import EmbeddedServer, embedded_server

ROLES = ("gate", "fetch", "extract", "deliver")


@pytest.fixture
def environment(tmp_path):
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")}
    return ours | {"CLAIMWIRE_DATA_DIR": str(tmp_path / "data"), "CLAIMWIRE_LOG_LEVEL": "error"}


def start_up(environment, **more):
    process = subprocess.Popen(
        [sys.executable, "-m", "worker", "up"], env=environment | more, stderr=subprocess.PIPE, text=True
    )
    first = process.stderr.readline()
    assert "claimwire is up on" in first, first
    return process


def descendants(pid):
    out = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, out.splitlines())}
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family - {pid}


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_up_runs_everything_and_stops_cleanly(environment, tmp_path, number):
    process = start_up(environment)
    url = wait_for(lambda: (tmp_path / "data/redis.url").read_text().strip())
    with Client(url) as client:
        job_id = client.submit("http://127.0.0.1/")
        status = wait_for(lambda: (s := client.status(job_id)).error and s)
    assert status.error.code == "fetch.address_refused", "loopback is not allowed unless the operator says so"
    family = descendants(process.pid)
    assert len(family) >= len(ROLES)
    process.send_signal(number)
    assert process.wait(30) == 0
    assert not [pid for pid in family if is_alive(pid)]
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(url).ping()


def test_what_waits_is_there_after_a_stop_and_a_start(environment, tmp_path):
    with embedded_server(tmp_path / "data") as server, Client(server.url) as client:
        job_id = client.submit("http://127.0.0.1/")
    process = start_up(environment)
    try:
        with Client(server.url) as client:
            wait_for(lambda: client.status(job_id).error)
    finally:
        process.terminate()
        process.wait(30)


def test_a_server_whose_starter_was_killed_is_found_again(tmp_path):
    first, second = EmbeddedServer(tmp_path), EmbeddedServer(tmp_path)
    try:
        assert first.ensure() is False
        pid = first.pid()
        assert second.ensure() is True
        assert second.pid() == pid
        config = redis.Redis.from_url(first.url).config_get("append*")
        assert config["appendonly"] == "yes"
        assert (tmp_path / "redis.sock").stat().st_mode & 0o077 == 0, "nobody else may connect"
    finally:
        second.stop()
    assert not is_alive(pid)


def test_a_folder_whose_path_is_too_long_for_a_socket_serves_too(tmp_path):
    with embedded_server(tmp_path / ("a" * 120)) as server:
        assert redis.Redis.from_url(server.url).ping()


def test_up_starts_its_server_again_and_goes_on(environment, tmp_path):
    process = start_up(environment)
    try:
        server = EmbeddedServer(tmp_path / "data")
        with Client(server.url) as client:
            job_id = client.submit("http://127.0.0.1/")
            wait_for(lambda: client.status(job_id).error)
        os.kill(server.pid(), signal.SIGKILL)
        wait_for(server.pid)
        with Client(server.url) as client:
            job_id = client.submit("http://127.0.0.1/again")
            wait_for(lambda: client.status(job_id).error)
    finally:
        process.terminate()
        assert process.wait(30) == 0


def test_nothing_outlives_up_when_it_is_killed_hard(environment, tmp_path):
    process = start_up(environment)
    url = f"unix://{tmp_path}/data/redis.sock"
    with Client(url) as client:
        job_id = client.submit("http://127.0.0.1/")
        wait_for(lambda: client.status(job_id).error)
    family = descendants(process.pid)
    process.kill()
    process.wait()
    wait_for(lambda: not [pid for pid in family if is_alive(pid)], "the workers end with their supervisor")
    EmbeddedServer(tmp_path / "data").stop()


def test_a_second_up_in_the_same_folder_is_refused(environment):
    process = start_up(environment)
    try:
        second = subprocess.run(
            [sys.executable, "-m", "worker", "up"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    finally:
        process.terminate()
        process.wait(30)
    assert second.returncode == 1
    assert second.stderr.startswith("embedded.in_use: ")


def test_up_uses_the_server_it_is_given_and_leaves_it_running(environment, redis_url, key_prefix, tmp_path):
    process = start_up(environment, CLAIMWIRE_REDIS_URL=redis_url, CLAIMWIRE_KEY_PREFIX=key_prefix)
    try:
        with Client(redis_url, key_prefix=key_prefix) as client:
            job_id = client.submit("http://127.0.0.1/")
            wait_for(lambda: client.status(job_id).error)
    finally:
        process.terminate()
        assert process.wait(30) == 0
    assert not (tmp_path / "data").exists()
    assert redis.Redis.from_url(redis_url).ping()


@pytest.mark.parametrize("role", ROLES)
def test_a_single_process_stops_cleanly(environment, redis_url, key_prefix, role):
    more = {"CLAIMWIRE_REDIS_URL": redis_url, "CLAIMWIRE_KEY_PREFIX": key_prefix, "CLAIMWIRE_LOG_LEVEL": "info"}
    process = subprocess.Popen(
        [sys.executable, "-m", "worker", role], env=environment | more, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:
        if "worker_ready" in line or "gate_started" in line:
            break
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0


@pytest.mark.parametrize("role", ROLES)
def test_a_process_without_a_server_says_what_to_do(environment, role):
    done = subprocess.run(
        [sys.executable, "-m", "worker", role], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("settings.no_redis: ")
