"""Dead letters, deliveries once more, and what is removed."""

from datetime import UTC, datetime, timedelta

import pytest

from contract.job import Job
from contract.report import Stage
from tests.worker.adapters.ledger.test_steps import status_of
from worker.errors import PermanentError
from worker.steps import Step

GONE = PermanentError("fetch.http_4xx", "the site answered 404")
REFUSED = PermanentError("deliver.refused", "endpoint 'one' answered 500: 'no'", status=500)


def dead_fetch(desk, job_id="a", **more):
    desk.steps.give_up(desk.claim(desk.job(job_id, **more)), GONE, '{"id":"a"}')
    return Step(Stage.FETCH, job_id)


def dead_delivery(desk, job_id="a", **more):
    (delivery,) = desk.extracted(job_id, endpoints=["one"], **more)
    desk.steps.give_up(desk.claim(delivery), REFUSED, None)
    return delivery


def test_a_dead_letter_says_what_why_and_whose(desk):
    desk.job("b", url="https://other.example/b")
    step = dead_fetch(desk, batch="bulk")
    (letter,) = desk.operator.dead_letters()
    assert (letter.step, letter.code, letter.message) == (step, "fetch.http_4xx", "the site answered 404")
    assert (letter.url, letter.host, letter.batch) == ("https://news.example/a", "news.example", "bulk")
    assert desk.operator.dead_letter(step) == letter
    assert desk.operator.dead_letter(Step(Stage.FETCH, "b")) is None


def test_dead_letters_come_oldest_first(desk):
    for name in "cab":
        dead_fetch(desk, name, url=f"https://news.example/{name}")
    assert [letter.step.job_id for letter in desk.operator.dead_letters()] == ["c", "a", "b"]


def test_a_redriven_delivery_has_all_its_attempts_again_and_its_history(desk):
    step = dead_delivery(desk)
    (letter,) = desk.operator.dead_letters()
    assert desk.operator.redrive(letter) == "redriven"
    assert list(desk.operator.dead_letters()) == []
    assert desk.gate.open_jobs() == 1
    assert status_of(desk, "a").deliveries == {"one": "waiting"}
    lease = desk.claim(step)
    assert lease.failures == 0
    desk.steps.delivered(lease, 204)
    status = status_of(desk, "a")
    assert status.deliveries == {"one": "delivered"}
    assert [entry.event for entry in status.history][-5:] == [
        "deliver.started",
        "deliver.failed",
        "deliver.redriven",
        "deliver.started",
        "deliver.done",
    ]
    assert [entry.status for entry in status.history if entry.status] == [500, 204]
    assert desk.gate.open_jobs() == 0
    assert desk.client.pttl(f"{desk.prefix}job:a") > 0


def test_a_redriven_job_begins_anew_and_no_longer_tells_of_its_failure(desk):
    dead_fetch(desk, endpoints=["one"])
    (letter,) = desk.operator.dead_letters()
    desk.operator.redrive(letter)
    assert desk.steps.claim(Step(Stage.DELIVER, "a", "one"), token="x", task_id="t") is None
    status = status_of(desk, "a")
    assert (status.state, status.error) == ("waiting", None)
    lease = desk.claim(Step(Stage.FETCH, "a"))
    assert (lease.event, lease.redrives) == (None, 1)
    desk.steps.fetched(lease, b"page")
    (delivery,) = desk.steps.extracted(desk.claim(Step(Stage.EXTRACT, "a")))
    assert desk.claim(delivery).event == "report.extracted"
    assert desk.gate.open_jobs() == 1


def test_a_redriven_job_is_in_the_way_of_its_url_again(desk):
    dead_fetch(desk)
    (letter,) = desk.operator.dead_letters()
    desk.operator.redrive(letter)
    desk.put(desk.claim(Step(Stage.FETCH, "a")).job.model_copy(update={"id": "second"}))
    assert desk.admit_all() == ["duplicate"]


def test_a_delivery_of_the_failure_that_was_under_way_changes_nothing_after_a_redrive(desk):
    dead_fetch(desk, endpoints=["one"])
    late = desk.claim(Step(Stage.DELIVER, "a", "one"))
    (letter,) = desk.operator.dead_letters()
    desk.operator.redrive(letter)
    assert desk.steps.delivered(late, 204) is None
    assert status_of(desk, "a").deliveries == {"one": "waiting"}


def test_redriving_twice_is_redriving_once(desk):
    dead_delivery(desk)
    (letter,) = desk.operator.dead_letters()
    assert desk.operator.redrive(letter) == "redriven"
    assert desk.operator.redrive(letter) == "gone"
    assert desk.gate.open_jobs() == 1


def test_a_discarded_dead_letter_leaves_the_job_as_it_came_out(desk):
    step = dead_delivery(desk)
    assert desk.operator.discard(step)
    assert not desk.operator.discard(step)
    assert list(desk.operator.dead_letters()) == []
    status = status_of(desk, "a")
    assert (status.state, status.deliveries, status.history[-1].event) == (
        "extracted",
        {"one": "dead"},
        "deliver.discarded",
    )


@pytest.mark.parametrize("endpoint", [None, "one"])
def test_a_replay_makes_a_delivery_due_once_more(desk, endpoint):
    (delivery,) = desk.extracted("a", endpoints=["one"])
    first = desk.claim(delivery)
    desk.steps.delivered(first, 204)
    assert desk.operator.replay("a", endpoint) == ["one"]
    assert desk.operator.replay("a", endpoint) == [], "it is waiting already"
    again = desk.claim(delivery)
    assert (again.event, again.reported_at, again.data) == (first.event, first.reported_at, first.data)
    assert desk.gate.open_jobs() == 1
    desk.steps.delivered(again, 204)
    assert desk.gate.open_jobs() == 0


def test_nothing_is_replayed_to_another_endpoint_or_of_an_unfinished_job(desk):
    (delivery,) = desk.extracted("a", endpoints=["one"])
    desk.steps.delivered(desk.claim(delivery), 204)
    assert desk.operator.replay("a", "two") == []
    desk.job("b", url="https://news.example/b", endpoints=["one"])
    assert desk.operator.replay("b") == []
    assert desk.operator.replay("unheard-of") == []


def test_jobs_are_found_by_the_time_of_their_report(desk):
    desk.extracted("a")
    desk.job("b", url="https://news.example/b")
    now = datetime.now(UTC)
    assert list(desk.operator.reported_since(now - timedelta(hours=1))) == ["a"]
    assert list(desk.operator.reported_since(now + timedelta(hours=1))) == []


def test_purging_removes_whatever_is_kept_of_what_has_ended_and_nothing_else(desk):
    (delivery,) = desk.extracted("done", endpoints=["one"])
    desk.steps.delivered(desk.claim(delivery), 204)
    dead_fetch(desk, "failed", url="https://news.example/failed")
    desk.put(desk.claim(desk.job("open", url="https://news.example/open")).job.model_copy(update={"id": "twice"}))
    assert desk.admit_all() == ["duplicate"]
    before = datetime.now(UTC) + timedelta(seconds=5)  # the server's clock is this machine's
    assert set(desk.operator.purge(before)) == {"done", "failed", "twice"}
    left = desk.keys() - {"open", "tasks", "leased", "inbox:normal"}
    assert {key for key in left if not key.startswith("twin:")} == {"job:open", "history:open", "step:fetch:open"}
    assert list(desk.operator.dead_letters()) == []


def test_what_ended_lately_is_not_purged_when_an_age_is_asked_for(desk):
    desk.extracted("a")
    assert list(desk.operator.purge(datetime.now(UTC) - timedelta(hours=1))) == []
    assert status_of(desk, "a").state == "extracted"


def test_an_article_that_was_handed_in_is_extracted_again_while_it_is_kept(desk):
    desk.put(Job(id="a", text="The ferry sank."))
    desk.admit_all()
    step = Step(Stage.EXTRACT, "a")
    desk.steps.give_up(desk.claim(step), PermanentError("extract.timeout", "too long"), '{"id":"a"}')
    assert desk.client.pttl(f"{desk.prefix}page:a") > 0
    (letter,) = desk.operator.dead_letters()
    assert desk.operator.redrive(letter) == "redriven"
    assert status_of(desk, "a").state == "fetched"
    assert desk.client.pttl(f"{desk.prefix}page:a") == -1
    desk.steps.give_up(desk.claim(step), PermanentError("extract.timeout", "too long"), '{"id":"a"}')
    desk.client.delete(f"{desk.prefix}page:a")
    assert desk.operator.redrive(letter) == "gone"
