"""Who may be asked, told again in plain Python from the ledger's documentation: a part of the model."""

import math
from dataclasses import dataclass

from worker.steps import Stage

CIRCUIT_FAILURES = 2
"""In a row."""


@dataclass
class EndpointState:
    """What is known of an endpoint that does not do as it should."""

    failures: int = 0
    is_disabled: bool = False
    paused_until: float = 0


class EndpointModel:
    """Every wait is of whole hours, and time moves only when the machine lets one pass."""

    def __init__(self) -> None:
        self.now = 0
        self.endpoints: dict[str, EndpointState] = {}
        self.pauses: dict[tuple[Stage, str], float] = {}
        """Until when a host or an endpoint is left alone: it asked for that, or was asked just now."""

    def is_open(self, endpoint: str | None) -> bool:
        """Whether so many calls in a row failed that the endpoint is only tried once in a while."""
        return endpoint in self.endpoints and self.endpoints[endpoint].failures >= CIRCUIT_FAILURES

    def hours_until(self, at: float) -> float:
        """Return how many hours a time is ahead; 0 when it has come."""
        return max(0, at - self.now)

    def hours_paused(self, stage: Stage, pace: str) -> float:
        """Return for how long the host or the endpoint is not to be asked."""
        endpoint = self.endpoints.get(pace, EndpointState()) if stage is Stage.DELIVER else EndpointState()
        until = max(self.pauses.get((stage, pace), 0), endpoint.paused_until)
        return math.inf if endpoint.is_disabled else self.hours_until(until)

    def is_allowed(self, stage: Stage, pace: str) -> bool:
        """Whether the host or the endpoint may be asked now."""
        return self.hours_paused(stage, pace) == 0

    def leave_alone(self, stage: Stage, pace: str, hours: int) -> None:
        """Let a host or an endpoint not be asked for so long."""
        self.pauses[stage, pace] = max(self.pauses.get((stage, pace), 0), self.now + hours)

    def blame(self, endpoint: str) -> None:
        """Count a failed call."""
        state = self.endpoints.setdefault(endpoint, EndpointState())
        state.failures += 1
        if self.is_open(endpoint):
            state.paused_until = self.now + 1

    def acquit(self, endpoint: str) -> None:
        """Forget failures after a call that went well."""
        if endpoint in self.endpoints and not self.endpoints[endpoint].is_disabled:
            del self.endpoints[endpoint]

    def disable(self, endpoint: str) -> None:
        """Let the endpoint not be asked until it is enabled."""
        self.endpoints.setdefault(endpoint, EndpointState()).is_disabled = True

    def enable(self, endpoint: str) -> None:
        """Let the endpoint be asked again, at once."""
        self.endpoints.pop(endpoint, None)
        self.pauses.pop((Stage.DELIVER, endpoint), None)
