"""Every way a guarded call can fail: one table of codes, one of foreign exceptions.

A client is made for one stage, whose name stands before the dot: `fetch.timeout`, `deliver.timeout`.
"""

import ssl
from enum import StrEnum
from typing import Final

import httpcore
import httpx

from contract.report import Stage
from worker.errors import ClaimwireError, PermanentError, TransientError, UnavailableError


class Failure(StrEnum):
    """What went wrong, by the second half of its code."""

    BAD_URL = "bad_url"
    ADDRESS_REFUSED = "address_refused"
    DNS = "dns"
    CONNECT = "connect"
    PROXY = "proxy"
    TIMEOUT = "timeout"
    TLS = "tls"
    BROKEN_ANSWER = "broken_answer"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_ENCODING = "bad_encoding"
    HTTP_4XX = "http_4xx"
    RATE_LIMITED = "rate_limited"
    HTTP_5XX = "http_5xx"


TRANSIENT: Final = frozenset(
    {
        Failure.DNS,
        Failure.CONNECT,
        Failure.TIMEOUT,
        Failure.BROKEN_ANSWER,
        Failure.RATE_LIMITED,
        Failure.HTTP_5XX,
    }
)
"""Worth another attempt; every other failure would come again."""
UNAVAILABLE: Final = frozenset({Failure.PROXY})
"""A part of the operator's own: waited for, for as long as it takes."""
PROXY_LOGIN_WANTED: Final = 407


class CallError(Exception):
    """A failure before it has its stage's name. The message goes to strangers: no address, nothing of a body."""

    def __init__(self, failure: Failure, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.failure = failure
        self.message = message
        self.retry_after_seconds = retry_after_seconds

    def for_stage(self, stage: str) -> ClaimwireError:
        """Return the coded error of the stage that made the call."""
        code = f"{stage}.{self.failure}"
        if self.failure in UNAVAILABLE:
            return UnavailableError(code, self.message)
        if self.failure in TRANSIENT or stage == Stage.DELIVER:
            # an endpoint is the operator's, who can mend its name, its certificate, its address
            return TransientError(code, self.message, retry_after_seconds=self.retry_after_seconds)
        return PermanentError(code, self.message)


# Read from top to bottom, the first that fits counts.
FOREIGN: Final[tuple[tuple[type[Exception], Failure, str], ...]] = (
    (ssl.SSLError, Failure.TLS, "no trustworthy TLS connection; check the site's certificate"),
    (httpcore.TimeoutException, Failure.TIMEOUT, "no answer within the time limit"),
    (TimeoutError, Failure.TIMEOUT, "no answer within the time limit"),
    (httpcore.ProxyError, Failure.CONNECT, "the proxy made no connection to the site: its log says why"),
    (httpcore.ConnectError, Failure.CONNECT, "no connection to the site"),
    (httpcore.NetworkError, Failure.BROKEN_ANSWER, "the connection broke off"),
    (httpcore.ProtocolError, Failure.BROKEN_ANSWER, "the answer is not HTTP, or broke off"),
    (httpx.InvalidURL, Failure.BAD_URL, "not a URL that can be asked for"),
)


def proxy_login_refused() -> CallError:
    """Return the failure of a proxy that answers 407 in place of the site (RFC 9110, 15.5.8)."""
    return CallError(Failure.PROXY, "the proxy of CLAIMWIRE_EGRESS_PROXY wants another user or password")


def translated(exc: Exception) -> CallError | None:
    """Return the failure a foreign exception stands for, or none when it is a fault of our own."""
    if isinstance(exc, CallError):
        return exc
    # the status begins the message of a tunnel that was refused, and stands nowhere else
    if isinstance(exc, httpcore.ProxyError) and str(exc).startswith(str(PROXY_LOGIN_WANTED)):
        return proxy_login_refused()
    return next(
        (CallError(failure, message) for foreign, failure, message in FOREIGN if isinstance(exc, foreign)), None
    )
