"""Fetching as a site allows: robots.txt first, from host to host, and nothing that has not changed."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from contract.report import ArticleInfo, DatePublished, Extractor, Outcome, Report, Stage
from contract.vocabulary import DateBasis
from worker.errors import ClaimwireError, PermanentError, TransientError
from worker.fetching import Fetch
from worker.pages import unpack
from worker.sites import FetchedPage, MovedPage, NotModified, Seen
from worker.steps import Step

AGENT = "claimwire/1 (+https://claimwire.example)"
MADE_BY = Extractor(version="1", model="small 1", tables_sha256="0" * 64)
OLD = Report(
    id="old",
    outcome=Outcome.EXTRACTED,
    tags=("old",),
    extractor=MADE_BY,
    article=ArticleInfo(language="en", text_sha256="0" * 64, text="A ferry sank."),
)


@dataclass
class MemoryWeb:
    """Sites by URL: a page, where it has moved to, or an error."""

    pages: dict[str, FetchedPage | MovedPage | NotModified | ClaimwireError] = field(default_factory=dict)
    asked: list[tuple[str, Seen | None]] = field(default_factory=list)

    def get(self, url):
        return self.visit(url)

    def visit(self, url, *, seen=None, may_follow=lambda _url: True):
        self.asked.append((url, seen))
        found = self.pages.get(url, PermanentError("fetch.http_4xx", "the site answered 404"))
        if isinstance(found, ClaimwireError):
            raise found
        return self.visit(found.url) if isinstance(found, MovedPage) and may_follow(found.url) else found

    def offer(self, *urls, robots=None, **said):
        for url in urls:
            self.pages[url] = FetchedPage(url, "text/html", b"<p>news", **said)
        if robots is not None:
            self.pages["https://news.example/robots.txt"] = FetchedPage("", "text/plain", robots.encode())


class MemoryResults(dict):
    def load(self, job_id):
        report = self.get(job_id)
        return report and report.to_dict()

    def store(self, report):
        self[report.id] = report


@dataclass
class Fetcher:
    desk: object
    web: MemoryWeb
    results: MemoryResults
    agent: str | None = AGENT
    tasks: object = field(default_factory=itertools.count)

    def __call__(self, step):
        """Do the step once, as a worker does; return what is hinted at next, or its error."""
        lease = self.desk.claim(step, str(next(self.tasks)))
        fetch = Fetch(
            self.desk.steps,
            self.desk.sites,
            self.results,
            self.web,
            today=lambda: date(2026, 1, 2),
            robots_name=self.agent,
            is_current=lambda report: report.extractor == MADE_BY,
        )
        return fetch(lease)

    def until_fetched(self, step):
        while not (hinted := self(step)):
            pass
        return hinted


@pytest.fixture
def web():
    return MemoryWeb()


@pytest.fixture
def results():
    return MemoryResults()


@pytest.fixture
def fetch(desk, web, results):
    return Fetcher(replace(desk, pacing=replace(desk.pacing, host_spacing_ms=0)), web, results)


def urls(web):
    return [url for url, _ in web.asked]


def test_robots_txt_is_asked_for_once_a_site_by_a_step_of_its_own(desk, fetch, web):
    web.offer("https://news.example/a", "https://news.example/b", robots="User-agent: *\nDisallow: /private")
    assert fetch(desk.job("one")) == ()
    assert urls(web) == ["https://news.example/robots.txt"]
    assert fetch(Step(Stage.FETCH, "one")) == [Step(Stage.EXTRACT, "one")]
    fetch(desk.job("two", url="https://news.example/b"))
    assert urls(web)[1:] == ["https://news.example/a", "https://news.example/b"]


def test_page_that_robots_txt_disallows_is_not_fetched(desk, fetch, web):
    web.offer("https://news.example/a", robots="User-agent: claimwire\nDisallow: /a$\n\nUser-agent: *\nAllow: /")
    step = desk.job("one")
    fetch(step)
    with pytest.raises(PermanentError) as caught:
        fetch(step)
    assert caught.value.code == "fetch.robots_disallowed"
    assert urls(web) == ["https://news.example/robots.txt"]


def test_robots_txt_is_not_asked_where_the_operator_says_so(desk, fetch, web):
    fetch.agent = None
    web.offer("https://news.example/a", robots="User-agent: *\nDisallow: /")
    assert fetch(desk.job("one")) == [Step(Stage.EXTRACT, "one")]


@pytest.mark.parametrize("code", ["fetch.http_4xx", "fetch.too_large", "fetch.too_many_redirects"])
def test_site_whose_robots_txt_cannot_be_had_for_good_allows_everything(code, desk, fetch, web):
    web.offer("https://news.example/a")
    web.pages["https://news.example/robots.txt"] = PermanentError(code, "no")
    assert fetch.until_fetched(desk.job("one")) == [Step(Stage.EXTRACT, "one")]


def test_page_waits_while_robots_txt_cannot_be_had(desk, fetch, web):
    web.offer("https://news.example/a")
    web.pages["https://news.example/robots.txt"] = TransientError("fetch.http_5xx", "the site answered 503")
    with pytest.raises(TransientError):
        fetch(desk.job("one"))
    assert urls(web) == ["https://news.example/robots.txt"]


def test_crawl_delay_keeps_the_page_and_all_other_jobs_of_the_host_waiting(desk, fetch, web):
    web.offer("https://news.example/a", "https://www.news.example/b", robots="User-agent: *\nCrawl-delay: 30")
    first = desk.job("one")
    second = desk.job("two", url="https://www.news.example/b")
    fetch(first)
    for step in (first, second):
        assert desk.steps.claim(step, token="t", task_id="t") is None
    desk.client.delete(f"{desk.prefix}pace:fetch:news.example")
    assert fetch(first)
    assert 29_000 < desk.client.pttl(f"{desk.prefix}pace:fetch:news.example") <= 30_000


def test_page_that_is_on_another_site_is_fetched_at_the_pace_of_that_one(desk, fetch, web):
    web.offer("https://other.example/b", robots="")
    web.pages["https://news.example/a"] = MovedPage("https://other.example/b")
    step = desk.job("one")
    fetch(step)
    assert fetch(step) == ()
    assert desk.client.hget(f"{desk.prefix}step:{step}", "pace") == b"other.example"
    assert fetch.until_fetched(step)
    assert urls(web) == [
        "https://news.example/robots.txt",
        "https://news.example/a",
        "https://other.example/robots.txt",
        "https://other.example/b",
    ]
    assert unpack(desk.steps.page("one")).url == "https://other.example/b"


def test_redirect_to_what_robots_txt_disallows_is_not_followed(desk, fetch, web):
    web.offer("https://news.example/b", robots="User-agent: *\nDisallow: /b")
    web.pages["https://news.example/a"] = MovedPage("https://news.example/b")
    step = desk.job("one")
    with pytest.raises(PermanentError, match="robots_disallowed"):
        fetch.until_fetched(step)
    assert "https://news.example/b" not in urls(web)


def test_page_that_moves_on_and_on_is_given_up(desk, fetch, web):
    web.pages["https://news.example/a"] = MovedPage("https://b.example/")
    web.pages["https://b.example/"] = MovedPage("https://news.example/a")
    with pytest.raises(PermanentError, match="too_many_redirects"):
        fetch.until_fetched(desk.job("one"))


def test_page_that_has_not_changed_repeats_its_report(desk, fetch, web, results):
    web.offer("https://news.example/a", robots="", etag='"1"', last_modified="Thu, 01 Jan 2026 00:00:00 GMT")
    fetch.until_fetched(desk.job("old"))
    results["old"] = OLD
    web.pages["https://news.example/a"] = NotModified()
    step = desk.job("new", force=True, tags=["new"], endpoints=["desk"])
    assert fetch(step) == [Step(Stage.DELIVER, "new", "desk")]
    assert web.asked[-1][1].etag == '"1"'
    expected = {"id": "new", "tags": ("new",), "url": "https://news.example/a", "unchanged_since": "old"}
    assert results["new"] == OLD.model_copy(update=expected)


@pytest.mark.parametrize(
    ("report", "more"),
    [
        pytest.param(None, {}, id="the report is gone"),
        pytest.param(OLD.model_copy(update={"extractor": None}), {}, id="another extractor made it"),
        pytest.param(OLD, {"published_at": "2026-01-01"}, id="the date is told now"),
        pytest.param(
            OLD.model_copy(
                update={
                    "article": OLD.article.model_copy(
                        update={"date_published": DatePublished(value="2026-01-01", basis=DateBasis.JOB)}
                    )
                }
            ),
            {},
            id="the date was told then",
        ),
    ],
)
def test_page_is_fetched_whole_where_the_report_would_be_another(report, more, *, desk, fetch, web, results):
    web.offer("https://news.example/a", robots="", etag='"1"')
    fetch.until_fetched(desk.job("old"))
    if report is not None:
        results["old"] = report
    fetch(desk.job("new", force=True, **more))
    assert web.asked[-1] == ("https://news.example/a", None)


def test_page_without_validators_is_fetched_whole(desk, fetch, web, results):
    web.offer("https://news.example/a", robots="")
    fetch.until_fetched(desk.job("old"))
    results["old"] = OLD
    fetch(desk.job("new", force=True))
    assert web.asked[-1] == ("https://news.example/a", None)
