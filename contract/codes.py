"""Every code that a failure can carry, in a report, a status, a result, a delivery, a log or on a terminal.

A code is stable and made to be compared: its family says where it happened, its name what. The table in the README is
written from this one, and a test holds it against the code that raises them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Repetition(StrEnum):
    """What becomes of that which failed."""

    PERMANENT = "permanent"
    """The same would fail the same way."""
    TRIED_AGAIN = "tried again"
    """By the service, after the waits of the settings; then it is given up."""
    WAITED_FOR = "waited for"
    """By the service, for as long as it takes: no attempt is used up."""
    TRY_AGAIN = "try again"
    """By whoever asked: the service does not know of it."""


@dataclass(frozen=True, slots=True)
class Code:
    """A row of the table."""

    code: str
    repetition: Repetition
    meaning: str
    """What happened, and what to do about it; in Markdown."""


_PERMANENT: Final = Repetition.PERMANENT
_TRIED_AGAIN: Final = Repetition.TRIED_AGAIN
_WAITED_FOR: Final = Repetition.WAITED_FOR
_TRY_AGAIN: Final = Repetition.TRY_AGAIN

CODES: Final[tuple[Code, ...]] = (
    # the gate: an entry of the inbox is no job
    Code("inbox.missing_field", _PERMANENT, "the entry or its Job lacks a field, which is named"),
    Code("inbox.unknown_field", _PERMANENT, "a field that does not exist, which is named: mind its spelling"),
    Code("inbox.not_json", _PERMANENT, "the field `job` holds no JSON object in UTF-8"),
    Code("inbox.invalid", _PERMANENT, "a field has a wrong value; the field and what is allowed are named"),
    Code("inbox.bad_url", _PERMANENT, "the URL is none, or not of http or https"),
    Code(
        "inbox.unknown_version", _WAITED_FOR, "a message of a newer version: it waits in `inbox:held` for a newer gate"
    ),
    Code("inbox.unknown_endpoint", _PERMANENT, "the job names an endpoint that is not in `CLAIMWIRE_ENDPOINTS`"),
    Code("inbox.id_taken", _PERMANENT, "the id belongs to another job: choose a new one"),
    Code("inbox.unexpected", _PERMANENT, "a fault of ours: the gate's log has it whole"),
    # fetch
    Code("fetch.dns", _TRIED_AGAIN, "the host's name has no address, or was not looked up in time"),
    Code("fetch.connect", _TRIED_AGAIN, "no connection to the site"),
    Code("fetch.proxy", _WAITED_FOR, "the proxy of `CLAIMWIRE_EGRESS_PROXY` is away, or wants another login"),
    Code("fetch.timeout", _TRIED_AGAIN, "the site took longer than `CLAIMWIRE_FETCH_TIMEOUT_SECONDS`, or fell silent"),
    Code("fetch.broken_answer", _TRIED_AGAIN, "the answer is not HTTP, or broke off"),
    Code(
        "fetch.rate_limited", _TRIED_AGAIN, "the site asks for fewer requests: raise `CLAIMWIRE_HOST_SPACING_SECONDS`"
    ),
    Code("fetch.http_5xx", _TRIED_AGAIN, "the site failed"),
    Code("fetch.http_4xx", _PERMANENT, "the site refuses the page, or has none there"),
    Code(
        "fetch.robots_disallowed",
        _PERMANENT,
        "the site's robots.txt does not let us fetch the page; `CLAIMWIRE_OBEY_ROBOTS=false` is for sites of your own",
    ),
    Code("fetch.tls", _PERMANENT, "the site's certificate is not to be trusted"),
    Code("fetch.too_large", _PERMANENT, "the page is larger than `CLAIMWIRE_MAX_PAGE_BYTES`"),
    Code("fetch.too_many_redirects", _PERMANENT, "the site redirects in a circle, or the page is moved on too often"),
    Code("fetch.bad_encoding", _PERMANENT, "the body is compressed in a way that was not asked for, or broken"),
    Code("fetch.bad_url", _PERMANENT, "the URL, or what it redirects to, cannot be asked for"),
    Code(
        "fetch.address_refused",
        _PERMANENT,
        "the URL leads to an address that is not public; name a host of your own in `CLAIMWIRE_ALLOW_HOSTS`",
    ),
    Code("fetch.crashed", _PERMANENT, "the process died on it `CLAIMWIRE_CRASH_LIMIT` times"),
    Code("fetch.unexpected", _TRIED_AGAIN, "a fault of ours: the worker's log has it whole"),
    # extract
    Code("article.empty", _PERMANENT, "the page has no text; perhaps it shows it only after a log-in or by a script"),
    Code("article.not_an_article", _PERMANENT, "no running text: a form, a player, a notice; give a single article"),
    Code("article.list_page", _PERMANENT, "a list of headlines, as a front page: give the URL of each article"),
    Code(
        "article.paywall",
        _PERMANENT,
        "only a teaser, and the rest for subscribers: give a page that shows all of it, or its text",
    ),
    Code("article.consent_wall", _PERMANENT, "a page that asks for consent to cookies, and no article behind it"),
    Code("article.bot_wall", _PERMANENT, "the site took claimwire for a robot: ask it to let it in, or give the text"),
    Code("article.soft_404", _PERMANENT, "the page says that it does not exist, though its status does not"),
    Code("article.needs_javascript", _PERMANENT, "the page shows its text only by a script, and none is run"),
    Code("article.pdf", _PERMANENT, "a PDF: give the web page of the article, or its text"),
    Code("article.unsupported_type", _PERMANENT, "neither HTML nor plain text, as an image"),
    Code(
        "article.unsupported_language",
        _PERMANENT,
        "another language than English, which is named: give an edition in English",
    ),
    Code("article.html_too_complex", _PERMANENT, "more bytes, elements or depth than any news page has"),
    Code("extract.no_page", _PERMANENT, "the fetched page is gone from Redis: submit the URL again"),
    Code("extract.timeout", _PERMANENT, "it took longer than `CLAIMWIRE_EXTRACT_TIMEOUT_SECONDS`"),
    Code("extract.crashed", _PERMANENT, "the process died on it `CLAIMWIRE_CRASH_LIMIT` times"),
    Code("extract.unexpected", _TRIED_AGAIN, "a fault of ours: the worker's log has it whole"),
    # deliver
    Code("deliver.refused", _TRIED_AGAIN, "the receiver answered something else than 2xx, which the message repeats"),
    Code(
        "deliver.gone",
        _WAITED_FOR,
        "the receiver answered 410: its endpoint is disabled until `claimwire-worker endpoints enable NAME`",
    ),
    Code(
        "deliver.endpoint_down",
        _PERMANENT,
        "the endpoint failed or was disabled for all the time of the retries: mend it, then "
        "`claimwire-worker dead redrive --code deliver.endpoint_down`",
    ),
    Code("deliver.dns", _TRIED_AGAIN, "the receiver's name has no address, or was not looked up in time"),
    Code("deliver.connect", _TRIED_AGAIN, "no connection to the receiver"),
    Code("deliver.proxy", _WAITED_FOR, "the proxy of `CLAIMWIRE_EGRESS_PROXY` is away, or wants another login"),
    Code("deliver.timeout", _TRIED_AGAIN, "no answer within `CLAIMWIRE_DELIVER_TIMEOUT_SECONDS`"),
    Code("deliver.broken_answer", _TRIED_AGAIN, "the receiver's answer is not HTTP, or broke off"),
    Code("deliver.tls", _TRIED_AGAIN, "the receiver's certificate is not to be trusted"),
    Code("deliver.bad_url", _TRIED_AGAIN, "the endpoint's URL cannot be asked for: correct `CLAIMWIRE_ENDPOINTS`"),
    Code(
        "deliver.address_refused",
        _TRIED_AGAIN,
        'the endpoint\'s address is not public; say `"private": true` of one in your own network',
    ),
    Code("deliver.unknown_endpoint", _TRIED_AGAIN, "the endpoint has left `CLAIMWIRE_ENDPOINTS`: put it back in time"),
    Code("deliver.no_report", _PERMANENT, "the report is gone from the result backend: submit the URL again"),
    Code("deliver.crashed", _PERMANENT, "the process died on it `CLAIMWIRE_CRASH_LIMIT` times"),
    Code("deliver.unexpected", _TRIED_AGAIN, "a fault of ours: the worker's log has it whole"),
    # our stores, as the service sees them
    Code("ledger.unavailable", _WAITED_FOR, "Redis is away, loading or full: see that it runs, and never evicts"),
    Code("ledger.login", _WAITED_FOR, "Redis does not accept the user or the password of `CLAIMWIRE_REDIS_URL`"),
    Code("ledger.fault", _TRIED_AGAIN, "Redis refused a command; its reason is given, and the log has it"),
    Code("ledger.unknown_version", _WAITED_FOR, "the job's record is of a newer claimwire: it waits for such a worker"),
    Code("ledger.too_old", _PERMANENT, "the Redis server is older than is needed; the gate does not start"),
    Code("results.unavailable", _WAITED_FOR, "the result backend is away"),
    Code("results.fault", _TRIED_AGAIN, "the result backend refused what it was asked; the worker's log says why"),
    # a process or command that does not start
    Code("settings.unknown", _PERMANENT, "a `CLAIMWIRE_*` variable that does not exist; the nearest name is given"),
    Code(
        "settings.invalid",
        _PERMANENT,
        "a setting has a wrong value, or its file cannot be read; the message says what is allowed",
    ),
    Code("settings.no_redis", _PERMANENT, "set `CLAIMWIRE_REDIS_URL`, or run `claimwire-worker up`"),
    Code("settings.redis_url", _PERMANENT, "the client knows no Redis, or its URL cannot be read"),
    Code("settings.result_backend", _PERMANENT, "the client cannot use the result backend: check its URL"),
    Code("settings.spacy_model", _PERMANENT, "the spaCy model is not installed"),
    Code("settings.language_model", _PERMANENT, "the language model needs 70 MB of temporary space: set `TMPDIR`"),
    Code("settings.tables", _PERMANENT, "a language table cannot be used; its entry is named"),
    Code("settings.extra_missing", _PERMANENT, "a part of claimwire is not installed; the message has the command"),
    Code("embedded.missing", _PERMANENT, "no Redis is named, and the embedded server is not installed"),
    Code("embedded.start", _PERMANENT, "the embedded server did not come up; its log is in `CLAIMWIRE_DATA_DIR`"),
    Code("embedded.in_use", _PERMANENT, "another process runs the server of this folder: use that, or stop it"),
    Code("embedded.folder", _PERMANENT, "`CLAIMWIRE_DATA_DIR` cannot be written"),
    Code("receiver.address", _PERMANENT, "the receiver cannot listen there: choose another --host or --port"),
    Code("input.unreadable", _PERMANENT, "`extract` cannot read the file, or it is not UTF-8"),
    Code("input.bad_line", _PERMANENT, "a line of `extract --jsonl` is no text with an id; the others are done"),
    # the client and the command `claimwire`
    Code("job.invalid", _PERMANENT, "refused before it was sent; the field is named"),
    Code("job.rejected", _PERMANENT, "the service refused the job and left no reason"),
    Code("queue.unavailable", _TRY_AGAIN, "Redis cannot be reached"),
    Code("queue.timeout", _TRY_AGAIN, "Redis did not answer in time"),
    Code("queue.loading", _TRY_AGAIN, "Redis is reading its data from disk"),
    Code("queue.full", _TRY_AGAIN, "Redis has no memory left: wait for jobs to be worked off, or raise `maxmemory`"),
    Code("queue.login", _PERMANENT, "Redis does not accept the user or the password: percent-encode both"),
    Code("queue.forbidden", _PERMANENT, "the Redis user lacks a command or the key prefix"),
    Code("queue.refused", _PERMANENT, "Redis refused the command; its reason is given"),
    Code("result.not_yet", _TRY_AGAIN, "the job has no result yet; it goes on"),
    Code("result.missing", _PERMANENT, "the report is past `CLAIMWIRE_RETENTION_SECONDS`, or in another backend"),
    Code("result.unreadable", _PERMANENT, "the report is of another version: update claimwire"),
    Code("result.foreign", _PERMANENT, "something else stored a result under this id"),
    Code("status.unreadable", _PERMANENT, "the ledger's entry is of another version: update claimwire"),
)
"""In the order of a job's life: handed in, fetched, extracted, delivered; what stops a process; the client."""
