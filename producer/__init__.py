"""Jobs in: the Python client and the command `claimwire`."""

from contract import Job, JobFailed, JobState, JobStatus, Lane, Report
from producer.client import Client
from producer.errors import (
    ClientError,
    InvalidJob,
    JobRejected,
    NotConfigured,
    QueueFull,
    QueueUnavailable,
    ResultUnreadable,
    WaitTimeout,
)
from producer.inbox import Submitted

__all__ = [
    "Client",
    "ClientError",
    "InvalidJob",
    "Job",
    "JobFailed",
    "JobRejected",
    "JobState",
    "JobStatus",
    "Lane",
    "NotConfigured",
    "QueueFull",
    "QueueUnavailable",
    "Report",
    "ResultUnreadable",
    "Submitted",
    "WaitTimeout",
]
