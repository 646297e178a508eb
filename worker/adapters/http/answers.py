"""What an endpoint answered, and how long the other side asks us to wait."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class PostAnswer:
    """What an endpoint answered; the status alone decides, so a body that breaks off is kept as far as it came."""

    status: int
    first_bytes: bytes
    retry_after_seconds: float | None


def retry_after_seconds(header: str | None, *, now: datetime) -> float | None:
    """Return the wait of a Retry-After header in either of its forms (RFC 9110, 10.2.3); odd text gives none.

    However long it is: who waits has a limit of its own.
    """
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text)  # unlike `int`, takes any number of digits
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max((when - now).total_seconds(), 0.0)
