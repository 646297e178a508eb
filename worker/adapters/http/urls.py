"""Which URLs are asked for at all."""

import re
from ipaddress import IPv6Address
from typing import Final

import httpx

from worker.adapters.http.failures import CallError, Failure

MAX_URL_CHARACTERS: Final = 8_000
"""RFC 9110, 4.1, asks everyone to take at least 8,000 octets; no article needs more."""

SCHEMES: Final = ("http", "https")

# Letters, digits, dots, hyphens and the underscore that real host names hold; after IDNA nothing else is a name.
_NAME: Final = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?\.?", re.IGNORECASE)
_MAX_PORT: Final = 65_535


def checked_url(url: str) -> httpx.URL:
    """Return a URL that may be asked for, without its fragment.

    Raises:
        CallError: bad_url, where it is none, is not of http or https, carries credentials, or names no plain host.
    """
    if len(url) > MAX_URL_CHARACTERS:
        raise _bad(f"longer than {MAX_URL_CHARACTERS} characters")
    try:
        parsed = httpx.URL(url)
        # httpx decodes IDNA only here
        host = parsed.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError) as exc:
        raise _bad("not a URL") from exc
    if parsed.scheme not in SCHEMES:
        raise _bad("only http and https are fetched; begin it with https://")
    if parsed.userinfo:
        raise _bad("it carries a user name or password; leave them out")
    if not host or not (_is_ipv6(host) or _NAME.fullmatch(host)):
        raise _bad("it names no host")
    if parsed.port is not None and not 0 < parsed.port <= _MAX_PORT:
        raise _bad("its port is none")
    return parsed.copy_with(fragment=None)


def redirect_target(location: str, *, base: httpx.URL) -> httpx.URL:
    """Return where a redirect leads, checked as any other URL."""
    try:
        joined = base.join(location)
    except (httpx.InvalidURL, UnicodeError) as exc:
        raise _bad("the site redirects to something that is no URL") from exc
    return checked_url(str(joined))


def _is_ipv6(host: str) -> bool:
    """Whether this is an address of IPv6, without a zone: that would name a network interface of ours."""
    try:
        return "%" not in host and IPv6Address(host).version == 6  # noqa: PLR2004
    except ValueError:
        return False


def _bad(why: str) -> CallError:
    return CallError(Failure.BAD_URL, f"the URL cannot be fetched: {why}")
