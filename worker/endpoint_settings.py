"""A webhook as the operator names it in the settings."""

import base64
import binascii
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from contract.job import ArticleUrl


class EndpointSettings(BaseModel):
    """A webhook that the operator has named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: ArticleUrl
    """Without user and password: a delivery is signed."""
    secrets: Annotated[tuple[SecretStr, ...], Field(min_length=1, max_length=2)]
    """`whsec_` and 24 to 64 bytes in base64; two while a secret is rotated: each delivery is then signed with both."""

    private: bool = False
    """It is in the operator's own network: called wherever its name leads, and never through the proxy."""

    @field_validator("secrets")
    @classmethod
    def _are_webhook_secrets(cls, secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in secrets:
            if not _is_webhook_secret(secret.get_secret_value()):
                raise ValueError("a secret is `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks)")
        return secrets


def _is_webhook_secret(text: str) -> bool:
    """Whether this can sign (Standard Webhooks, "Signature scheme")."""
    prefix, _, encoded = text.partition("whsec_")
    try:
        return not prefix and 24 <= len(base64.b64decode(encoded, validate=True)) <= 64  # noqa: PLR2004 - the specification's bounds
    except binascii.Error:
        return False
