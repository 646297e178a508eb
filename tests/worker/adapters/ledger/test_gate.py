"""What the gate does to the ledger, on a real server."""

import json
import time
from dataclasses import replace

import pytest

from contract.job import Job, Lane
from contract.report import Problem
from tests.worker.conftest import PACING
from worker.intake import Refusal, judge
from worker.steps import Stage, Step


def test_an_entry_is_admitted_once_by_two_gates(desk):
    desk.put(Job(id="a", url="https://news.example/a"))
    first, second = list(desk.gate.read_inbox(most=9, block_ms=1)), list(desk.gate.read_inbox(most=9, block_ms=1))
    assert first == second
    assert desk.admit_all() == ["admitted"]
    assert desk.gate.admit(second[0], judge(second[0].fields, second[0].id, known_endpoints=frozenset())) == "gone"
    assert desk.gate.open_jobs() == 1


def test_the_same_submission_twice_is_one_job(desk):
    job = Job(id="a", url="https://news.example/a")
    desk.put(job)
    desk.put(job)
    assert desk.admit_all() == ["admitted", "again"]
    assert desk.gate.open_jobs() == 1


def test_an_id_cannot_be_taken_by_another_url(desk):
    desk.put(Job(id="a", url="https://news.example/a"))
    desk.put(Job(id="a", url="https://news.example/b"))
    assert desk.admit_all() == ["admitted", "taken"]


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        ({"url": "https://news.example/a"}, "duplicate"),
        ({"url": "https://news.example/a#comments"}, "duplicate"),
        ({"url": "https://news.example/a", "force": True}, "admitted"),
        ({"url": "https://news.example/a", "endpoints": ["one"]}, "admitted"),
        ({"url": "https://news.example/a?page=2"}, "admitted"),
    ],
)
def test_a_duplicate_is_the_same_url_for_the_same_endpoints(desk, second, verdict):
    desk.put(Job(id="first", url="https://news.example/a"))
    desk.put(Job.model_validate({"id": "second", **second}))
    assert desk.admit_all(frozenset({"one"})) == ["admitted", verdict]
    if verdict == "duplicate":
        assert desk.client.hget(f"{desk.prefix}job:second", "duplicate_of") == b"first"


def test_a_job_given_up_is_no_longer_in_the_way_of_its_url(desk):
    step = desk.job("a")
    desk.steps.give_up(desk.claim(step), Problem(code="fetch.http_4xx", message="404"), "{}")
    desk.job("b")


def test_a_refused_entry_is_kept_whole_with_its_reason(desk):
    desk.client.xadd(desk.prefix + "inbox:low", {b"\xff\x00": b"\xfe", b"job": b"x"})
    (entry,) = desk.gate.read_inbox(most=9, block_ms=1)
    desk.gate.refuse(entry, Refusal("inbox.unknown_field", "take it out", "x", "my-id"))
    ((_, kept),) = desk.client.xrange(desk.prefix + "inbox:rejected")
    assert kept[b"code"] == b"inbox.unknown_field"
    assert json.loads(kept[b"entry"]) == {"\\xff\x00": "\\xfe", "job": "x"}
    assert desk.client.xlen(desk.prefix + "inbox:low") == 0
    assert desk.state("my-id") == "rejected"


def test_a_refusal_does_not_touch_a_job_that_has_the_id(desk):
    desk.job("a")
    desk.client.xadd(desk.prefix + "inbox:low", {b"job": b"x"})
    (entry,) = desk.gate.read_inbox(most=9, block_ms=1)
    desk.gate.refuse(entry, Refusal("inbox.not_json", "no", "job", "a"))
    assert desk.state("a") == "waiting"


def test_the_lanes_are_read_and_served_in_their_order(desk):
    for lane in (Lane.LOW, Lane.NORMAL, Lane.HIGH):
        desk.put(Job(id=lane, url=f"https://{lane}.example/"), lane)
    desk.admit_all()
    assert [step.job_id for step in desk.gate.choose(Stage.FETCH)] == ["high", "normal", "low"]


def test_no_more_hints_are_out_than_allowed(make_desk):
    desk = make_desk(replace(PACING, most_hints=3))
    for number in range(8):
        desk.job(f"j{number}", url=f"https://news.example/{number}")
    assert len(desk.gate.choose(Stage.FETCH)) == 3
    assert desk.gate.choose(Stage.FETCH) == []
    desk.claim(Step(Stage.FETCH, "j0"))
    assert len(desk.gate.choose(Stage.FETCH)) == 1


def test_a_hint_that_nobody_answered_is_sent_again(make_desk):
    desk = make_desk(replace(PACING, resend_ms=1))
    step = desk.job("a")
    assert desk.gate.choose(Stage.FETCH) == [step]
    time.sleep(0.005)  # the resend time is one millisecond of the server's clock
    assert desk.gate.choose(Stage.FETCH) == [step]


def test_one_host_is_asked_at_its_pace_and_the_others_are_not_held_up(make_desk):
    desk = make_desk(replace(PACING, host_spacing_ms=200))
    for number in range(3):
        desk.job(f"slow{number}", url=f"https://slow.example/{number}")
        desk.job(f"other{number}", url=f"https://other{number}.example/")
    chosen = desk.gate.choose(Stage.FETCH)
    assert [step.job_id for step in chosen] == ["slow0", "other0", "other1", "other2"]
    desk.claim(chosen[0])
    assert desk.gate.choose(Stage.FETCH) == []
    deadline = time.monotonic() + 5
    while not (again := desk.gate.choose(Stage.FETCH)) and time.monotonic() < deadline:
        time.sleep(0.01)  # polls the server's clock
    assert [step.job_id for step in again] == ["slow1"]


def test_a_claim_before_the_host_may_be_asked_again_is_put_off(make_desk):
    desk = make_desk(replace(PACING, host_spacing_ms=5_000))
    for number in range(2):
        desk.job(f"j{number}", url=f"https://news.example/{number}")
    desk.claim(Step(Stage.FETCH, "j0"))
    assert desk.steps.claim(Step(Stage.FETCH, "j1"), token="x", task_id="t") is None
    assert desk.client.hget(desk.prefix + "step:fetch:j1", "place") == b"due"


def test_a_lost_process_costs_its_step_a_crash_and_a_growing_wait(desk):
    step = desk.job("a")
    for crashes in (1, 2):
        desk.claim(step, task_id="t")
        desk.steps.lapse("t")
        assert desk.gate.reclaim(token="g", wait_seconds=0, jitter=0).due_again == 1
        assert int(desk.client.hget(f"{desk.prefix}step:{step}", "crashes")) == crashes
    desk.claim(step, task_id="t")
    desk.steps.lapse("t")
    reclaimed = desk.gate.reclaim(token="g", wait_seconds=0, jitter=0)
    assert (reclaimed.due_again, reclaimed.spent) == (0, (step,))
    assert desk.steps.claim(step, token="g", task_id="g") is not None, "the gate holds it, to give it up"


def test_rejected_messages_and_dead_letters_leave_after_their_retention(make_desk):
    desk = make_desk(replace(PACING, retention_ms=1))
    desk.client.xadd(desk.prefix + "inbox:rejected", {"id": "x"})
    desk.client.zadd(desk.prefix + "dead", {"fetch:x": 1})
    time.sleep(0.005)  # the retention is one millisecond of the server's clock
    desk.gate.forget_old()
    assert desk.client.xlen(desk.prefix + "inbox:rejected") == 0
    assert desk.client.zcard(desk.prefix + "dead") == 0
