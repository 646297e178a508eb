"""The one client for articles and webhooks: addresses checked, everything bounded, nothing remembered."""

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import httpcore
import httpx

from worker.adapters.http.answers import PostAnswer, retry_after_seconds
from worker.adapters.http.backend import GuardedBackend, ProxyBackend, refuse_private_number
from worker.adapters.http.deadline import Deadline
from worker.adapters.http.decoding import ACCEPTED, BoundedDecoder
from worker.adapters.http.failures import PROXY_LOGIN_WANTED, CallError, Failure, proxy_login_refused, translated
from worker.adapters.http.reach import EgressProxy, Reach
from worker.adapters.http.resolver import Resolve, system_addresses
from worker.adapters.http.urls import checked_url, redirect_target
from worker.sites import FetchedPage, MovedPage, NotModified, Seen


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may cost. Our choices: a large news page has 2 MB, a slow site answers within 10 s."""

    total_seconds: float = 30.0
    """All hops together, name lookups and TLS included."""
    dns_seconds: float = 5.0
    connect_seconds: float = 5.0
    read_seconds: float = 10.0
    """Of silence."""
    max_wire_bytes: int = 8 * 1024 * 1024
    max_decoded_bytes: int = 16 * 1024 * 1024
    max_redirects: int = 5
    max_answer_bytes: int = 64 * 1024
    """Of the answer to a POST."""


DEFAULT_LIMITS: Final = Limits()
PUBLIC: Final = Reach()
_NOT_MODIFIED: Final = 304
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ACCEPT: Final = "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.1"


class GuardedClient:
    """GET and POST to URLs that strangers name; may be shared by threads.

    A connection lives for one request, so that what was checked for one never vouches for another. Nothing is read
    from the environment: no proxy, no netrc, no certificates. Cookies are neither kept nor sent.
    """

    def __init__(
        self,
        user_agent: str,
        reach: Reach = PUBLIC,
        *,
        stage: str = "fetch",
        limits: Limits = DEFAULT_LIMITS,
        resolve: Resolve = system_addresses,
        tls: ssl.SSLContext | None = None,
        cool_down_seconds: float = 60.0,
    ) -> None:
        """Make a client; it owns nothing that needs closing.

        Args:
            user_agent: names us and a contact, for the sites' operators.
            reach: what may be called beyond the public network, and whether through a proxy.
            stage: what stands before the dot of every code: `fetch` or `deliver`.
            limits: what one call may cost.
            resolve: the system's resolver, or another.
            tls: which certificates are trusted; those of certifi when left out.
            cool_down_seconds: how long a site is left alone that is overloaded (429, 503) and names no time.
        """
        self._user_agent = user_agent
        self._reach = reach
        self._stage = stage
        self._limits = limits
        self._resolve = resolve
        self._cool_down_seconds = cool_down_seconds
        self._tls = tls or httpx.create_ssl_context(trust_env=False)

    def get(self, url: str) -> FetchedPage:
        """Return the page behind a URL, wherever redirects lead; raises as `visit` does."""
        found = self.visit(url)
        if not isinstance(found, FetchedPage):
            raise TypeError(f"{found} for a call without conditions")
        return found

    def visit(
        self,
        url: str,
        *,
        seen: Seen | None = None,
        may_follow: Callable[[str], bool] = lambda _url: True,
    ) -> FetchedPage | NotModified | MovedPage:
        """Return what is behind a URL, over at most `max_redirects` redirects, each checked anew.

        Args:
            url: of the page.
            seen: the validators of an earlier answer for this URL; the site may say that nothing has changed.
            may_follow: whether a redirect to this URL is followed; else it is returned.

        Raises:
            TransientError: `{stage}.dns`, `connect`, `timeout`, `broken_answer`, `rate_limited`, `http_5xx`.
            PermanentError: `{stage}.bad_url`, `address_refused`, `tls`, `too_large`, `too_many_redirects`,
                `bad_encoding`, `http_4xx`.
        """
        with self._coded():
            deadline = Deadline.after(self._limits.total_seconds)
            target = checked_url(url)
            condition = _condition(seen)
            for _ in range(self._limits.max_redirects + 1):
                request = httpx.Request(
                    "GET", target, headers=self._headers(ACCEPTED) | {"Accept": _ACCEPT} | condition
                )
                with self._answer(request, deadline) as answer:
                    headers = httpx.Headers(answer.headers)
                    if answer.status in _REDIRECTS and "location" in headers:
                        target = redirect_target(headers["location"], base=target)
                        if not may_follow(str(target)):
                            return MovedPage(str(target))
                        condition = {}  # what was said of another URL
                        continue
                    if answer.status == _NOT_MODIFIED and condition:
                        return NotModified()
                    self._check_status(answer.status, headers)
                    return FetchedPage(
                        final_url=str(target),
                        content_type=headers.get("content-type", ""),
                        body=self._body(answer, headers, deadline),
                        etag=headers.get("etag"),
                        last_modified=headers.get("last-modified"),
                    )
            raise CallError(
                Failure.TOO_MANY_REDIRECTS, f"the site redirects more than {self._limits.max_redirects} times"
            )

    def post(self, url: str, body: str, headers: Mapping[str, str]) -> PostAnswer:
        """Return what an endpoint answered, whatever its status; a redirect is an answer and is not followed.

        Raises:
            TransientError: `{stage}.dns`, `connect`, `timeout`, `broken_answer`: no status came.
            PermanentError: `{stage}.bad_url`, `address_refused`, `tls`.
        """
        with self._coded():
            deadline = Deadline.after(self._limits.total_seconds)
            request = httpx.Request(
                "POST", checked_url(url), headers=self._headers("identity") | dict(headers), content=body.encode()
            )
            with self._answer(request, deadline) as answer:
                return PostAnswer(
                    status=answer.status,
                    first_bytes=self._first_bytes(answer),
                    retry_after_seconds=_retry_after(httpx.Headers(answer.headers)),
                )

    def _headers(self, accept_encoding: str) -> dict[str, str]:
        return {"User-Agent": self._user_agent, "Accept-Encoding": accept_encoding, "Connection": "close"}

    @contextmanager
    def _coded(self) -> Iterator[None]:
        try:
            yield
        except Exception as exc:
            if (failure := translated(exc)) is None:
                raise
            raise failure.for_stage(self._stage) from exc

    @contextmanager
    def _answer(self, request: httpx.Request, deadline: Deadline) -> Iterator[httpcore.Response]:
        read, connect = self._limits.read_seconds, self._limits.connect_seconds
        url = request.url
        host = url.raw_host.decode()
        proxy = None if self._reach.is_own(host) else self._reach.proxy
        if proxy is not None:
            refuse_private_number(host, allowed=self._reach.networks)
        with (
            self._pool(proxy, deadline) as pool,
            pool.stream(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.read(),
                extensions={"timeout": {"connect": connect, "read": read, "write": read}},
            ) as answer,
        ):
            if proxy is not None and answer.status == PROXY_LOGIN_WANTED:
                raise proxy_login_refused()
            yield answer

    def _pool(self, proxy: EgressProxy | None, deadline: Deadline) -> httpcore.ConnectionPool:
        """Return what connects to the site, or to the proxy."""
        dns_seconds = self._limits.dns_seconds
        if proxy is None:
            backend = GuardedBackend(self._reach, deadline, self._resolve, dns_seconds)
            return httpcore.ConnectionPool(ssl_context=self._tls, max_keepalive_connections=0, network_backend=backend)
        return httpcore.HTTPProxy(
            httpcore.URL(scheme=b"http", host=proxy.host.encode(), port=proxy.port, target=b"/"),
            proxy_auth=proxy.login,
            ssl_context=self._tls,
            max_keepalive_connections=0,
            network_backend=ProxyBackend(Reach(hosts=frozenset({proxy.host})), deadline, self._resolve, dns_seconds),
        )

    def _check_status(self, status: int, headers: httpx.Headers) -> None:
        said = f"the site answered {status}"
        match status:
            case 408:
                raise CallError(Failure.TIMEOUT, said)
            case 429:
                raise CallError(Failure.RATE_LIMITED, said, retry_after_seconds=self._cool_down(headers))
            case 503:
                raise CallError(Failure.HTTP_5XX, said, retry_after_seconds=self._cool_down(headers))
            case _ if 200 <= status < 300:  # noqa: PLR2004 - the classes of RFC 9110, 15
                return
            case _ if 400 <= status < 500:  # noqa: PLR2004
                raise CallError(Failure.HTTP_4XX, said)
            case _ if status >= 500:  # noqa: PLR2004
                raise CallError(Failure.HTTP_5XX, said, retry_after_seconds=_retry_after(headers))
            case _:
                raise CallError(Failure.BROKEN_ANSWER, said)

    def _cool_down(self, headers: httpx.Headers) -> float:
        named = _retry_after(headers)
        return self._cool_down_seconds if named is None else named

    def _body(self, answer: httpcore.Response, headers: httpx.Headers, deadline: Deadline) -> bytes:
        """Read the body as it comes over the wire: httpx would inflate a bomb of 809 bytes to 512 MiB at once."""
        left = self._limits.max_wire_bytes
        decoder = BoundedDecoder(headers.get("content-encoding", ""), max_bytes=self._limits.max_decoded_bytes)
        parts: list[bytes] = []
        for chunk in answer.iter_stream():
            left -= len(chunk)
            if left < 0:
                raise CallError(Failure.TOO_LARGE, "the page is larger than is read")
            parts.append(decoder.feed(chunk))
            deadline.remaining()
        decoder.finish()
        return b"".join(parts)

    def _first_bytes(self, answer: httpcore.Response) -> bytes:
        kept = bytearray()
        try:
            for chunk in answer.iter_stream():
                kept += chunk
                if len(kept) >= self._limits.max_answer_bytes:
                    break
        except (CallError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
            # the status has come: an endpoint that took the report must not get it again for a broken farewell
            return bytes(kept[: self._limits.max_answer_bytes])
        return bytes(kept[: self._limits.max_answer_bytes])


def _condition(seen: Seen | None) -> dict[str, str]:
    """Return the headers that ask for the page only if it has changed; odd values are not sent back."""
    if seen is None:
        return {}
    named = {"If-None-Match": seen.etag, "If-Modified-Since": seen.last_modified}
    return {name: value for name, value in named.items() if value and value.isascii() and value.isprintable()}


def _retry_after(headers: httpx.Headers) -> float | None:
    return retry_after_seconds(headers.get("retry-after"), now=datetime.now(UTC))
