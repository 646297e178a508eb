"""From the hint to the record: what becomes of a step when its work ends well, badly, or not at all."""

import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
import structlog

from contract.batch import Batch
from contract.delivery import read_delivery
from contract.job import Job
from contract.report import ArticleInfo, Outcome, Report, Stage
from worker.article.page import Page
from worker.errors import EndpointGoneError, PermanentError, TransientError, UnavailableError
from worker.fetching import Fetch
from worker.gate import Gate
from worker.pages import pack, unpack
from worker.pipeline import Deliver, Extract
from worker.runner import Retries, StepRunner
from worker.sites import FetchedPage
from worker.steps import Step

WAITS = {Stage.FETCH: (60, 60), Stage.EXTRACT: (60,), Stage.DELIVER: (60,)}
PAGE = FetchedPage("https://news.example/b", "text/html", b"<p>\xff")
REPORT = Report(
    id="a",
    outcome=Outcome.EXTRACTED,
    article=ArticleInfo(language="en", text_sha256="0" * 64, text="Grüße, \U0001f600"),
)
REFUSED = PermanentError("fetch.http_4xx", "the site answered 404")


@dataclass
class MemoryResults:
    reports: dict[str, Report] = field(default_factory=dict)
    failure: Exception | None = None

    def store(self, report):
        if self.failure:
            raise self.failure
        self.reports.setdefault(report.id, report)

    def load(self, job_id):
        report = self.reports.get(job_id)
        return report.to_dict() if report and report.outcome is Outcome.EXTRACTED else None

    def forget(self, job_id):
        self.reports.pop(job_id, None)

    def forget_old(self):
        pass


@dataclass
class World:
    """The outside, as each test wants it: a site, a reporter and a webhook that return, or raise what they are told."""

    page: FetchedPage | Exception = PAGE
    report_: Report | Exception = REPORT
    webhook: Exception | None = None
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def visit(self, _url, **_):
        return self._given(self.page)

    def report(self, page, **_):
        assert page == Page(b"<p>\xff", "text/html", "https://news.example/b", date(2026, 1, 2))
        return self._given(self.report_)

    def send(self, endpoint, message_id, body, *, at):
        assert abs(at - datetime.now(UTC)) < timedelta(minutes=1), "signed by the server's clock"
        self.sent.append((endpoint, message_id, body))
        if self.webhook:
            raise self.webhook
        return 204

    def _given(self, value):
        if isinstance(value, Exception):
            raise value
        return value


@pytest.fixture
def world():
    return World()


@pytest.fixture
def results():
    return MemoryResults()


@pytest.fixture
def run(desk, world, results):
    works = {
        Stage.FETCH: Fetch(
            desk.steps,
            desk.sites,
            results,
            world,
            today=lambda: date(2026, 1, 2),
            robots_name=None,
            is_current=lambda _report: True,
        ),
        Stage.EXTRACT: Extract(desk.steps, desk.texts, world, results),
        Stage.DELIVER: Deliver(desk.steps, results, world, max_bytes=100_000),
    }
    tasks = map(str, itertools.count())

    def run(step):
        """Run a step; return the steps hinted at."""
        hinted = []
        StepRunner(
            works[step.stage],
            ledger=desk.steps,
            results=results,
            retries=Retries(WAITS),
            send_hint=hinted.append,
            make_token=lambda: next(desk.tokens),
        ).run(step, next(tasks))
        return hinted

    return run


@pytest.fixture
def hinted():
    return []


@pytest.fixture
def gate(desk, results, hinted):
    return Gate(
        desk.gate,
        desk.steps,
        results,
        send_hint=hinted.append,
        make_token=lambda: next(desk.tokens),
        endpoints=frozenset({"desk"}),
        max_open_jobs=2,
        max_waiting_pages=1,
        idle_ms=1,
    )


def crash_past_the_limit(desk, gate, step):
    for _ in range(3):
        desk.client.hset(f"{desk.prefix}step:{step}", "due_at", 0)
        desk.claim(step, task_id="t")
        desk.steps.lapse("t")
        gate.turn()


def place(desk, step):
    return (desk.client.hget(f"{desk.prefix}step:{step}", "place") or b"none").decode()


def test_each_stage_hints_at_the_next(desk, run, world):
    fetch = desk.job("a", endpoints=["desk"])
    (extract,) = run(fetch)
    (deliver,) = run(extract)
    assert run(deliver) == []
    ((endpoint, message_id, body),) = world.sent
    assert endpoint == "desk"
    assert message_id.startswith("msg_")
    delivery = json.loads(body)
    assert (delivery["type"], delivery["data"]) == ("report.extracted", REPORT.to_dict())
    assert [place(desk, step) for step in (fetch, extract, deliver)] == ["none"] * 3


def test_the_same_story_on_another_site_names_the_job_that_had_it_first(desk, run, world, results):
    text = " ".join(
        f"Witness {number} said that tram {number * 3} had stopped at Gate{number}." for number in range(20)
    )
    article = ArticleInfo(language="en", text_sha256="0" * 64, text=text)
    for job_id, url in (("first", "https://news.example/a"), ("second", "https://other.example/b")):
        world.report_ = REPORT.model_copy(update={"id": job_id, "article": article})
        (extract,) = run(desk.job(job_id, url))
        run(extract)
    assert results.reports["first"].duplicate_of_text is None
    assert results.reports["second"].duplicate_of_text == "first"


def test_a_delivery_is_the_same_bytes_under_the_same_id_on_every_attempt(desk, run, world):
    world.webhook = TransientError("deliver.refused", "500", retry_after_seconds=0)
    (extract,) = run(desk.job("a", endpoints=["desk"]))
    (deliver,) = run(extract)
    run(deliver)
    assert place(desk, deliver) == "due"
    desk.client.hset(f"{desk.prefix}step:{deliver}", "due_at", 0)
    run(deliver)
    first, second = world.sent
    assert first == second


def test_a_transient_failure_is_tried_again_until_its_waits_are_used_up(desk, run, world, results):
    world.page = TransientError("fetch.timeout", "slow")
    step = desk.job("a")
    for _ in WAITS[Stage.FETCH]:
        run(step)
        assert place(desk, step) == "due"
        desk.client.hset(f"{desk.prefix}step:{step}", "due_at", 0)
    run(step)
    assert place(desk, step) == "dead"
    assert results.reports["a"].error.code == "fetch.timeout"
    assert desk.state("a") == "failed"


@pytest.mark.parametrize(("asked", "least"), [(None, 60), (1, 60), (600, 600), (1e9, 3600)])
def test_the_wait_is_the_longer_of_ours_and_theirs_up_to_a_bound(desk, run, world, asked, least):
    world.page = TransientError("fetch.rate_limited", "429", retry_after_seconds=asked)
    step = desk.job("a")
    seconds, _ = desk.client.time()
    run(step)
    wait = int(desk.client.hget(f"{desk.prefix}step:{step}", "due_at")) / 1000 - seconds
    assert least <= wait <= 1.1 * least + 1


def test_a_permanent_failure_is_not_tried_again_and_is_delivered(desk, run, world):
    world.page = PermanentError("fetch.http_4xx", "the site answered 404")
    (deliver,) = run(desk.job("a", endpoints=["desk"], tags=["t"]))
    run(deliver)
    delivery = json.loads(world.sent[0][2])
    assert delivery["type"] == "report.failed"
    assert delivery["data"]["error"] == {"code": "fetch.http_4xx", "message": "the site answered 404", "stage": "fetch"}
    assert delivery["data"]["tags"] == ["t"]


def test_a_fault_of_ours_is_a_coded_failure_and_tells_nothing_of_the_article(desk, run, world, results):
    (extract,) = run(desk.job("a"))
    world.report_ = RuntimeError("words of the article")
    run(extract)
    desk.client.hset(f"{desk.prefix}step:{extract}", "due_at", 0)
    run(extract)
    assert results.reports["a"].error.code == "extract.unexpected"
    assert "words of the article" not in results.reports["a"].to_json()


def test_while_the_result_backend_is_away_no_attempt_is_used_up(desk, run, results):
    (extract,) = run(desk.job("a", endpoints=["desk"]))
    results.failure = UnavailableError("results.unavailable", "away")
    for _ in range(5):
        run(extract)
        assert place(desk, extract) == "due"
        desk.client.hset(f"{desk.prefix}step:{extract}", "due_at", 0)
    results.failure = None
    assert run(extract) == [Step(Stage.DELIVER, "a", "desk")]


def test_a_report_that_the_backend_refuses_makes_the_job_fail_and_does_not_keep_it_for_ever(desk, run, results):
    (extract,) = run(desk.job("a", endpoints=["desk"]))
    results.failure = TransientError("results.fault", "too large")
    run(extract)
    desk.client.hset(f"{desk.prefix}step:{extract}", "due_at", 0)
    assert run(extract) == [Step(Stage.DELIVER, "a", "desk")]
    assert desk.state("a") == "failed"
    assert place(desk, extract) == "dead"


def test_an_endpoint_that_is_gone_keeps_its_deliveries_and_uses_up_no_attempt(desk, run, world):
    world.webhook = EndpointGoneError("deliver.gone", "410", status=410)
    (extract,) = run(desk.job("a", endpoints=["desk"]))
    (deliver,) = run(extract)
    with structlog.testing.capture_logs() as events:
        run(deliver)
    assert "endpoint_disabled" in [event["event"] for event in events]
    desk.client.hset(f"{desk.prefix}step:{deliver}", "due_at", 0)
    run(deliver)
    assert len(world.sent) == 1, "it is disabled"
    world.webhook = None
    desk.operator.enable("desk")
    run(deliver)
    assert len(world.sent) == 2
    assert place(desk, deliver) == "none"


def test_a_report_that_is_too_large_is_said_to_be_stored(desk, run, world, results):
    words = "word " * 30_000
    article = REPORT.article.model_copy(update={"text": words})
    world.report_ = REPORT.model_copy(update={"tags": ("t",), "article": article})
    (extract,) = run(desk.job("a", endpoints=["desk"]))
    (deliver,) = run(extract)
    run(deliver)
    delivery = json.loads(world.sent[0][2])
    assert delivery["type"] == "report.stored"
    assert delivery["data"].pop("bytes") > len(words)
    assert delivery["data"] == {"id": "a", "outcome": "extracted", "tags": ["t"], "claims": 0}
    assert results.load("a")["article"]["text"] == words


def test_a_job_that_fails_again_after_a_redrive_tells_so_under_another_id(desk, run, world):
    world.page = PermanentError("fetch.http_4xx", "the site answered 404")
    for _ in range(2):
        (deliver,) = run(desk.job("a", endpoints=["desk"]) if not world.sent else Step(Stage.FETCH, "a"))
        run(deliver)
        (letter,) = desk.operator.dead_letters()
        desk.operator.redrive(letter)
    ids = [message_id for _, message_id, _ in world.sent]
    assert len(set(ids)) == 2


def test_a_job_that_begins_anew_no_longer_has_the_failure_that_was_stored(desk, run, world, results):
    world.page = PermanentError("fetch.http_4xx", "the site answered 404")
    run(desk.job("a"))
    assert results.reports["a"].error
    (letter,) = desk.operator.dead_letters()
    desk.operator.redrive(letter)
    world.page = PAGE
    (extract,) = run(Step(Stage.FETCH, "a"))
    assert "a" not in results.reports
    run(extract)
    assert results.load("a") == REPORT.to_dict()


def test_a_batch_that_is_complete_is_delivered(desk, run, world):
    (extract,) = run(desk.job("a", endpoints=["desk"], batch="b"))
    (deliver,) = run(extract)
    desk.client.xadd(desk.prefix + "inbox:normal", {"batch": '{"id": "b", "close": true}'})
    (entry,) = desk.gate.read_inbox(most=1, block_ms=1)
    desk.gate.note_batch(entry, Batch(id="b", close=True))
    run(deliver)
    (completed,) = desk.gate.choose(Stage.DELIVER)
    run(completed)
    delivery = read_delivery(world.sent[-1][2])
    assert (delivery.type, delivery.data.id, delivery.data.extracted) == ("batch.completed", "b", 1)


def test_a_page_that_kills_its_process_each_time_fails_as_crashed(desk, run, gate, hinted, results):
    (extract,) = run(desk.job("a", endpoints=["desk"]))
    crash_past_the_limit(desk, gate, extract)
    assert results.reports["a"].error.code == "extract.crashed"
    assert hinted[-1:] == [Step(Stage.DELIVER, "a", "desk")]


def test_a_page_that_takes_too_long_is_given_up_at_once_with_a_code_of_its_own(desk, run, gate, results):
    (extract,) = run(desk.job("a"))
    desk.claim(extract, task_id="t")
    desk.steps.lapse("t", is_overtime=True)
    gate.turn()
    assert results.reports["a"].error.code == "extract.timeout"
    assert "CLAIMWIRE_EXTRACT_TIMEOUT_SECONDS" in results.reports["a"].error.message


def test_a_report_that_was_stored_before_the_last_crash_stands(desk, run, gate, results):
    (extract,) = run(desk.job("a", endpoints=["desk"]))
    results.store(REPORT)
    crash_past_the_limit(desk, gate, extract)
    assert desk.state("a") == "extracted"


def test_a_server_that_refuses_for_a_while_costs_no_entry(desk, gate):
    desk.put(Job(id="a", url="https://news.example/a"))
    desk.client.config_set("min-replicas-to-write", 1)
    try:
        for _ in range(10):
            with pytest.raises(UnavailableError, match="NOREPLICAS"):
                gate.turn()
    finally:
        desk.client.config_set("min-replicas-to-write", 0)
    gate.turn()
    assert desk.state("a") == "waiting"


def test_the_gate_admits_no_more_than_are_allowed_at_once(desk, gate):
    for number in range(5):
        desk.put(Job(id=f"j{number}", url=f"https://news.example/{number}"))
    gate.turn()
    gate.turn()
    assert desk.gate.open_jobs() == 2
    assert desk.client.xlen(desk.prefix + "inbox:normal") == 3, "the rest waits where its producer sees it"


def test_the_gate_says_once_why_it_admits_nothing_and_once_that_it_has_caught_up(desk, gate, hinted):
    for number in range(6):
        desk.put(Job.model_validate({"id": f"j{number}", "url": f"https://news.example/{number}"}))
    with structlog.testing.capture_logs() as events:
        while desk.gate.open_jobs() or desk.client.xlen(desk.prefix + "inbox:normal"):
            gate.turn()
            gate.turn()
            while hinted:
                desk.steps.give_up(desk.claim(hinted.pop()), REFUSED, REPORT.to_json())
        gate.turn()
    told = [(event["event"], event.get("why")) for event in events if event["event"].startswith("admission")]
    assert told == [("admission_stopped", "CLAIMWIRE_MAX_OPEN_JOBS are in work"), ("admission_caught_up", None)]


def test_no_page_is_fetched_while_too_many_wait_for_extraction(desk, run, gate, hinted):
    run(desk.job("a"))
    desk.job("b", url="https://news.example/b")
    gate.turn()
    assert [step.stage for step in hinted] == []
    run(Step(Stage.EXTRACT, "a"))
    gate.turn()
    assert hinted == [Step(Stage.FETCH, "b")]


@pytest.mark.parametrize(
    "page",
    [
        Page(b""),
        Page(b"\n\x00\xff" * 1000, "text/html; charset=x\n", "https://news.example/\u00fc", date(2026, 1, 2)),
    ],
)
def test_a_page_survives_its_stay_in_the_ledger(page):
    assert unpack(pack(page)) == page
