"""The exit codes of the command `claimwire`."""

from enum import IntEnum
from typing import Final

from producer.errors import NotConfigured, QueueUnavailable, WaitTimeout


class Exit(IntEnum):
    """Why the command ended; 0 is that all was done."""

    REFUSED = 1
    """Something was refused or failed; the rest was done."""
    USAGE = 2
    """Wrong usage (click's own code), or no Redis named."""
    UNAVAILABLE = 3
    """Redis or the result backend is away, full, or does not let us in."""
    NOT_YET = 4
    """There is no result yet."""
    INTERRUPTED = 130
    """Ctrl-C: 128 and the number of SIGINT, as shells have it."""


EXIT_OF: Final[tuple[tuple[type[Exception], Exit], ...]] = (
    (NotConfigured, Exit.USAGE),
    (QueueUnavailable, Exit.UNAVAILABLE),
    (WaitTimeout, Exit.NOT_YET),
)


def exit_code_of(error: Exception) -> Exit:
    """Return the code for an expected failure; what is not in the table was refused or failed."""
    return next((code for kind, code in EXIT_OF if isinstance(error, kind)), Exit.REFUSED)
