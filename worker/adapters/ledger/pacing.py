"""The times and limits that the ledger is given with its moves: it knows no settings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pacing:
    """Times are in milliseconds."""

    lease_ms: int
    """A worker that was not heard of for so long has lost its step."""
    resend_ms: int
    """A hint that nobody answered is sent again."""
    retention_ms: int
    """What is finished is kept."""
    duplicate_window_ms: int
    """The same URL for the same endpoints is a duplicate."""
    same_text_window_ms: int
    """A text is remembered, to tell the same story on another site; 0 for none."""
    host_spacing_ms: int
    """Between two requests to one host."""
    last_try_wait_ms: int
    """Between two looks whether another step is still on its last try."""
    most_hints: int
    """Of one stage, outstanding."""
    endpoint_calls: int
    """Of one endpoint, at once, over all workers."""
    circuit_failures: int
    """In a row: from then on the endpoint is tried once in a while."""
    circuit_pause_ms: int
    """The first such while."""
    deliver_within_ms: int
    """A delivery that waits longer for a failing endpoint is given up."""
