"""What an operator opens or narrows: networks and hosts of one's own, and a proxy for all the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Final, Self
from urllib.parse import unquote, urlsplit

_HOST: Final = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?")


@dataclass(frozen=True, slots=True)
class EgressProxy:
    """An HTTP proxy; https goes through it by CONNECT, so that TLS ends at the site."""

    host: str
    port: int
    login: tuple[bytes, bytes] | None = field(default=None, repr=False)
    """User and password, in UTF-8."""

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read `http://[user:password@]host[:port]`; raises ValueError, whose message does not repeat the URL."""
        # urllib's own messages quote the URL, and with it the password
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError("the URL cannot be read: percent-encode the user name and the password") from None
        if parts.scheme != "http" or not parts.hostname or port == 0:
            raise ValueError("a proxy is http://host:port")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("a proxy has no path: http://host:port")
        if parts.password and not parts.username:
            raise ValueError("a proxy's password needs a user: http://user:password@host:port")
        login = (unquote(parts.username).encode(), unquote(parts.password or "").encode()) if parts.username else None
        return cls(checked_host(parts.hostname), port or 80, login)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where calls may go beyond the public network, and by what way they go there."""

    networks: Sequence[IPv4Network | IPv6Network] = ()
    """Of the operator's own: called although the table of addresses refuses them."""
    hosts: frozenset[str] = frozenset()
    """The operator's own by name, in lower case: called wherever the name leads, and never through the proxy."""
    proxy: EgressProxy | None = None
    """It looks names up itself, so that refusing what they lead to is up to it. Numbers are judged here."""

    def is_own(self, host: str) -> bool:
        """Whether the operator has named this host."""
        return host.lower().removesuffix(".") in self.hosts


def checked_host(name: str) -> str:
    """Return a host's name in lower case; raises ValueError for what is none, as a URL or a host with a port."""
    lower = name.lower().removesuffix(".")
    if not _HOST.fullmatch(lower):
        raise ValueError("a host is a plain name, as hooks or news.example: no scheme, no port, no *")
    return lower
