"""The other stages in domain words: extract the claims of a page, deliver the report."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from contract.base import SCHEMA_VERSION
from contract.delivery import DeliveryEvent
from contract.report import Report
from worker.article.signature import signature_of
from worker.errors import PermanentError
from worker.pages import unpack
from worker.ports import Ledger, Reporter, Results, Texts, Webhooks
from worker.steps import Lease, Step


class Extract:
    """Page -> report, stored before the ledger moves on: a crash in between only repeats the storing."""

    def __init__(self, ledger: Ledger, texts: Texts, reporter: Reporter, results: Results) -> None:
        self._ledger = ledger
        self._texts = texts
        self._reporter = reporter
        self._results = results

    def __call__(self, lease: Lease) -> Sequence[Step] | None:
        """Do the step; return those to hint at next, None when the lease was lost."""
        packed = self._ledger.page(lease.step.job_id)
        if packed is None:
            raise PermanentError("extract.no_page", "the fetched page is gone from Redis; submit the URL again")
        job = lease.job
        page = unpack(packed)
        report = self._reporter.report(
            # one that was handed in was there when it was
            page if page.fetched_on else replace(page, fetched_on=lease.claimed_at.date()),
            report_id=lease.step.job_id,
            url=job.address,
            tags=job.tags,
            batch=job.batch,
            published_at=job.published_at,
        )
        self._results.store(self._with_first_of_story(report))
        return self._ledger.extracted(lease)

    def _with_first_of_story(self, report: Report) -> Report:
        signature = signature_of(report.article.text) if report.article else None
        first = self._texts.first_like(report.id, signature) if signature else None
        return report.model_copy(update={"duplicate_of_text": first}) if first else report


class Deliver:
    """Report -> webhook: the same bytes and the same id on every attempt."""

    def __init__(self, ledger: Ledger, results: Results, webhooks: Webhooks, *, max_bytes: int) -> None:
        self._ledger = ledger
        self._results = results
        self._webhooks = webhooks
        self._max_bytes = max_bytes

    def __call__(self, lease: Lease) -> Sequence[Step] | None:
        """Do the step; return those to hint at next, None when the lease was lost."""
        endpoint = lease.step.endpoint
        if endpoint is None or lease.event is None or lease.reported_at is None:
            raise ValueError(f"{lease.step} has nothing to deliver")
        data = self._data(lease)
        event, body = lease.event, _body(lease.event, lease.reported_at, data)
        size = len(body.encode())
        if size > self._max_bytes and event is DeliveryEvent.EXTRACTED:
            event = DeliveryEvent.STORED
            body = _body(event, lease.reported_at, _reference(data, size))
        # signed by the ledger's clock: that of this machine may be off
        status = self._webhooks.send(endpoint, message_id(lease.step, event, lease.redrives), body, at=lease.claimed_at)
        return self._ledger.delivered(lease, status)

    def _data(self, lease: Lease) -> dict[str, Any]:
        """Return what is stored as it is: reading it into today's model could change a character of it."""
        stored = json.loads(lease.data) if lease.data else self._results.load(lease.step.job_id)
        if stored is None:
            raise PermanentError(
                "deliver.no_report", "the report is gone from the result backend; submit the URL again"
            )
        return dict(stored)


def _body(event: DeliveryEvent, at: datetime, data: Mapping[str, object]) -> str:
    delivery = {
        "version": SCHEMA_VERSION,
        "type": event,
        "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": data,
    }
    return json.dumps(delivery, ensure_ascii=False, separators=(",", ":"))


def _reference(report: Mapping[str, Any], size: int) -> dict[str, object]:
    """Return what is told of a report that is read elsewhere; see `contract.delivery.StoredReport`."""
    kept = {name: report[name] for name in ("id", "url", "outcome", "tags", "batch") if name in report}
    return kept | {"claims": len(report.get("claims", ())), "bytes": size}


def message_id(step: Step, event: DeliveryEvent, redrives: int = 0) -> str:
    """Return the `webhook-id` of (job, event, endpoint): always the same one.

    A job that an operator had begin anew may fail again: that is another event, and has another id.
    """
    parts = [step.job_id, event, str(step.endpoint)]
    if redrives and event is DeliveryEvent.FAILED:
        parts.append(str(redrives))
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"msg_{digest[:32]}"
