"""The messages that producers, workers and receivers exchange: job, report, claim, delivery, status.

Receivers ignore fields that they do not know: a new optional field is a minor change. The intake refuses them:
a misspelt field would otherwise be lost in silence.
"""

from contract.claim import Agent, Claim, Relation
from contract.delivery import Delivery, DeliveryEvent
from contract.failure import JobFailed
from contract.job import Job, Lane
from contract.report import Report
from contract.status import HistoryEntry, JobState, JobStatus

__all__ = [
    "Agent",
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
]
