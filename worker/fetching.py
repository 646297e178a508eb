"""The first stage in domain words: fetch a page, as far and as fast as its site allows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from contract.report import Report
from contract.vocabulary import DateBasis
from worker.article.page import Page
from worker.errors import PermanentError
from worker.pages import pack
from worker.ports import Ledger, Results, Site, Sites
from worker.robots import MOST_BYTES, Robots, read_robots
from worker.sites import FetchedPage, MovedPage, NotModified, Seen, origin_of
from worker.steps import Lease, Step

MOST_MOVES = 5
"""From site to site, besides the redirects within one: as many as a browser's user has patience for. Our choice."""


class Fetch:
    """URL -> page, left in the ledger.

    One step is one request to a site, or a few where it redirects within itself: what else a site is to be asked comes
    as a step of its own, at the pace of its host.
    """

    def __init__(
        self,
        ledger: Ledger,
        sites: Sites,
        results: Results,
        site: Site,
        *,
        today: Callable[[], date],
        robots_name: str | None,
        is_current: Callable[[Report], bool],
    ) -> None:
        """Make the stage.

        Args:
            ledger: where the steps are.
            sites: what is known of sites.
            results: where reports are.
            site: the web.
            today: for what a page cannot be dated after.
            robots_name: how we are called where a robots.txt speaks to us; None: it is not asked.
            is_current: whether a report is as one made now would be, were its page the same.
        """
        self._ledger = ledger
        self._sites = sites
        self._results = results
        self._site = site
        self._today = today
        self._robots_name = robots_name
        self._is_current = is_current

    def __call__(self, lease: Lease) -> Sequence[Step] | None:
        """Do the step; return those to hint at next, None when the lease was lost."""
        if lease.redrives:
            self._results.forget(lease.step.job_id)  # that it failed is no longer what came of it
        url = lease.moved_to or str(lease.job.address)
        origin, robots = origin_of(url), None
        if self._robots_name is not None:
            text = self._sites.robots(origin)
            if text is None:
                return self._ask_robots(lease, origin, self._robots_name)
            robots = read_robots(text, self._robots_name)
            if not robots.allows(url):
                raise PermanentError("fetch.robots_disallowed", "the site's robots.txt asks not to fetch this page")
        return self._visit(lease, url, robots)

    def _ask_robots(self, lease: Lease, origin: str, name: str) -> Sequence[Step]:
        text = self._robots_text(f"{origin}/robots.txt")
        self._sites.note_robots(lease, origin, text, delay_seconds=read_robots(text, name).delay_seconds)
        return ()

    def _robots_text(self, url: str) -> str:
        """Return the file, empty where the site has none (RFC 9309, 2.3.1); while it cannot say, the step waits."""
        try:
            return self._site.get(url).body[:MOST_BYTES].decode("utf8", "replace").lstrip("\ufeff")
        except PermanentError:
            return ""

    def _visit(self, lease: Lease, url: str, robots: Robots | None) -> Sequence[Step] | None:
        origin = origin_of(url)

        def may_follow(target: str) -> bool:
            return origin_of(target) == origin and (robots is None or robots.allows(target))

        earlier = self._earlier(lease, url)
        found = self._site.visit(url, seen=earlier.seen if earlier else None, may_follow=may_follow)
        if isinstance(found, MovedPage):
            return self._move(lease, found.url)
        if isinstance(found, NotModified) and earlier is not None:
            self._results.store(earlier.repeated_for(lease))
            return self._ledger.extracted(lease)
        if not isinstance(found, FetchedPage):
            raise TypeError(f"{found} for a page that was not seen before")
        page = Page(found.body, content_type=found.content_type, url=found.final_url, fetched_on=self._today())
        return self._ledger.fetched(lease, pack(page), _validators(found, url, lease.step.job_id))

    def _move(self, lease: Lease, url: str) -> Sequence[Step]:
        if lease.moves >= MOST_MOVES:
            raise PermanentError("fetch.too_many_redirects", f"the page is moved more than {MOST_MOVES} times")
        self._sites.move(lease, url)
        return ()

    def _earlier(self, lease: Lease, url: str) -> "_Earlier | None":
        """Return what the site said of the page before, where the report on it would be the same today."""
        seen = self._sites.seen(url)
        if seen is None or seen.job == lease.step.job_id or lease.job.published_at is not None:
            return None
        stored = self._results.load(seen.job)
        try:
            report = Report.model_validate(stored)
        except ValidationError:
            return None
        published = report.article.date_published if report.article else None
        was_told_the_date = published is not None and published.basis is DateBasis.JOB
        return _Earlier(seen, report) if self._is_current(report) and not was_told_the_date else None


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A report, and what the site said of the page that it is about."""

    seen: Seen
    report: Report

    def repeated_for(self, lease: Lease) -> Report:
        job = lease.job
        own = {"id": lease.step.job_id, "url": job.address, "tags": job.tags, "batch": job.batch}
        return self.report.model_copy(update=own | {"unchanged_since": self.seen.job})


def _validators(found: FetchedPage, url: str, job_id: str) -> Seen | None:
    return Seen(url, found.etag, found.last_modified, job_id) if found.etag or found.last_modified else None
