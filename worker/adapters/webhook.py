"""Webhooks, signed as Standard Webhooks says; the receiver's answer decides what becomes of the delivery."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Protocol

from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook

from worker.errors import EndpointGoneError, TransientError

ANSWER_EXCERPT = 200
"""Characters of the receiver's answer that a failed attempt repeats."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook that the operator has named."""

    url: str
    secrets: tuple[SecretStr, ...]


class Answer(Protocol):
    """What came back from a receiver."""

    @property
    def status(self) -> int:
        """HTTP status."""

    @property
    def first_bytes(self) -> bytes:
        """The beginning of the body."""

    @property
    def retry_after_seconds(self) -> float | None:
        """How long the receiver asks us to wait."""


class Post(Protocol):
    """A guarded POST; raises ClaimwireError when there was no answer."""

    def __call__(self, url: str, body: str, headers: Mapping[str, str]) -> Answer:
        """Send the body as UTF-8."""


class SignedWebhooks:
    """Sends reports to the endpoints of the settings."""

    def __init__(self, endpoints: Mapping[str, Endpoint], post: Post) -> None:
        self._endpoints = endpoints
        self._post = post

    def send(self, endpoint: str, message_id: str, body: str, *, at: datetime) -> int:
        """Sign and post the body; return the status with which the receiver took it.

        `at` is what the signature says of the time: receivers refuse one that is minutes off.

        Raises:
            TransientError: `deliver.unknown_endpoint`: it is no longer in the settings, and may come back;
                `deliver.refused` for any answer but 2xx; or the transport's own error.
            EndpointGoneError: `deliver.gone`: the receiver answered 410, which asks us to stop (Standard Webhooks,
                "Delivery status").
        """
        known = self._endpoints.get(endpoint)
        if known is None:
            raise TransientError("deliver.unknown_endpoint", f"no endpoint {endpoint!r} in CLAIMWIRE_ENDPOINTS")
        answer = self._post(known.url, body, signed_headers(known.secrets, message_id, body, at))
        if 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP's class of success; a redirect is a failure
            return answer.status
        excerpt = answer.first_bytes.decode("utf8", "replace")[:ANSWER_EXCERPT]
        said = f"endpoint {endpoint!r} answered {answer.status}: {excerpt!r}"
        if answer.status == HTTPStatus.GONE:
            advice = f"enable it again with `claimwire-worker endpoints enable {endpoint}`"
            raise EndpointGoneError("deliver.gone", f"{said}; {advice}", status=answer.status)
        raise TransientError(
            "deliver.refused", said, status=answer.status, retry_after_seconds=answer.retry_after_seconds
        )


def signed_headers(secrets: tuple[SecretStr, ...], message_id: str, body: str, at: datetime) -> dict[str, str]:
    """Return the headers of Standard Webhooks; each secret gives a signature, so that secrets can be rotated.

    The library signs wrongly, and says nothing, for a body in bytes or a time that is not UTC.
    """
    at = at.astimezone(UTC)
    signatures = (Webhook(secret.get_secret_value()).sign(message_id, at, body) for secret in secrets)
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
