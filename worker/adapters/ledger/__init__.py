"""The ledger: where every job stands, in Redis. What Celery carries are hints; the truth is here.

Every name has the configured prefix; times are milliseconds by the clock of the Redis server.

inbox:{lane}               stream  submitted jobs and word of batches: the fields `job` and `batch` (contract.names)
inbox:rejected             stream  what was neither; trimmed to the retention
inbox:held                 stream  what is of a version that no gate here knows
job:{id}                   hash    v (ledger version), job (message), state, lane, endpoints, deliver:{endpoint}, batch,
                                   duplicate_of, error_*, reported_ms, report (of a failed job), twin, redrives,
                                   handed_in (its article was not fetched),
                                   counted (when the batch was opened that has counted its end);
                                   expires when finished, refused or a duplicate
job:@{batch}               hash    v, state (open|completed), opened, size, endpoints, deliver:{endpoint}, the counts
                                   of jobs, report (the summary), reported_ms; expires
history:{id}               list    what happened to the job or batch, JSON, the last 500; expires with it
twin:{digest}              string  id of the job that has this URL and these endpoints; expires after the window
text:{id}                  string  the signature of the job's text, or the job that had the same story first; expires
like:{place}:{band}        string  id of the first job whose text has this band in its signature; expires with that
page:{id}                  string  the page, packed; until it is extracted
step:{step}                hash    place (due|hinted|leased|dead), lane, pace, since, due_at, failures, crashes, token,
                                   task, overtime, last_try (one more crash is the last), url (where the article has
                                   moved to), moves; code and message of a dead one, which expires
due:{stage}:{lane}:{pace}  zset    steps by the time they are due
paces:{stage}:{lane}       zset    paces by the time of their next step: the frontier
pace:{stage}:{pace}        string  the time from which the host or endpoint may be asked again
delay:{pace}               string  the time between two requests that the host's robots.txt asks for; expires with it
robots:{origin}            string  the site's robots.txt, deflated; expires after a day
seen:{digest}              string  JSON (worker.sites.Seen): what a site said of a page; by its URL; expires
asked:{endpoint}           string  the time until which the endpoint has asked for a pause; expires then
endpoint:{endpoint}        hash    of one that fails: failures (in a row), since, code, message, disabled (when)
busy                       hash    endpoint -> its steps that are hinted or leased
last_try:{stage}           string  the step that is leased for its last try: no other may be
hinted:{stage}             zset    steps for which a hint was sent, by the time to send it again
leased                     zset    steps by the time their lease lapses
tasks                      hash    Celery task id -> step it holds
dead                       zset    steps given up, by time
looked                     string  when a gate last looked for lapsed leases
patience                   string  present while lapsed leases are left alone, after a time in which nobody looked
open                       string  count of jobs that are admitted and not finished, and of complete batches that are
                                   not delivered

A step is `fetch:{job}`, `extract:{job}` or `deliver:{job}:{endpoint}`; the summary of a batch is delivered as that of a
job whose id is `@{batch}`. Its pace is the host of the article for fetch,
the endpoint for deliver, and `-` for extract. Celery's own lists are `fetch`, `extract` and `deliver`.
"""

from worker.adapters.ledger.gate import MEMORY_SHARE, Entry, GateLedger
from worker.adapters.ledger.operator import DeadLetter, EndpointState, OperatorLedger
from worker.adapters.ledger.pacing import Pacing
from worker.adapters.ledger.sites import SiteLedger
from worker.adapters.ledger.steps import StepLedger
from worker.adapters.ledger.texts import TextLedger

__all__ = [
    "MEMORY_SHARE",
    "DeadLetter",
    "EndpointState",
    "Entry",
    "GateLedger",
    "OperatorLedger",
    "Pacing",
    "SiteLedger",
    "StepLedger",
    "TextLedger",
]
