"""The faults of a storm: which, after which pauses, and how each is done."""

import os
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from threading import Event

from tests.faults.conftest import children_of
from tests.faults.servers import Server
from worker.supervisor import EARLY_SECONDS, RESTART_SECONDS, Supervisor

UP_SECONDS = EARLY_SECONDS
"""A process is killed only after so long a life: the supervisor starts what dies earlier ever more rarely."""
PAUSE_SECONDS = 2.0
"""Beyond that, on the average."""
PERIOD_SECONDS = RESTART_SECONDS + UP_SECONDS + PAUSE_SECONDS
"""Between two faults of a kind, on the average."""
MOST_DOWN_SECONDS = 1.0
"""Of the server, when it is killed."""
STALL_SECONDS = (0.5, 3.0)
"""The shortest and the longest; shorter than any timeout, so that whoever waits goes on."""
LOOK_SECONDS = 0.1


class Kind(StrEnum):
    """What is done to whom."""

    CHILD = "child"
    """One process of the extract pool is killed."""
    FETCH = "fetch"
    """This and the next two: all processes of a role are killed, as when its container ends."""
    EXTRACT = "extract"
    DELIVER = "deliver"
    GATE = "gate"
    REDIS_KILLED = "redis killed"
    """And started again within a second."""
    REDIS_STALLED = "redis stalled"
    """It stands still, with all connections open."""

    @property
    def role(self) -> str | None:
        """Whose processes are harmed; None for the server."""
        match self:
            case Kind.CHILD | Kind.EXTRACT:
                return "extract"
            case Kind.FETCH | Kind.DELIVER | Kind.GATE:
                return self.value
            case Kind.REDIS_KILLED | Kind.REDIS_STALLED:
                return None


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a sequence."""

    kind: Kind
    pause_seconds: float
    """Before it, and after what it harms was ready for it."""
    share: float
    """From 0 to 1: where the length of an outage lies between its bounds, or which child of those that there are."""


def plan(random: Random, kills: int) -> list[tuple[Fault, ...]]:
    """Return the sequences of faults, one for each thing that is harmed; they run side by side.

    Together they have so many of each kind. Each takes about as long as the others.
    """

    def sequence(kinds: Sequence[Kind], pause_seconds: float) -> tuple[Fault, ...]:
        shares = [random.random() for _ in kinds]  # of the whole time that there is for pauses
        whole_seconds = pause_seconds * len(kinds) / sum(shares)
        return tuple(
            Fault(kind, whole_seconds * share, random.random()) for kind, share in zip(kinds, shares, strict=True)
        )

    outage_seconds = (sum(STALL_SECONDS) / 2 + MOST_DOWN_SECONDS / 2) / 2
    redis = [kind for kind in (Kind.REDIS_KILLED, Kind.REDIS_STALLED) for _ in range(kills)]
    random.shuffle(redis)
    roles = (Kind.FETCH, Kind.EXTRACT, Kind.DELIVER, Kind.GATE)
    return [
        *(_shifted(sequence([role] * kills, PAUSE_SECONDS), random) for role in roles),
        sequence([Kind.CHILD] * kills, PERIOD_SECONDS),
        sequence(redis, PERIOD_SECONDS / 2 - outage_seconds),
    ]


def _shifted(sequence: tuple[Fault, ...], random: Random) -> tuple[Fault, ...]:
    """Let the sequence begin later by a part of its period: all processes are up for the same time at the beginning."""
    first, *others = sequence
    return (replace(first, pause_seconds=first.pause_seconds + random.uniform(0, PERIOD_SECONDS)), *others)


def expected_seconds(sequence: Iterable[Fault]) -> float:
    """Return about how long a sequence takes."""
    return sum(fault.pause_seconds + _expected_seconds(fault) for fault in sequence)


def _expected_seconds(fault: Fault) -> float:
    match fault.kind:
        case Kind.CHILD:
            return 0.0
        case Kind.FETCH | Kind.EXTRACT | Kind.DELIVER | Kind.GATE:
            return RESTART_SECONDS + UP_SECONDS
        case Kind.REDIS_KILLED:
            return _down_seconds(fault)
        case Kind.REDIS_STALLED:
            return _stall_seconds(fault)


def _down_seconds(fault: Fault) -> float:
    return MOST_DOWN_SECONDS * fault.share


def _stall_seconds(fault: Fault) -> float:
    shortest, longest = STALL_SECONDS
    return shortest + (longest - shortest) * fault.share


class Storm:
    """Does faults to a server and to what a supervisor runs; `tell` gets each as it is done."""

    def __init__(self, server: Server, supervisor: Supervisor, tell: Callable[[Kind], object]) -> None:
        self._server = server
        self._supervisor = supervisor
        self._tell = tell
        self._ended = Event()

    def follow(self, sequence: Iterable[Fault]) -> None:
        """Do one fault after the other, until told to end."""
        for fault in sequence:
            while not self._ended.is_set() and not self._do(fault):
                pass

    def end(self) -> None:
        """Let every sequence end with the fault that it is at."""
        self._ended.set()

    def _do(self, fault: Fault) -> bool:
        """Return whether the fault found what it is to harm."""
        match fault.kind:
            case Kind.CHILD:
                self._ended.wait(fault.pause_seconds)
                return self._kill_child(fault)
            case Kind.FETCH | Kind.EXTRACT | Kind.DELIVER | Kind.GATE:
                pid = self._pid_when_up(fault.kind)
                self._ended.wait(fault.pause_seconds)
                return self._kill(pid, fault)
            case Kind.REDIS_KILLED:
                self._ended.wait(fault.pause_seconds)
                self._tell(fault.kind)
                self._server.kill()
                self._ended.wait(_down_seconds(fault))
                self._server.start()
                return True
            case Kind.REDIS_STALLED:
                self._ended.wait(fault.pause_seconds)
                self._tell(fault.kind)
                self._server.freeze()
                self._ended.wait(_stall_seconds(fault))
                self._server.thaw()
                return True

    def _pid_when_up(self, role: str) -> int:
        """Wait until the role's process has been running for long enough; return its id."""
        pid, since = self._supervisor.pid_of(role), time.monotonic()
        while time.monotonic() - since < UP_SECONDS and not self._ended.wait(LOOK_SECONDS):
            if (present := self._supervisor.pid_of(role)) != pid:
                pid, since = present, time.monotonic()
        return pid

    def _kill(self, pid: int, fault: Fault) -> bool:
        """Kill the process with all that it has started; false when it died by itself meanwhile."""
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
            self._tell(fault.kind)
            return True
        return False

    def _kill_child(self, fault: Fault) -> bool:
        while not self._ended.wait(LOOK_SECONDS):
            children = children_of(self._supervisor.pid_of(Kind.EXTRACT))
            if children:
                with suppress(ProcessLookupError):
                    os.kill(children[int(fault.share * len(children))], signal.SIGKILL)
                    self._tell(fault.kind)
                    return True
        return False
