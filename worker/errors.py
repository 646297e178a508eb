"""Every way a step can fail, each with a stable code that logs, metrics, reports and dead letters share.

ClaimwireError        a code, and what to do about it
├── TransientError    another attempt may help: the step is due again after a wait
│   └── UnavailableError  a store or the proxy is away: no attempt is used up
│       └── EndpointGoneError  the receiver wants no more: its endpoint is disabled, its deliveries wait
└── PermanentError    it would fail the same way: the step is given up

The first half of a code names where it happened. `contract.codes` lists every code, and so does the README.
"""

MOST_PATIENCE_SECONDS = 3600.0
"""However long the other side asks us to wait."""


class ClaimwireError(Exception):
    """A failure with a stable code; the message is for an operator, and never holds a secret or article text."""

    def __init__(self, code: str, message: str, *, status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        """The HTTP status that the other side answered with."""

    def __reduce__(self) -> tuple[type["ClaimwireError"], tuple[str, str]]:
        return type(self), (self.code, self.message)


class TransientError(ClaimwireError):
    """Worth another attempt, after `retry_after_seconds` at the earliest where the other side named a time."""

    def __init__(
        self, code: str, message: str, *, status: int | None = None, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(code, message, status=status)
        self.retry_after_seconds = retry_after_seconds


class UnavailableError(TransientError):
    """Redis, the result backend or the proxy does not do as asked: steps wait for it for as long as it takes."""


class EndpointGoneError(UnavailableError):
    """The receiver says that it wants no more."""


class PermanentError(ClaimwireError):
    """The same attempt would fail the same way."""
