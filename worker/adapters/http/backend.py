"""The network as httpcore sees it: a name is resolved once, checked, and the checked address is connected to."""

import socket
import ssl
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import Final

import httpcore

from worker.adapters.http.addresses import Address, Network, refusal_reason
from worker.adapters.http.deadline import Deadline
from worker.adapters.http.failures import CallError, Failure
from worker.adapters.http.reach import Reach
from worker.adapters.http.resolver import Resolve, addresses_of

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

MAX_ADDRESSES_TRIED: Final = 4
"""Of one host; more only spend the deadline."""

WRITE_SLICE_BYTES: Final = 64 * 1024


class GuardedBackend(httpcore.NetworkBackend):
    """Connections for one call. httpcore keeps the URL's name for the Host header, SNI and the certificate."""

    def __init__(self, reach: Reach, deadline: Deadline, resolve: Resolve, dns_timeout_seconds: float) -> None:
        self._reach = reach
        self._deadline = deadline
        self._resolve = resolve
        self._dns_timeout_seconds = dns_timeout_seconds
        self._tcp = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers, once every one of them has passed the table."""
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._checked(host, port)[:MAX_ADDRESSES_TRIED]:
            try:
                stream = self._tcp.connect_tcp(
                    str(address), port, self._deadline.remaining(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                failed = exc
                continue
            if ip_address(stream.get_extra_info("server_addr")[0]) != address:
                stream.close()
                raise _refused()
            return _DeadlineStream(stream, self._deadline)
        raise failed or httpcore.ConnectError("no address")

    def _checked(self, host: str, port: int) -> tuple[Address, ...]:
        addresses = addresses_of(
            host,
            port,
            resolve=self._resolve,
            timeout_seconds=self._deadline.remaining(self._dns_timeout_seconds),
        )
        if not self._reach.is_own(host):
            _refuse_private(addresses, allowed=self._reach.networks)
        return addresses


class ProxyBackend(GuardedBackend):
    """Connections to the operator's own proxy; when there is none, it is not the site that is away."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the proxy."""
        try:
            return super().connect_tcp(host, port, timeout, local_address, socket_options)
        except (CallError, httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
            raise CallError(Failure.PROXY, "no connection to the proxy of CLAIMWIRE_EGRESS_PROXY") from exc


class _DeadlineStream(httpcore.NetworkStream):
    """A stream on which no step outlasts the call's deadline, so that a server that drips bytes is cut off."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # in slices, since the inner stream starts its time limit again for every send
        for start in range(0, len(buffer), WRITE_SLICE_BYTES):
            self._inner.write(buffer[start : start + WRITE_SLICE_BYTES], self._deadline.remaining(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.remaining(timeout))
        except httpcore.ConnectError as exc:
            # httpcore drops the cause on its way up, and a bad certificate is no failed connection
            raise exc.__cause__ if isinstance(exc.__cause__, ssl.SSLError) else exc from None
        return _DeadlineStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


def refuse_private_number(host: str, *, allowed: Sequence[Network]) -> None:
    """Refuse a host that is an address that is not public, in any form that a resolver reads as one.

    For what goes through a proxy, which looks names up itself. IPv6 addresses are not asked of it at all: httpcore
    writes them without their brackets.
    """
    if ":" in host:
        raise CallError(Failure.BAD_URL, "an IPv6 address is not fetched through a proxy: use the host's name")
    try:
        # no name is looked up: only numbers are read, short, octal and hexadecimal ones too
        answers = socket.getaddrinfo(host.removesuffix("."), None, flags=socket.AI_NUMERICHOST, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    _refuse_private([ip_address(sockaddr[0]) for *_, sockaddr in answers], allowed=allowed)


def _refuse_private(addresses: Iterable[Address], *, allowed: Sequence[Network]) -> None:
    # one refused answer condemns the name: a mixed answer is how a rebinding name tries its luck
    if any(refusal_reason(address, allowed=allowed) for address in addresses):
        raise _refused()


def _refused() -> CallError:
    return CallError(
        Failure.ADDRESS_REFUSED,
        "the host is not on the public network; one of your own is named in CLAIMWIRE_ALLOW_HOSTS, "
        "or its network in CLAIMWIRE_ALLOW_ADDRESSES",
    )
