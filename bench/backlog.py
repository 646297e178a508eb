"""What a long backlog costs: python -m bench.backlog [--jobs 100000].

Jobs of 200 hosts wait, because each host may be asked once an hour. Printed: the longest that a list of Celery was, how
much each process has grown since it was idle, and the bytes that Redis holds a waiting job. The baseline is the same
stack before the jobs.
"""

import argparse
import json
import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from contract.report import Stage
from demo.background import running
from producer import Client
from tests.conftest import free_port
from tests.faults.conftest import children_of
from tests.faults.servers import Server
from tests.waiting import wait_for
from worker.supervisor import COMMANDS, Supervisor

HOSTS = 200
SETTLE_SECONDS = 20.0
"""After the admission: hints are sent and answered all the while."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100_000)
    jobs = parser.parse_args().jobs
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = Server(Path(folder), free_port())
        stack.callback(server.kill)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")} | {
            "CLAIMWIRE_REDIS_URL": f"redis://127.0.0.1:{server.port}/0",
            "CLAIMWIRE_HOST_SPACING_SECONDS": "3600",
            "CLAIMWIRE_ENDPOINTS": json.dumps(
                {"desk": {"url": "https://h.example/", "secrets": ["whsec_" + "QUJD" * 8]}}
            ),
            "CLAIMWIRE_FETCH_RETRY_SECONDS": "3600",
            "CLAIMWIRE_EXTRACT_CONCURRENCY": "1",
            "CLAIMWIRE_MAX_OPEN_JOBS": str(jobs),
            "CLAIMWIRE_LOG_LEVEL": "error",
        }
        supervisor = stack.enter_context(running(Supervisor(environment, grace_seconds=2)))
        client = stack.enter_context(Client(environment["CLAIMWIRE_REDIS_URL"]))
        client.submit("http://127.0.0.1:9/first", endpoints=["desk"])
        wait_for(lambda: b"claimwire:_kombu.binding.extract" in server.client.keys("*extract"), "the processes are up")
        time.sleep(SETTLE_SECONDS / 4)
        before = {role: _resident_mb(supervisor.pid_of(role)) for role in COMMANDS}
        empty = server.client.info("memory")["used_memory"]

        began = time.monotonic()
        urls = (
            f"http://host-{n % HOSTS}.invalid/2026/02/27/the-headline-of-an-article-{n:08}" for n in range(jobs - 1)
        )
        for _ in client.submit_many(urls, endpoints=["desk"]):
            pass
        submitted = time.monotonic() - began
        longest = 0
        admitted_at = None
        while admitted_at is None or time.monotonic() - admitted_at < SETTLE_SECONDS:
            longest = max(longest, *(server.client.llen(f"claimwire:{stage}") for stage in Stage))
            if admitted_at is None and not server.client.xlen("claimwire:inbox:normal"):
                admitted_at = time.monotonic()
            time.sleep(0.05)

        waiting = int(server.client.get("claimwire:open") or 0)
        used = server.client.info("memory")["used_memory"] - empty
        print(f"{waiting} jobs wait; submitted in {submitted:.0f} s, admitted after {admitted_at - began:.0f} s")
        print(f"longest list of Celery: {longest} messages (CLAIMWIRE_MAX_HINTS is 256)")
        print(f"Redis: {used / waiting:.0f} bytes a waiting job")
        for role in COMMANDS:
            now = _resident_mb(supervisor.pid_of(role))
            print(f"{role:8} {before[role]:6.1f} MB idle, {now - before[role]:+6.1f} MB with the backlog")


def _resident_mb(pid: int) -> float:
    """Return the resident memory of a process and its children, pages that they share counted once (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return own / 1024 + sum(map(_resident_mb, children_of(pid)))


if __name__ == "__main__":
    main()
