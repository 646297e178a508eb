"""What it costs to pass an article through: Redis commands, bytes, CPU. python -m bench.passage [--jobs N].

The stages do nothing, so that no fetching and no extraction is in the figures. Beside claimwire, as the baseline, a
plain Celery chain on the same server. What the processes cost while they are idle is measured first, and taken off.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from demo.background import running
from producer import Client
from tests.conftest import free_port
from tests.faults.conftest import children_of
from tests.faults.servers import Server
from tests.waiting import wait_for
from worker.supervisor import Supervisor

IDLE_SECONDS = 5.0
ROLES = ("gate", "fetch", "extract", "deliver")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Used:
    """What a server and processes have used so far, or in a while."""

    at: float
    round_trips: int
    commands: int
    """Those inside of scripts included."""
    received_bytes: int
    sent_bytes: int
    server_cpu_seconds: float
    cpu_seconds: float

    @classmethod
    def now(cls, server: Server, pids: Sequence[int]) -> Self:
        """Read it off."""
        info: Any = server.client.info("all")
        return cls(
            time.monotonic(),
            info["total_reads_processed"],
            info["total_commands_processed"],
            info["total_net_input_bytes"],
            info["total_net_output_bytes"],
            info["used_cpu_user"] + info["used_cpu_sys"],
            sum(map(_cpu_seconds, pids)),
        )

    def since(self, before: "Used") -> tuple[float, ...]:
        """Return by how much each figure has grown, in their order."""
        return tuple(now - then for now, then in zip(_values(self), _values(before), strict=True))


def _values(used: Used) -> tuple[float, ...]:
    return tuple(float(getattr(used, name)) for name in Used.__dataclass_fields__)


def _cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and of its children, those that have ended included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(fields[index]) for index in (11, 12, 13, 14)) / TICKS + sum(map(_cpu_seconds, children_of(pid)))


def measure(server: Server, supervisor: Supervisor, roles: Sequence[str], jobs: int, do: Callable[[], None]) -> None:
    """Print what `do` used a job, beyond what the processes use when idle."""
    pids = [supervisor.pid_of(role) for role in roles]
    start = Used.now(server, pids)
    time.sleep(IDLE_SECONDS)
    before = Used.now(server, pids)
    seconds, *idle = before.since(start)
    rates = [used / seconds for used in idle]
    do()
    seconds, *spent = Used.now(server, pids).since(before)
    net = [(used - rate * seconds) / jobs for used, rate in zip(spent, rates, strict=True)]
    round_trips, commands, received, sent, server_cpu, cpu = net
    print(f"  {jobs / seconds:7.0f} jobs/s")
    print(f"  {round_trips:7.1f} messages a job to Redis, {commands:.0f} commands, those inside of scripts included")
    print(f"  {(received + sent) / 1000:7.1f} kB a job between the processes and Redis")
    print(f"  {1000 * cpu:7.1f} ms of CPU a job in the processes, {1000 * server_cpu:.1f} in Redis")
    print(f"  {rates[0]:7.0f} messages/s to Redis, {1000 * rates[5]:.0f} ms of CPU a second when idle")


def claimwire(server: Server, jobs: int) -> None:
    environment = {
        "CLAIMWIRE_REDIS_URL": f"redis://127.0.0.1:{server.port}/0",
        "CLAIMWIRE_ENDPOINTS": json.dumps({"desk": {"url": "https://h.example/", "secrets": ["whsec_" + "QUJD" * 8]}}),
        "CLAIMWIRE_HOST_SPACING_SECONDS": "0",
        "CLAIMWIRE_EXTRACT_CONCURRENCY": "1",
        "CLAIMWIRE_LOG_LEVEL": "error",
    }
    commands = {role: (sys.executable, "-m", "bench.passage.service", role) for role in ROLES}
    urls = [f"https://news-{n % 50}.example/2026/02/27/an-article-{n}" for n in range(jobs)]

    def is_done() -> bool:
        inbox = server.client.xlen("claimwire:inbox:normal")
        return not inbox and server.client.get("claimwire:open") == b"0"

    with _running(environment, commands) as supervisor, Client(environment["CLAIMWIRE_REDIS_URL"]) as client:

        def do() -> None:
            for _ in client.submit_many(urls, endpoints=["desk"]):
                pass
            wait_for(is_done, "all jobs are delivered")

        client.submit(urls[0] + "?first", endpoints=["desk"])
        wait_for(is_done, "the processes are up")
        measure(server, supervisor, ROLES, jobs, do)


def chain(server: Server, jobs: int) -> None:
    environment = {"CHAIN_REDIS_URL": f"redis://127.0.0.1:{server.port}/0"}
    pools = {"fetch": ("threads", "16"), "extract": ("prefork", "1"), "deliver": ("threads", "16")}
    celery = (sys.executable, "-m", "celery", "-A", "bench.passage.chain_app", "worker")
    options = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "error")
    commands = {
        stage: (*celery, "-Q", stage, "-P", pool, "-c", number, "-n", f"{stage}@bench", *options)
        for stage, (pool, number) in pools.items()
    }
    os.environ |= environment
    from bench.passage.chain_app import fetch  # noqa: PLC0415 - it reads the environment

    def delivered() -> int:
        return int(server.client.get("delivered") or 0)

    with _running(environment, commands) as supervisor:
        fetch.delay("first", "https://news.example/")
        wait_for(delivered, "the processes are up")

        def do() -> None:
            for n in range(jobs):
                fetch.delay(f"job-{n}", f"https://news-{n % 50}.example/2026/02/27/an-article-{n}")
            wait_for(lambda: delivered() > jobs, "all jobs are delivered")

        measure(server, supervisor, list(pools), jobs, do)


def _running(
    environment: Mapping[str, str], commands: Mapping[str, Sequence[str]]
) -> AbstractContextManager[Supervisor]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")}
    return running(Supervisor({**ours, **environment}, grace_seconds=2, commands=commands))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=3000)
    jobs = parser.parse_args().jobs
    for name, system in (("claimwire", claimwire), ("a plain Celery chain", chain)):
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            server = Server(Path(folder), free_port())
            stack.callback(server.kill)
            print(f"{name}, {jobs} jobs")
            system(server, jobs)


if __name__ == "__main__":
    main()
