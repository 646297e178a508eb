"""Several of our processes under one: started, started again when one dies, and stopped together."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Event

import structlog

ROLES = ("gate", "fetch", "extract", "deliver")
"""Each is a command of `claimwire-worker`, and a service of the compose file."""
RESTART_SECONDS = 1.0
"""Before a process that died is started again."""
LOOK_SECONDS = 0.2
KILL_SECONDS = 5.0
"""Beyond the soft shutdown; then a process that does not end is killed."""

log = structlog.get_logger(__name__)


class Supervisor:
    """Runs one process a role. They get SIGTERM from us alone: Ctrl-C on a terminal does not reach them."""

    def __init__(self, environment: Mapping[str, str], *, roles: Sequence[str] = ROLES, grace_seconds: float) -> None:
        self._environment = dict(environment)
        self._roles = roles
        self._grace_seconds = grace_seconds + KILL_SECONDS
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start every role."""
        for role in self._roles:
            self._start(role)

    def watch(self, stopped: Event, *, until: Callable[[], bool] = lambda: False) -> None:
        """Start again what dies, until told to stop."""
        died_at: dict[str, float] = {}
        while not stopped.wait(LOOK_SECONDS) and not until():
            for role, process in self._running.items():
                if process.poll() is not None and role not in died_at:
                    log.error("process_died", role=role, status=process.returncode)
                    died_at[role] = time.monotonic()
            for role, at in tuple(died_at.items()):
                if time.monotonic() - at >= RESTART_SECONDS:
                    del died_at[role]
                    self._start(role)

    def pid_of(self, role: str) -> int:
        """Return the process id of a role's present process."""
        return self._running[role].pid

    def stop(self) -> None:
        """End every process: asked first, killed when the grace is over."""
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + self._grace_seconds
        for role, process in self._running.items():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("process_killed", role=role)
                process.kill()
                process.wait()

    def _start(self, role: str) -> None:
        self._running[role] = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "worker", role],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # Celery's advice for a terminal; what they log goes to standard error
            start_new_session=True,
        )
        log.info("process_started", role=role, pid=self._running[role].pid)
