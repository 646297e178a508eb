"""A page as it was fetched or handed in."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Page:
    """A body, and what is known of it before it is read."""

    body: bytes
    content_type: str = ""
    """The header's value as it came; empty when there was none, and the body itself then tells."""
    url: str | None = None
    """Where the body was found, after redirects."""
    fetched_on: date | None = None
    """A date of publication that was guessed is not later than this."""
