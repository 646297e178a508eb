"""The way of a step through the ledger, on a real server."""

import time
from dataclasses import replace

from contract.status import JobStatus
from tests.worker.conftest import PACING
from worker.errors import PermanentError, TransientError, UnavailableError
from worker.steps import Stage, Step


def status_of(desk, job_id):
    fields = desk.client.hgetall(f"{desk.prefix}job:{job_id}")
    history = desk.client.lrange(f"{desk.prefix}history:{job_id}", 0, -1)
    return JobStatus.from_ledger(job_id, {k.decode(): v.decode() for k, v in fields.items()}, history)


def test_a_job_goes_from_fetch_over_extract_to_each_endpoint(desk):
    step = desk.job("a", endpoints=["one", "two"])
    assert desk.gate.choose(Stage.FETCH) == [step]
    assert desk.steps.fetched(desk.claim(step), b"page") == [Step(Stage.EXTRACT, "a")]
    assert desk.steps.page("a") == b"page"
    after = desk.steps.extracted(desk.claim(Step(Stage.EXTRACT, "a")))
    assert set(after) == {Step(Stage.DELIVER, "a", "one"), Step(Stage.DELIVER, "a", "two")}
    for delivery in after:
        assert desk.gate.open_jobs() == 1
        desk.steps.delivered(desk.claim(delivery), 204)
    status = status_of(desk, "a")
    assert (status.state, status.deliveries) == ("extracted", {"one": "delivered", "two": "delivered"})
    assert [entry.event for entry in status.history][:5] == [
        "admitted",
        "fetch.started",
        "fetch.done",
        "extract.started",
        "extract.done",
    ]
    assert desk.gate.open_jobs() == 0


def test_a_finished_job_leaves_only_what_retention_says(desk):
    step = desk.job("a")
    desk.steps.fetched(desk.claim(step), b"page")
    desk.steps.extracted(desk.claim(Step(Stage.EXTRACT, "a")))
    kept = desk.keys() - {"open", "inbox:normal"}
    assert {key.partition(":")[0] for key in kept} == {"job", "history", "twin"}
    for key in kept:
        assert desk.client.pttl(desk.prefix + key) > 0


def test_a_step_is_claimed_once(desk):
    step = desk.job("a")
    desk.claim(step)
    assert desk.steps.claim(step, token="other", task_id="t2") is None


def test_claiming_again_with_the_same_token_gives_the_same_lease(desk):
    step = desk.job("a")
    first = desk.steps.claim(step, token="x", task_id="t")
    again = desk.steps.claim(step, token="x", task_id="t")
    assert replace(again, claimed_at=first.claimed_at) == first


def test_a_hint_for_a_finished_or_unknown_step_is_for_nothing(desk):
    step = desk.job("a")
    desk.steps.fetched(desk.claim(step), b"page")
    assert desk.steps.claim(step, token="x", task_id="t") is None
    assert desk.steps.claim(Step(Stage.FETCH, "never"), token="x", task_id="t") is None


def test_a_worker_whose_lease_went_to_another_is_fenced_out(make_desk):
    desk = make_desk(replace(PACING, lease_ms=1))
    step = desk.job("a")
    late = desk.claim(step)
    time.sleep(0.005)  # the lease is one millisecond of the server's clock
    desk.gate.reclaim(token="gate", wait_seconds=0, jitter=0)
    now = desk.claim(step)
    assert desk.steps.fetched(late, b"late") is None
    assert desk.steps.page("a") is None
    desk.steps.fetched(now, b"page")
    assert desk.steps.page("a") == b"page"


def test_a_failure_makes_the_step_due_again_after_its_wait(desk):
    step = desk.job("a")
    desk.steps.retry(desk.claim(step), TransientError("fetch.timeout", "slow"), wait_seconds=60)
    assert desk.gate.choose(Stage.FETCH) == []
    assert desk.steps.claim(step, token="x", task_id="t") is None
    assert status_of(desk, "a").history[-1].code == "fetch.timeout"
    other = desk.job("b", url="https://news.example/b")
    desk.steps.retry(desk.claim(other), TransientError("fetch.timeout", "slow"), wait_seconds=0)
    assert desk.gate.choose(Stage.FETCH) == [other]
    assert desk.claim(other).failures == 1


def test_a_job_given_up_fails_and_its_failure_is_delivered(desk):
    step = desk.job("a", endpoints=["one"])
    error = PermanentError("fetch.http_4xx", "404")
    after = desk.steps.give_up(desk.claim(step), error, '{"id":"a"}')
    assert after == [Step(Stage.DELIVER, "a", "one")]
    status = status_of(desk, "a")
    assert (status.state, status.error.code, status.error.stage) == ("failed", "fetch.http_4xx", "fetch")
    lease = desk.claim(after[0])
    assert lease.data == '{"id":"a"}'
    assert lease.reported_at is not None
    assert desk.client.zscore(desk.prefix + "dead", str(step)) is not None


def test_a_delivery_given_up_leaves_the_job_extracted(desk):
    step = desk.job("a", endpoints=["one"])
    desk.steps.fetched(desk.claim(step), b"page")
    (delivery,) = desk.steps.extracted(desk.claim(Step(Stage.EXTRACT, "a")))
    desk.steps.give_up(desk.claim(delivery), PermanentError("deliver.refused", "500"), None)
    status = status_of(desk, "a")
    assert (status.state, status.deliveries) == ("extracted", {"one": "dead"})
    assert desk.gate.open_jobs() == 0


def test_a_stopping_worker_hands_back_without_counting(desk):
    step = desk.job("a")
    desk.claim(step, task_id="celery-task")
    desk.steps.hand_back("celery-task")
    lease = desk.claim(step)
    assert lease.failures == 0
    assert desk.client.hget(f"{desk.prefix}step:{step}", "crashes") == b"0"


def test_a_renewed_lease_is_held(make_desk):
    desk = make_desk(replace(PACING, lease_ms=600))
    lease = desk.claim(desk.job("a"))
    deadline = time.monotonic() + 1.5
    with desk.steps.holding(lease):
        while time.monotonic() < deadline:
            assert desk.gate.reclaim(token="g", wait_seconds=0, jitter=0).due_again == 0
    assert desk.steps.fetched(lease, b"page") == [Step(Stage.EXTRACT, "a")]


def test_waiting_for_a_store_is_told_once_and_crowds_out_nothing(desk):
    step = desk.job("a")
    desk.steps.retry(desk.claim(step), TransientError("fetch.timeout", "slow"), wait_seconds=0)
    for _ in range(300):
        desk.steps.retry(desk.claim(step), UnavailableError("fetch.proxy", "away"), wait_seconds=0)
    desk.claim(step)
    told = [(entry.event, entry.code) for entry in status_of(desk, "a").history]
    assert told == [
        ("admitted", None),
        ("fetch.started", None),
        ("fetch.retry", "fetch.timeout"),
        ("fetch.started", None),
        ("fetch.retry", "fetch.proxy"),
        ("fetch.started", None),
    ]
