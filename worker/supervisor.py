"""Several of our processes under one: started, started again when one dies, and stopped together."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Final

import structlog

from worker.lifeline import SUPERVISOR_PID

# -P: a folder `worker` in the working directory, as many a Celery project has, is not ours
COMMANDS: Final[Mapping[str, Sequence[str]]] = {
    role: (sys.executable, "-P", "-m", "worker", role) for role in ("gate", "fetch", "extract", "deliver")
}
"""What is run for each role; a role is a command of `claimwire-worker`, and a service of the compose file."""
RESTART_SECONDS = 1.0
"""Before a process that died is started again."""
EARLY_SECONDS = 10.0
"""A process that dies within this time of its start may never come up: a wrong setting, a missing model. As Docker."""
EARLY_DEATHS_FOR_FREE = 3
"""Kills and crashes come in twos and threes; from then on the wait doubles."""
MOST_RESTART_SECONDS = 60.0
LOOK_SECONDS = 0.2
KILL_SECONDS = 5.0
"""Beyond the soft shutdown; then a process that does not end is killed."""

log = structlog.get_logger(__name__)


class Supervisor:
    """Runs one process a role. They get SIGTERM from us alone: Ctrl-C on a terminal does not reach them."""

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        grace_seconds: float,
        commands: Mapping[str, Sequence[str]] = COMMANDS,
    ) -> None:
        self._environment = dict(environment)
        self._commands = commands
        self._grace_seconds = grace_seconds + KILL_SECONDS
        self._running: dict[str, _Running] = {}

    def start(self) -> None:
        """Start every role."""
        for role in self._commands:
            self._start(role)

    def watch(self, stopped: Event, *, each_look: Callable[[], object] = lambda: None) -> None:
        """Start again what dies, until told to stop; what dies at once again and again is started ever more rarely.

        Args:
            stopped: ends the watch.
            each_look: called several times a second, to keep up what the processes need.
        """
        restart_at: dict[str, float] = {}
        while not stopped.wait(LOOK_SECONDS):
            each_look()
            now = time.monotonic()
            for role, running in self._running.items():
                if running.process.poll() is not None and role not in restart_at:
                    wait_seconds = running.wait_after_death(now)
                    log.error(
                        "process_died", role=role, status=running.process.returncode, again_in_seconds=wait_seconds
                    )
                    restart_at[role] = now + wait_seconds
            for role in [role for role, at in restart_at.items() if at <= now]:
                self._start(role, early_deaths=self._running[role].early_deaths)
                del restart_at[role]

    def pid_of(self, role: str) -> int:
        """Return the process id of a role's present process."""
        return self._running[role].process.pid

    def stop(self) -> None:
        """End every process: asked first, killed when the grace is over."""
        for running in self._running.values():
            running.process.terminate()
        deadline = time.monotonic() + self._grace_seconds
        for role, running in self._running.items():
            process = running.process
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("process_killed", role=role)
                process.kill()
                process.wait()

    def _start(self, role: str, *, early_deaths: int = 0) -> None:
        process = subprocess.Popen(  # noqa: S603 - our own command
            self._commands[role],
            env=self._environment | {SUPERVISOR_PID: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # Celery's advice for a terminal; what they log goes to standard error
            start_new_session=True,
        )
        self._running[role] = _Running(process, time.monotonic(), early_deaths)
        log.info("process_started", role=role, pid=process.pid)


@dataclass(slots=True)
class _Running:
    """A process, and how often its like died soon after its start."""

    process: subprocess.Popen[bytes]
    started_at: float
    early_deaths: int

    def wait_after_death(self, now: float) -> float:
        """Return the seconds before it is started again: twice as long after each early death."""
        self.early_deaths = self.early_deaths + 1 if now - self.started_at < EARLY_SECONDS else 0
        return min(RESTART_SECONDS * 2.0 ** max(0, self.early_deaths - EARLY_DEATHS_FOR_FREE), MOST_RESTART_SECONDS)
