"""What a site may answer, and what it and its pages are known by."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A body that a site answered with, decoded from its transfer form."""

    final_url: str
    """After redirects."""
    content_type: str
    """The header's value; empty when there was none."""
    body: bytes
    etag: str | None = None
    """The header's value as it came, as that of the next."""
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is as it was when the site named the validators that it was asked with (RFC 9110, 15.4.5)."""


@dataclass(frozen=True, slots=True)
class MovedPage:
    """The page is elsewhere, where this call was not to follow."""

    url: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a site said of a page, by which it can be asked whether the page has changed (RFC 9110, 8.8)."""

    url: str
    """As it was asked for."""
    etag: str | None
    """The header's value as it came, as that of the next."""
    last_modified: str | None
    job: str
    """Whose report it is that says what was read."""


def pace_of(url: str) -> str:
    """Return what the requests to a site are spaced by: its host, with or without `www.`, on any port."""
    return (urlsplit(url).hostname or "").removesuffix(".").removeprefix("www.")


def origin_of(url: str) -> str:
    """Return scheme, host and port: what a robots.txt speaks for (RFC 9309, 2.3)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def page_digest(url: str) -> str:
    """Return the name of a page; its fragment does not count."""
    return hashlib.sha256(url.partition("#")[0].encode()).hexdigest()[:32]
