"""A process shows that it lives, and a worker that has gone deaf ends itself: real processes, a real server."""

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import worker.heartbeat
from contract.status import JobState
from demo.background import running, serving
from producer import Client
from tests.waiting import wait_for
from worker.supervisor import COMMANDS, Supervisor


class Wire:
    """A TCP way to Redis on which the connections that wait for hints can fall silent, as when a host is gone.

    Nobody is told: no connection is closed, and new ones work.
    """

    def __init__(self, redis_url):
        url = urlsplit(redis_url)
        self._server = (url.hostname, url.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._waiting = []
        self.silent = set()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self._listener.getsockname()[1]}/0"

    def fall_silent(self):
        self.silent.update(self._waiting)

    def close(self):
        self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._server)
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._copy, args=(source, sink, near), daemon=True).start()

    def _copy(self, source, sink, near):
        with suppress(OSError):
            while data := source.recv(65_536):
                if near in self.silent:
                    continue
                if source is near and b"BRPOP" in data and near not in self._waiting:
                    self._waiting.append(near)
                sink.sendall(data)
        if near not in self.silent:
            with suppress(OSError):
                sink.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def wire(redis_url):
    with closing(Wire(redis_url)) as wire:
        yield wire


@pytest.fixture
def environment(tmp_path, redis_url, key_prefix):
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")}
    return ours | {
        "CLAIMWIRE_REDIS_URL": redis_url,
        "CLAIMWIRE_KEY_PREFIX": key_prefix,
        "CLAIMWIRE_HEARTBEAT_PATH": str(tmp_path / "heartbeat"),
        "CLAIMWIRE_SOFT_SHUTDOWN_SECONDS": "1",
        "CLAIMWIRE_FETCH_TIMEOUT_SECONDS": "2",
        "CLAIMWIRE_EXTRACT_TIMEOUT_SECONDS": "5",
        "CLAIMWIRE_WATCHDOG_SECONDS": "1",
    }


def check(environment):
    command = [sys.executable, "-IS", worker.heartbeat.__file__]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def is_healthy(environment):
    return check(environment).returncode == 0


@pytest.mark.parametrize("role", ["gate", "fetch", "extract"])
def test_a_process_is_healthy_once_it_does_its_rounds_and_not_when_it_is_frozen(role, environment, tmp_path):
    heartbeat = tmp_path / "heartbeat"
    supervisor = Supervisor(environment, commands={role: COMMANDS[role]}, grace_seconds=1)
    assert "no round done yet" in check(environment).stdout
    with running(supervisor):
        wait_for(lambda: is_healthy(environment))
        pid = supervisor.pid_of(role)
        os.kill(pid, signal.SIGSTOP)
        try:
            wait_for(lambda: Path(f"/proc/{pid}/stat").read_text().split()[2] == "T")
            long_ago = time.time() - 31
            os.utime(heartbeat, (long_ago, long_ago))
            frozen = check(environment)
        finally:
            os.kill(pid, signal.SIGCONT)
        assert (frozen.returncode, frozen.stdout.startswith("no round for 31 s: ")) == (1, True)
        wait_for(lambda: is_healthy(environment), "it goes on")


def test_a_process_without_redis_does_no_rounds(environment, unused_port, tmp_path):
    environment["CLAIMWIRE_REDIS_URL"] = f"redis://127.0.0.1:{unused_port}/0"
    (tmp_path / "heartbeat").touch()
    command = [sys.executable, "-m", "worker", "gate"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as gate:
        try:
            assert any("store_away" in line for line in gate.stderr)
            assert "no round done yet" in check(environment).stdout, "nor does what an earlier process left count"
        finally:
            gate.kill()


def test_a_check_costs_little_more_cpu_than_the_start_of_a_bare_interpreter(environment, tmp_path):
    (tmp_path / "heartbeat").touch()
    commands = (["-IS", "-c", "pass"], ["-IS", worker.heartbeat.__file__])
    # in turns, and the least of each: whatever else the machine does only adds
    rounds = [[cpu_seconds(command, environment) for command in commands] for _ in range(8)]
    bare, ours = map(min, zip(*rounds, strict=True))
    assert ours < 2 * bare


def cpu_seconds(arguments, environment):
    """Return the CPU time of three runs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(3):
        subprocess.run([sys.executable, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_a_heartbeat_that_cannot_be_written_stops_the_start(environment, tmp_path):
    environment["CLAIMWIRE_HEARTBEAT_PATH"] = str(tmp_path / "nowhere/heartbeat")
    command = [sys.executable, "-m", "worker", "gate"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert done.stderr.startswith("settings.invalid: CLAIMWIRE_HEARTBEAT_PATH: ")


def test_a_worker_whose_wait_for_hints_is_cut_off_in_silence_ends_and_is_started_again(environment, wire, key_prefix):
    environment["CLAIMWIRE_REDIS_URL"] = wire.url
    supervisor = Supervisor(environment, commands={role: COMMANDS[role] for role in ("gate", "fetch")}, grace_seconds=1)
    with running(supervisor), Client(wire.url, key_prefix=key_prefix) as client:
        first = client.submit("http://127.0.0.1/1")
        wait_for(lambda: client.status(first).error, "it consumes")
        deaf = supervisor.pid_of("fetch")
        wire.fall_silent()
        second = client.submit("http://127.0.0.1/2")
        assert wait_for(lambda: client.status(second).error).code == "fetch.address_refused"
        assert supervisor.pid_of("fetch") != deaf


def test_a_worker_that_is_busy_while_more_waits_lives_on(environment, key_prefix, redis_url, slow_site):
    """Its queue holds hints all the while, for longer than the watchdog's limit of 3 s, and it does get some."""
    environment |= {
        "CLAIMWIRE_FETCH_CONCURRENCY": "1",
        "CLAIMWIRE_HOST_SPACING_SECONDS": "0",
        "CLAIMWIRE_ALLOW_ADDRESSES": "127.0.0.0/8",
    }
    supervisor = Supervisor(environment, commands={role: COMMANDS[role] for role in ("gate", "fetch")}, grace_seconds=1)
    with running(supervisor), Client(redis_url, key_prefix=key_prefix) as client:
        wait_for(lambda: is_healthy(environment))
        pid, started = supervisor.pid_of("fetch"), time.monotonic()
        ids = [client.submit(f"{slow_site}/{number}") for number in range(14)]
        wait_for(lambda: all(client.status(job_id).state is JobState.FETCHED for job_id in ids))
        assert time.monotonic() - started > 5
        assert supervisor.pid_of("fetch") == pid


@pytest.fixture
def slow_site():
    """A site that takes half a second for a page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            time.sleep(0.5)  # is what it is for
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, serving(server):
        yield f"http://127.0.0.1:{server.server_port}"


def test_a_worker_with_nothing_to_do_lives_on(environment, key_prefix, redis_url):
    supervisor = Supervisor(environment, commands={role: COMMANDS[role] for role in ("gate", "fetch")}, grace_seconds=1)
    with running(supervisor), Client(redis_url, key_prefix=key_prefix) as client:
        client.submit("http://127.0.0.1/1")
        wait_for(lambda: is_healthy(environment))
        pid, until = supervisor.pid_of("fetch"), time.monotonic() + 5
        wait_for(lambda: time.monotonic() > until, "longer than the watchdog's limit")
        assert supervisor.pid_of("fetch") == pid
