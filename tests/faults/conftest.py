"""A service of real processes on a real server, under a supervisor, that a test may harm as it likes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from contract.status import HistoryEntry, JobStatus
from demo.background import running, serving
from producer import Client
from tests.conftest import free_port
from tests.faults.servers import EchoSite, Recorder, Server
from tests.faults.service import HEARTBEATS, STRIKES
from tests.waiting import wait_for
from worker.supervisor import Supervisor

SECRET = "whsec_" + "QUJD" * 8
ROLES = ("gate", "fetch", "extract", "deliver")
ALIVE_SECONDS = 10
"""After the end of a scenario every service is alive again within this."""
LEASE_SECONDS = 2


@dataclass
class World:
    """The service and what is around it."""

    server: Server
    client: Client
    site: EchoSite
    receiver: Recorder
    supervisor: Supervisor
    folder: Path
    roles: tuple[str, ...]
    environment: Mapping[str, str]

    def submit(self, count: int, *, endpoints: Iterable[str] = ("desk",), start: int = 0, **said: object) -> list[str]:
        urls = [self.site.url(start + n, **said) for n in range(count)]
        return [job.id for job in self.client.submit_many(urls, endpoints=list(endpoints))]

    def kill(self, role: str, number: int = signal.SIGKILL) -> None:
        """Kill a role's processes as the end of its container would; or freeze them."""
        with suppress(ProcessLookupError):
            os.killpg(self.supervisor.pid_of(role), number)

    def stop(self, role: str) -> None:
        """Ask a role's main process to stop, as Docker does."""
        os.kill(self.supervisor.pid_of(role), signal.SIGTERM)

    def kill_child(self, role: str = "extract") -> None:
        for child in children_of(self.supervisor.pid_of(role)):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def strike(self, point: str, times: int = 1) -> None:
        """Let the process die that reaches this point next."""
        for number in range(times):
            (self.folder / "strikes" / f"{point}.{number}").touch()

    def is_struck(self) -> bool:
        return not any((self.folder / "strikes").iterdir())

    def operate(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command of an operator, with the settings of the service."""
        return subprocess.run(
            [sys.executable, "-m", "worker", *command],
            capture_output=True,
            text=True,
            env={**self.environment, **environment},
            check=False,
        )

    def await_alive(self, seconds: float = ALIVE_SECONDS) -> None:
        """Wait for a heartbeat of every role that is younger than this call."""
        began = time.time()
        for role in self.roles:
            path = self.folder / "heartbeats" / role
            wait_for(lambda path=path: path.exists() and path.stat().st_mtime > began, f"{role} is alive", seconds)

    def check(
        self, ids: Iterable[str], *, failing: Iterable[str] = (), dead_endpoint: str = "", may_be_lost: int = 0
    ) -> list[JobStatus]:
        """Hold what is promised against what has come; return how each job ended.

        Every job is extracted and delivered, but for those that are named as failing, and the endpoint that is dead.
        """
        ids = list(ids)
        statuses = wait_for(lambda: self._ended(ids, may_be_lost), "every acknowledged job has ended")
        self.await_alive()
        for event, message_ids in self.receiver.ids_by_event().items():
            assert len(message_ids) == 1, f"{event} has more than one webhook-id"
        for message_id, bodies in self.receiver.bodies_by_id().items():
            assert len(bodies) == 1, f"{message_id} was not the same bytes each time"
        assert self.receiver.repeated() <= self._interrupted(), "repeated without the end of a process in a delivery"
        taken = {(call.event[0], call.endpoint) for call in self.receiver.calls if call.status < 300}
        failing = set(failing)
        for status in statuses:
            if status.state in ("duplicate", "rejected"):
                continue
            assert (status.state == "failed") == (status.id in failing), f"{status.id} {status.error}"
            for endpoint, state in status.deliveries.items():
                assert state == ("dead" if endpoint == dead_endpoint else "delivered"), f"{status.id} to {endpoint}"
                assert state == "dead" or (status.id, endpoint) in taken, f"{status.id} never came"
        wait_for(lambda: self.server.client.get("claimwire:open") in (b"0", None), "nothing is open any more")
        return statuses

    def _interrupted(self) -> int:
        """How many deliveries were under way when their process ended."""
        histories = self.server.client.scan_iter("claimwire:history:*", count=1000)
        lines = [line for key in histories for line in self.server.client.lrange(key, 0, -1)]
        return sum(HistoryEntry.from_json(line).event == "deliver.crashed" for line in lines)

    def _ended(self, ids: list[str], may_be_lost: int) -> list[JobStatus] | None:
        statuses = [self.client.status(job_id) for job_id in ids]
        ended = [s for s in statuses if s.state.has_report and "waiting" not in s.deliveries.values()]
        ended += [s for s in statuses if s.state in ("duplicate", "rejected")]
        return ended if len(ended) >= len(ids) - may_be_lost else None


def children_of(pid: int) -> list[int]:
    out = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(line) for line in out.split()]


Start = Callable[..., World]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a service; what is given are settings, or `roles`, and see `world`."""
    with ExitStack() as stack:

        def begin(**given: object) -> World:
            return stack.enter_context(world(tmp_path, **given))

        yield begin


@contextmanager
def world(
    folder: Path,
    *,
    roles: tuple[str, ...] = ROLES,
    port: Callable[[Server], int] | None = None,
    server: Mapping[str, str] | None = None,
    under: Mapping[str, tuple[str, ...]] | None = None,
    secret: str = SECRET,
    **settings: object,
) -> Iterator[World]:
    """Run a service: `port` gives that of a line to the server, `server` options of it, `under` what runs a role."""
    for name in ("strikes", "heartbeats", "data"):
        (folder / name).mkdir()
    redis = Server(folder / "data", free_port(), **(server or {}))
    site, receiver = EchoSite(), Recorder(secret)
    endpoints = {name: {"url": receiver.url(name), "secrets": [secret]} for name in ("desk", "other")}
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")}
    given = {
        "redis_url": f"redis://{redis.login}127.0.0.1:{port(redis) if port else redis.port}/0",
        "endpoints": json.dumps(endpoints),
        "allow_addresses": "127.0.0.0/8",
        "host_spacing_seconds": 0,
        "fetch_retry_seconds": "0.2,0.2",
        "extract_retry_seconds": "0.2,0.2",
        "deliver_retry_seconds": "0.2,0.2,0.4,0.8,1,2,2,2",
        "extract_concurrency": 2,
        "lease_seconds": LEASE_SECONDS,
        "hint_resend_seconds": 2,
        "soft_shutdown_seconds": 2,
        "circuit_pause_seconds": 0.5,
        **settings,
    }
    variables = ours | {f"CLAIMWIRE_{name.upper()}": str(value) for name, value in given.items()}
    variables |= {STRIKES: str(folder / "strikes"), HEARTBEATS: str(folder / "heartbeats")}
    commands = {
        role: (*(under or {}).get(role, ()), sys.executable, "-m", "tests.faults.service", role) for role in roles
    }
    supervisor = Supervisor(variables, grace_seconds=8, commands=commands)
    with ExitStack() as stack:
        stack.callback(redis.kill)
        stack.enter_context(serving(site))
        stack.enter_context(serving(receiver))
        client = stack.enter_context(Client(f"redis://{redis.login}127.0.0.1:{redis.port}/0"))
        stack.enter_context(running(supervisor))
        made = World(redis, client, site, receiver, supervisor, folder, roles, variables)
        made.await_alive(seconds=60)
        yield made
