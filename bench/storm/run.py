"""One system in a storm: started, given articles while it is harmed, and watched until every job has ended."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.storm.faults import Fault, Kind, Storm, expected_seconds
from bench.storm.figures import Figures, Times, measure
from bench.storm.receiver import Receiver
from bench.storm.site import Site
from bench.storm.system import System
from demo.background import running, serving
from tests.conftest import free_port
from tests.faults.servers import Server
from tests.waiting import wait_for
from worker.supervisor import Supervisor

START_SECONDS = 120
"""For the first article, before the storm: spaCy is loaded meanwhile."""
END_SECONDS = 180
"""After the last fault; what has not ended by then is lost."""
SUBMIT_SECONDS = 60
"""For one article; no outage lasts that long."""
AGAIN_SECONDS = 0.1
LOOK_SECONDS = 1.0
GRACE_SECONDS = 10

Sequences = Sequence[Sequence[Fault]]
Start = Callable[[str, str, Path], AbstractContextManager[System]]
"""Makes a system of the URLs of a server and of a receiver, and the folder of its logs."""


def run(start: Start, sequences: Sequences, jobs: int, folder: Path) -> Figures:
    """Run a system through the faults and return what came of it.

    Args:
        start: makes the system.
        sequences: of the faults; one that harms a role which the system does not have is left out.
        jobs: so many articles are submitted, evenly over the time of the faults.
        folder: a new one, for the data of the server, the logs, and what is told of lost jobs.
    """
    (folder / "data").mkdir(parents=True)
    server = Server(folder / "data", free_port(), appendfsync="always")
    site, receiver = Site(), Receiver()
    with ExitStack() as stack:
        stack.callback(server.kill)
        stack.enter_context(serving(site))
        stack.enter_context(serving(receiver))
        system = stack.enter_context(start(f"redis://127.0.0.1:{server.port}/0", receiver.url("desk"), folder))
        commands = {role: _logged(command, folder / f"{role}.log") for role, command in system.commands.items()}
        supervisor = Supervisor(system.environment, grace_seconds=GRACE_SECONDS, commands=commands)
        stack.enter_context(running(supervisor))
        system.submit("before-the-storm", site.url(jobs))
        wait_for(lambda: receiver.arrivals, "the first report", START_SECONDS)

        struck: list[Kind] = []
        log = stack.enter_context((folder / "faults.log").open("w", encoding="utf-8", buffering=1))

        def tell(kind: Kind) -> None:
            struck.append(kind)
            log.write(f"{datetime.now(UTC).isoformat(timespec='milliseconds')} {kind}\n")

        seconds = max(map(expected_seconds, sequences))
        print(f"{system.name}: {jobs:,} jobs in a storm of about {seconds:.0f} s", file=sys.stderr)
        ours = [faults for faults in sequences if faults[0].kind.role in (None, *commands)]
        began = time.monotonic()
        with _doing(Storm(server, supervisor, tell), ours):
            sent = _submit_evenly(system, site, jobs, seconds)
        calm = time.monotonic()
        _await_end(system, set(sent))
        times = Times(began, calm, time.monotonic())
        figures = measure(system, receiver, sent, struck, times)
        if figures.lost:
            (folder / "lost.txt").write_text("\n\n".join(map(system.story, figures.lost)) + "\n", encoding="utf-8")
    return figures


def _logged(command: Sequence[str], file: Path) -> Sequence[str]:
    """Return a command whose standard error is added to a file; `exec` leaves it the process that is killed."""
    return ("sh", "-c", 'exec "$@" 2>>"$0"', str(file), *command)


@contextmanager
def _doing(storm: Storm, sequences: Sequences) -> Iterator[None]:
    """Do the faults side by side; at the end, wait for the last one."""
    with ThreadPoolExecutor(len(sequences)) as threads:
        following = [threads.submit(storm.follow, sequence) for sequence in sequences]
        try:
            yield
            for each in following:
                each.result()
        finally:
            storm.end()


def _submit_evenly(system: System, site: Site, jobs: int, seconds: float) -> dict[str, float]:
    """Return when each job that was acknowledged was first sent."""
    began = time.monotonic()
    sent = {}
    for number in range(jobs):
        time.sleep(max(0.0, began + number * seconds / jobs - time.monotonic()))
        job_id, url, at = f"storm-{number}", site.url(number), time.monotonic()
        while not (is_acknowledged := system.submit(job_id, url)) and time.monotonic() - at < SUBMIT_SECONDS:
            time.sleep(AGAIN_SECONDS)  # then again, with the same id
        if is_acknowledged:
            sent[job_id] = at
    return sent


def _await_end(system: System, pending: set[str]) -> None:
    deadline = time.monotonic() + END_SECONDS
    while (pending := system.pending(pending)) and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
