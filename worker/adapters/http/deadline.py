"""One deadline for everything a call does."""

import time
from dataclasses import dataclass
from typing import Self

from worker.adapters.http.failures import CallError, Failure


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the monotonic clock."""

    at_seconds: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """Return the moment that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def remaining(self, at_most: float | None = None) -> float:
        """Return the seconds left, or `at_most` when that is less; raises CallError (timeout) when none are left."""
        left = self.at_seconds - time.monotonic()
        if left <= 0:
            raise CallError(Failure.TIMEOUT, "the whole answer took longer than the time limit")
        return left if at_most is None else min(left, at_most)
