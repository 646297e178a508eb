"""The messages that producers, workers and receivers exchange: job, batch, report, claim, delivery, status.

Receivers ignore fields that they do not know, and acknowledge types of a delivery that they do not know: both may
be new without a new version. The intake refuses them:
a misspelt field would otherwise be lost in silence.
"""

from contract.batch import Batch, BatchState, BatchStatus, BatchSummary
from contract.claim import Agent, Claim, Relation
from contract.delivery import (
    AnyDelivery,
    BatchDelivery,
    Delivery,
    DeliveryEvent,
    StoredDelivery,
    TrialDelivery,
    read_delivery,
)
from contract.failure import JobFailed
from contract.job import Job, Lane
from contract.report import Report
from contract.status import HistoryEntry, JobState, JobStatus

__all__ = [
    "Agent",
    "AnyDelivery",
    "Batch",
    "BatchDelivery",
    "BatchState",
    "BatchStatus",
    "BatchSummary",
    "Claim",
    "Delivery",
    "DeliveryEvent",
    "HistoryEntry",
    "Job",
    "JobFailed",
    "JobState",
    "JobStatus",
    "Lane",
    "Relation",
    "Report",
    "StoredDelivery",
    "TrialDelivery",
    "read_delivery",
]
