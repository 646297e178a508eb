"""The three stages in domain words: fetch a page, extract its claims, deliver the report."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date

from contract.base import SCHEMA_VERSION
from contract.delivery import DeliveryEvent
from contract.status import JobState
from worker.article.page import Page
from worker.errors import PermanentError
from worker.pages import pack, unpack
from worker.ports import Ledger, Reporter, Results, Site, Webhooks
from worker.steps import Lease, Step


class Fetch:
    """URL -> page, left in the ledger."""

    def __init__(self, ledger: Ledger, site: Site, today: Callable[[], date]) -> None:
        self._ledger = ledger
        self._site = site
        self._today = today

    def __call__(self, lease: Lease) -> Sequence[Step] | None:
        """Do the step; return those to hint at next, None when the lease was lost."""
        found = self._site.get(str(lease.job.url))
        page = Page(found.body, content_type=found.content_type, url=found.final_url, fetched_on=self._today())
        return self._ledger.fetched(lease, pack(page))


class Extract:
    """Page -> report, stored before the ledger moves on: a crash in between only repeats the storing."""

    def __init__(self, ledger: Ledger, reporter: Reporter, results: Results) -> None:
        self._ledger = ledger
        self._reporter = reporter
        self._results = results

    def __call__(self, lease: Lease) -> Sequence[Step] | None:
        """Do the step; return those to hint at next, None when the lease was lost."""
        packed = self._ledger.page(lease.step.job_id)
        if packed is None:
            raise PermanentError("extract.no_page", "the fetched page is gone from Redis; submit the URL again")
        job = lease.job
        report = self._reporter.report(
            unpack(packed), report_id=lease.step.job_id, url=str(job.url), tags=job.tags, published_at=job.published_at
        )
        self._results.store(report)
        return self._ledger.extracted(lease)


class Deliver:
    """Report -> webhook: the same bytes and the same id on every attempt."""

    def __init__(self, ledger: Ledger, results: Results, webhooks: Webhooks) -> None:
        self._ledger = ledger
        self._results = results
        self._webhooks = webhooks

    def __call__(self, lease: Lease) -> Sequence[Step] | None:
        """Do the step; return those to hint at next, None when the lease was lost."""
        step = lease.step
        if step.endpoint is None:
            raise ValueError(f"{step} names no endpoint")
        event = DeliveryEvent.FAILED if lease.state is JobState.FAILED else DeliveryEvent.EXTRACTED
        self._webhooks.send(step.endpoint, message_id(step, event), self._body(lease, event))
        return self._ledger.delivered(lease)

    def _body(self, lease: Lease, event: DeliveryEvent) -> str:
        """Wrap the stored report as it is: reading it into today's model could change a character of it."""
        stored = json.loads(lease.failed_report) if lease.failed_report else self._results.load(lease.step.job_id)
        if stored is None or lease.reported_at is None:
            raise PermanentError(
                "deliver.no_report", "the report is gone from the result backend; submit the URL again"
            )
        delivery = {
            "version": SCHEMA_VERSION,
            "type": event,
            "timestamp": lease.reported_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "data": stored,
        }
        return json.dumps(delivery, ensure_ascii=False, separators=(",", ":"))


def message_id(step: Step, event: DeliveryEvent) -> str:
    """Return the `webhook-id` of (job, event, endpoint): always the same one."""
    digest = hashlib.sha256(f"{step.job_id}\n{event}\n{step.endpoint}".encode()).hexdigest()
    return f"msg_{digest[:32]}"
