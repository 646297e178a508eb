"""A delivery: the body of a webhook (Standard Webhooks payload: type, timestamp, data). The type tells the data."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from contract.base import SCHEMA_VERSION, Message, Moment
from contract.batch import BatchSummary
from contract.report import Outcome, Report


class DeliveryEvent(StrEnum):
    """What a delivery tells."""

    EXTRACTED = "report.extracted"
    FAILED = "report.failed"
    STORED = "report.stored"
    """The report is larger than the service sends: it can be read by its id."""
    BATCH_COMPLETED = "batch.completed"
    TEST = "endpoint.test"
    """An operator tries the endpoint; there is nothing to do."""


class Envelope(Message):
    """What every delivery has. The header `webhook-id` is the same on every attempt: it shows a repetition."""

    version: Literal[1] = SCHEMA_VERSION
    """Of this message."""
    timestamp: Moment
    """When it happened, UTC."""


class Delivery(Envelope):
    """A report."""

    type: Literal[DeliveryEvent.EXTRACTED, DeliveryEvent.FAILED]
    """What happened."""
    data: Report
    """The report, the same as in the result backend."""


class StoredReport(Message):
    """Where to find a report that is too large for a delivery: in the result backend, under its id."""

    id: str
    """The job's id: `claimwire result ID`, or `celery.result.AsyncResult(ID)`."""
    url: str | None = None
    """The article's URL as it was submitted."""
    outcome: Outcome
    """As in the report."""
    tags: tuple[str, ...] = ()
    """Of the job, as they came."""
    batch: str | None = None
    """The batch that the job belongs to."""
    claims: int
    """How many the report has."""
    bytes: int
    """Of the delivery that it would have been."""


class StoredDelivery(Envelope):
    """A report that is to be read elsewhere."""

    type: Literal[DeliveryEvent.STORED]
    """What happened."""
    data: StoredReport
    """Where the report is."""


class BatchDelivery(Envelope):
    """A batch is complete."""

    type: Literal[DeliveryEvent.BATCH_COMPLETED]
    """What happened."""
    data: BatchSummary
    """What came of its jobs."""


class TrialNote(Message):
    """What a trial says."""

    endpoint: str
    """Its name in the settings of the service."""


class TrialDelivery(Envelope):
    """A trial of the endpoint."""

    type: Literal[DeliveryEvent.TEST]
    """What happened."""
    data: TrialNote
    """Which endpoint is tried."""


AnyDelivery = Delivery | StoredDelivery | BatchDelivery | TrialDelivery

_ANY: Final[TypeAdapter[AnyDelivery]] = TypeAdapter(Annotated[AnyDelivery, Field(discriminator="type")])


def read_delivery(raw: str | bytes) -> AnyDelivery:
    """Read the body of a webhook; raises `pydantic.ValidationError` when it is none."""
    return _ANY.validate_json(raw)
