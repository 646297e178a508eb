"""Host name -> addresses, within a time limit.

`getaddrinfo` cannot be cancelled: a lookup that hangs keeps its thread until the system's resolver gives up (glibc: 5 s
a server, two rounds). So every lookup runs in a daemon thread of its own, which no shutdown waits for, and at most
`MAX_LOOKUPS` of them exist in a process: when all hang, the next lookup waits its own time limit for a place and then
fails as `dns`. Nothing else waits for them.
"""

import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from ipaddress import ip_address
from typing import Final

from worker.adapters.http.addresses import Address
from worker.adapters.http.failures import CallError, Failure

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port -> addresses in the order to try them; raises `OSError` when there are none."""

MAX_LOOKUPS: Final = 32
"""Twice the threads of a fetch worker, so that hung lookups leave room for others."""

_places: Final = threading.BoundedSemaphore(MAX_LOOKUPS)


def system_addresses(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver, which also reads short, octal and hexadecimal forms of IPv4 addresses."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in answers))


def addresses_of(host: str, port: int, *, resolve: Resolve, timeout_seconds: float) -> tuple[Address, ...]:
    """Return every address of a host, each once.

    Raises:
        CallError: dns, where there are none or the limit passed.
    """
    if not _places.acquire(timeout=timeout_seconds):
        raise CallError(Failure.DNS, "the host's name was not looked up in time: too many lookups hang")
    answer: Future[Sequence[str]] = Future()

    def look_up() -> None:
        try:
            answer.set_result(resolve(host, port))
        except BaseException as exc:  # noqa: BLE001 - it is raised again where the answer is awaited
            answer.set_exception(exc)
        finally:
            _places.release()

    threading.Thread(target=look_up, name="dns-lookup", daemon=True).start()
    try:
        found = tuple(ip_address(text) for text in answer.result(timeout_seconds))
    except TimeoutError as exc:
        raise CallError(Failure.DNS, "the host's name was not looked up in time") from exc
    # an over-long label is a UnicodeError; an answer that is no address a ValueError
    except (OSError, ValueError) as exc:
        raise CallError(Failure.DNS, "the host's name has no address") from exc
    if not found:
        raise CallError(Failure.DNS, "the host's name has no address")
    return found
