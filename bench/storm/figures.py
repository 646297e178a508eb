"""What came of a storm, in figures."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.storm.faults import Kind
from bench.storm.receiver import Receiver
from bench.storm.system import Move, System
from contract.delivery import Delivery, read_delivery
from worker.settings import Settings

CALLS_AT_ONCE: int = Settings.model_fields["endpoint_concurrency"].default
"""Of claimwire, to one endpoint: so many may be answered with nobody left to note it, when their worker is killed."""


@dataclass(frozen=True, slots=True)
class Times:
    """Of one storm, by the monotonic clock."""

    began: float
    calm: float
    """The last fault was over."""
    ended: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of one storm. Seconds to delivery are those from the first attempt to submit to the first arrival."""

    name: str
    submitted: int
    """Acknowledged."""
    delivered: int
    """The receiver has their report."""
    dead: int
    """Given up, and kept as that."""
    lost: tuple[str, ...]
    """Acknowledged, neither delivered nor dead by the end of the wait."""
    repeated_calls: int
    """Taken beyond the first of their `webhook-id`."""
    most_ids: int
    """`webhook-id`s of one (job, event, endpoint)."""
    different_bodies: int
    """Ids that came with more than one."""
    struck: Mapping[Kind, int]
    recovery_seconds: float
    """The longest from a start that was lost to the next start of the same step."""
    silence_seconds: float
    """The longest of the receiver, in the time of the faults."""
    delivery_seconds: tuple[float, ...]
    """Of each delivered job, ascending."""
    wall_seconds: float

    def delivery_within(self, share: float) -> float:
        """Return the seconds within which this share of the delivered jobs was delivered."""
        if not self.delivery_seconds:
            return math.nan
        return self.delivery_seconds[round(share * (len(self.delivery_seconds) - 1))]

    @property
    def broken_promises(self) -> list[str]:
        """What claimwire would have to answer for, a sentence each."""
        outages = sum(self.struck.get(kind, 0) for kind in (Kind.DELIVER, Kind.REDIS_KILLED, Kind.REDIS_STALLED))
        broken = {
            f"{len(self.lost)} jobs were lost": bool(self.lost),
            f"an event has {self.most_ids} webhook-ids": self.most_ids > 1,
            f"{self.different_bodies} webhook-ids came with different bodies": self.different_bodies > 0,
            f"{self.repeated_calls} calls were repeated": self.repeated_calls > outages * CALLS_AT_ONCE,
        }
        return [sentence for sentence, is_true in broken.items() if is_true]


def measure(system: System, receiver: Receiver, sent: Mapping[str, float], struck: list[Kind], times: Times) -> Figures:
    """Return the figures of a storm that is over; `sent` tells when each acknowledged job was first submitted."""
    arrived: dict[str, float] = {}
    for at, body in receiver.arrivals:
        delivery = read_delivery(body)
        if isinstance(delivery, Delivery):
            arrived.setdefault(delivery.data.id, at)
    dead = system.dead(sent)
    delivered = [job_id for job_id in sent if job_id in arrived and job_id not in dead]
    return Figures(
        name=system.name,
        submitted=len(sent),
        delivered=len(delivered),
        dead=len(dead),
        lost=tuple(job_id for job_id in sent if job_id not in arrived and job_id not in dead),
        repeated_calls=receiver.repeated(),
        most_ids=max(map(len, receiver.ids_by_event().values())),
        different_bodies=sum(len(bodies) > 1 for bodies in receiver.bodies_by_id().values()),
        struck=Counter(struck),
        recovery_seconds=max((longest_recovery(system.moves(job_id)) for job_id in sent), default=0.0),
        silence_seconds=_longest_silence([at for at, _ in receiver.arrivals], times),
        delivery_seconds=tuple(sorted(arrived[job_id] - sent[job_id] for job_id in delivered)),
        wall_seconds=times.ended - times.began,
    )


def longest_recovery(moves: Iterable[Move]) -> float:
    """Return the longest time from a start that was lost to the next start of the same step; without one, 0."""
    longest = 0.0
    under_way: dict[str, float] = {}
    for move in moves:
        if move.event == "started":
            longest = max(longest, move.at_seconds - under_way.get(move.step, move.at_seconds))
            under_way[move.step] = move.at_seconds
        elif move.event in ("done", "retry", "failed"):
            under_way.pop(move.step, None)
    return longest


def _longest_silence(arrivals: Sequence[float], times: Times) -> float:
    in_storm = [at for at in arrivals if times.began < at < times.calm]
    return max(later - earlier for earlier, later in pairwise([times.began, *in_storm, times.calm]))
