"""A delivery: the body of the webhook that carries a report (Standard Webhooks payload: type, timestamp, data)."""

from enum import StrEnum
from typing import Literal

from contract.base import SCHEMA_VERSION, Message, Moment
from contract.report import Report


class DeliveryEvent(StrEnum):
    """What a delivery tells."""

    EXTRACTED = "report.extracted"
    FAILED = "report.failed"


class Delivery(Message):
    """What a receiver gets. Its `webhook-id` header is the same on every attempt: use it to recognise a repetition."""

    version: Literal[1] = SCHEMA_VERSION
    """Of this message."""
    type: DeliveryEvent
    """What happened."""
    timestamp: Moment
    """When the report was made, UTC."""
    data: Report
    """The report, the same as in the result backend."""
