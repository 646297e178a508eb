"""What comes back from a guarded call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

MAX_RETRY_AFTER_SECONDS: Final = 86_400.0
"""A day: a site that asks for more is asked again after this; our choice."""

KEPT_HEADERS: Final = ("content-language", "date", "etag", "last-modified")
"""What a later stage may ask for; the rest of a stranger's headers is dropped."""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A body that a site answered with, decoded from its transfer form."""

    url: str
    """As asked for."""
    final_url: str
    """After redirects."""
    status: int
    content_type: str
    """The header's value; empty when there was none."""
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those of `KEPT_HEADERS` that came, by their lower-case name."""


@dataclass(frozen=True, slots=True)
class PostAnswer:
    """What an endpoint answered; the status alone decides, so a body that breaks off is kept as far as it came."""

    status: int
    first_bytes: bytes
    retry_after_seconds: float | None


def retry_after_seconds(header: str | None, *, now: datetime) -> float | None:
    """Return the wait of a Retry-After header in either of its forms (RFC 9110, 10.2.3); odd text gives none."""
    if header is None:
        return None
    text = header.strip()
    # ten digits are already past any cap, and `int` refuses absurd lengths
    if text.isascii() and text.isdigit():
        return min(float(text[:10]), MAX_RETRY_AFTER_SECONDS)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return min(max((when - now).total_seconds(), 0.0), MAX_RETRY_AFTER_SECONDS)
