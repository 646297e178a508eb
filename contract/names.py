"""The Redis names that a foreign system may use, under the configured prefix, and those by which a status is read.

`inbox:{lane}`    stream   one entry a submitted job; field `job`: the Job message as JSON
`inbox:rejected`  stream   what was no job: `id`, `code`, `message`, `field`, and `entry`, the entry as it came (JSON)
`job:{id}`        hash     what the ledger knows of a job (read it with `JobStatus`)
`history:{id}`    list     one HistoryEntry a line, JSON, oldest first

Results lie in the Celery result backend under the job's id, not here.
"""

from contract.job import Lane

DEFAULT_PREFIX = "claimwire:"
JOB_FIELD = "job"
"""The field of an inbox entry that holds the Job message."""
REJECTED = "inbox:rejected"


def inbox(lane: Lane) -> str:
    """Return the stream that jobs of this lane are put on."""
    return f"inbox:{lane}"


def job(job_id: str) -> str:
    """Return the hash that tells where the job stands."""
    return f"job:{job_id}"


def history(job_id: str) -> str:
    """Return the list of what happened to the job."""
    return f"history:{job_id}"
