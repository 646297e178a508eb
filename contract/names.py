"""The Redis names that a foreign system may use, under the configured prefix, and those by which a status is read.

`inbox:{lane}`    stream   one entry a submitted job; field `job`: the Job message as JSON. Or, in the field `batch`,
                           what is said of a batch: the Batch message as JSON
`inbox:rejected`  stream   what was no job: `id`, `code`, `message`, `field`, and `entry`, the entry as it came (JSON)
`inbox:held`      stream   what is of a version that nobody here knows: `lane`, `entry` (its id) and the entry's field
`job:{id}`        hash     what the ledger knows of a job (read it with `JobStatus`)
`history:{id}`    list     one HistoryEntry a line, JSON, oldest first
`job:@{batch}`    hash     what the ledger knows of a batch (read it with `BatchStatus`); `history:@{batch}` likewise

Results lie in the Celery result backend under the job's id, not here.
"""

from contract.job import Lane

DEFAULT_PREFIX = "claimwire:"
JOB_FIELD = "job"
"""The field of an inbox entry that holds the Job message."""
BATCH_FIELD = "batch"
"""The field of an inbox entry that holds a Batch message."""
REJECTED = "inbox:rejected"
HELD = "inbox:held"


def inbox(lane: Lane) -> str:
    """Return the stream that jobs of this lane are put on."""
    return f"inbox:{lane}"


def job(job_id: str) -> str:
    """Return the hash that tells where the job stands."""
    return f"job:{job_id}"


def history(job_id: str) -> str:
    """Return the list of what happened to the job."""
    return f"history:{job_id}"


def batch(batch_id: str) -> str:
    """Return the id under which the ledger keeps a batch: no job has an @ in its id."""
    return f"@{batch_id}"
