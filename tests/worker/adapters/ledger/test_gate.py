"""What the gate does to the ledger, on a real server."""

import json
import time
from dataclasses import replace

import pytest
import structlog
from redis.exceptions import OutOfMemoryError

from contract.job import Job, Lane
from tests.worker.conftest import PACING, Desk
from worker.adapters.redis import connect
from worker.article.page import Page
from worker.errors import PermanentError, UnavailableError
from worker.intake import Refusal, judge
from worker.pages import unpack
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
    desk.steps.give_up(desk.claim(step), PermanentError("fetch.http_4xx", "404"), "{}")
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


def test_a_refused_id_can_be_used_again_once_the_message_is_right(desk):
    desk.client.xadd(desk.prefix + "inbox:normal", {b"job": b"x"})
    (entry,) = desk.gate.read_inbox(most=9, block_ms=1)
    desk.gate.refuse(entry, Refusal("inbox.not_json", "no", "job", "a"))
    desk.job("a")
    assert desk.state("a") == "waiting"
    assert desk.client.hget(desk.prefix + "job:a", "error_code") is None
    assert desk.client.pttl(desk.prefix + "job:a") == -1, "a job at work does not expire"
    assert [json.loads(line)["event"] for line in desk.client.lrange(desk.prefix + "history:a", 0, -1)] == ["admitted"]


def test_a_step_whose_job_is_gone_goes_too(desk):
    step = desk.job("a")
    desk.client.delete(desk.prefix + "job:a")
    assert desk.steps.claim(step, token="x", task_id="t") is None
    assert desk.client.exists(f"{desk.prefix}step:{step}") == 0
    assert desk.gate.choose(Stage.FETCH) == []


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
    chosen = desk.gate.choose(Stage.FETCH)
    assert len(chosen) == 3
    assert desk.gate.choose(Stage.FETCH) == []
    desk.claim(chosen[0])
    assert len(desk.gate.choose(Stage.FETCH)) == 1


def test_a_hint_that_nobody_answered_is_sent_again(make_desk):
    desk = make_desk(replace(PACING, resend_ms=1))
    step = desk.job("a")
    assert desk.gate.choose(Stage.FETCH) == [step]
    time.sleep(0.005)  # the resend time is one millisecond of the server's clock
    assert desk.gate.choose(Stage.FETCH) == [step]


def test_hints_that_no_worker_takes_do_not_pile_up(make_desk):
    desk = make_desk(replace(PACING, most_hints=4, resend_ms=1))
    for number in range(3):
        desk.job(f"j{number}", url=f"https://news.example/{number}")
    celery_list = desk.prefix + "fetch"
    for _ in range(20):
        for step in desk.gate.choose(Stage.FETCH):
            desk.client.lpush(celery_list, str(step))
        time.sleep(0.002)  # the resend time is one millisecond of the server's clock
    assert desk.client.llen(celery_list) == 4


def test_a_long_backlog_of_one_endpoint_does_not_hold_up_another(make_desk):
    desk = make_desk(replace(PACING, most_hints=1_000, resend_ms=1))
    for number in range(30):
        step = desk.job(f"a{number}", url=f"https://news.example/a{number}", endpoints=["slow"])
        desk.steps.fetched(desk.claim(step), b"")
        desk.steps.extracted(desk.claim(Step(Stage.EXTRACT, f"a{number}")))
    few = Desk(desk.client, desk.prefix, replace(PACING, most_hints=12, resend_ms=1))
    time.sleep(0.005)  # the resend time is one millisecond of the server's clock
    few.gate.choose(Stage.DELIVER)
    step = desk.job("b", url="https://news.example/b", endpoints=["fast"])
    few.steps.fetched(desk.claim(step), b"")
    few.steps.extracted(desk.claim(Step(Stage.EXTRACT, "b")))
    time.sleep(0.005)  # as above
    assert Step(Stage.DELIVER, "b", "fast") in few.gate.choose(Stage.DELIVER)


def test_one_host_is_asked_at_its_pace_and_the_others_are_not_held_up(make_desk):
    desk = make_desk(replace(PACING, host_spacing_ms=200))
    for number in range(3):
        desk.job(f"slow{number}", url=f"https://slow.example/{number}")
        desk.job(f"other{number}", url=f"https://other{number}.example/")
    chosen = desk.gate.choose(Stage.FETCH)
    assert {step.job_id for step in chosen} == {"slow0", "other0", "other1", "other2"}
    desk.claim(Step(Stage.FETCH, "slow0"))
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
    assert (reclaimed.due_again, reclaimed.spent) == (0, ((step, "crashed"),))
    assert desk.steps.claim(step, token="g", task_id="g") is not None, "the gate holds it, to give it up"


def test_of_two_steps_with_one_try_left_neither_sees_the_other_die(desk):
    poison, neighbour = desk.job("a"), desk.job("b", url="https://news.example/b")
    for _ in range(2):
        for step in (poison, neighbour):
            desk.claim(step, task_id=str(step))
            desk.steps.lapse(str(step))
        assert desk.gate.reclaim(token="g", wait_seconds=0, jitter=0).due_again == 2
    desk.claim(poison, task_id="p")
    assert desk.steps.claim(neighbour, token="n", task_id="n") is None, "it would die of the other"
    desk.steps.lapse("p")
    assert desk.gate.reclaim(token="g", wait_seconds=0, jitter=0).spent == ((poison, "crashed"),)
    assert desk.steps.claim(neighbour, token="n", task_id="n") is not None


def test_a_step_that_took_too_long_is_not_tried_again(desk):
    step = desk.job("a")
    desk.claim(step, task_id="t")
    desk.steps.lapse("t", is_overtime=True)
    assert desk.gate.reclaim(token="g", wait_seconds=0, jitter=0).spent == ((step, "timeout"),)


def test_after_a_time_in_which_nobody_looked_live_workers_get_a_lease_to_renew(make_desk):
    desk = make_desk(replace(PACING, lease_ms=300))
    step = desk.job("a")
    desk.gate.reclaim(token="g", wait_seconds=0, jitter=0)
    lease = desk.claim(step)
    time.sleep(0.4)  # Redis is away for longer than the lease: neither gate nor worker reaches it
    assert desk.gate.reclaim(token="g", wait_seconds=0, jitter=0).due_again == 0
    with desk.steps.holding(lease):
        deadline = time.monotonic() + 0.6
        while time.monotonic() < deadline:
            assert desk.gate.reclaim(token="g", wait_seconds=0, jitter=0).due_again == 0
            time.sleep(0.01)  # as often as a gate looks
    assert desk.steps.fetched(lease, b"page") is not None


def test_a_full_server_still_lets_steps_be_chosen_claimed_and_ended(desk):
    step = desk.job("a", endpoints=["one"])
    used = desk.client.info("memory")["used_memory"]
    desk.client.config_set("maxmemory", used - 1_000)
    try:
        with pytest.raises(OutOfMemoryError):
            desk.put(Job(id="b", url="https://news.example/b"))
        assert desk.gate.choose(Stage.FETCH) == [step]
        assert desk.steps.fetched(desk.claim(step), b"page") is not None
        (delivery,) = desk.steps.extracted(desk.claim(Step(Stage.EXTRACT, "a")))
        assert desk.steps.delivered(desk.claim(delivery), 204) == []
    finally:
        desk.client.config_set("maxmemory", 0)


def test_rejected_messages_and_dead_letters_leave_after_their_retention(make_desk):
    desk = make_desk(replace(PACING, retention_ms=1))
    desk.client.xadd(desk.prefix + "inbox:rejected", {"id": "x"})
    desk.client.zadd(desk.prefix + "dead", {"fetch:x": 1})
    time.sleep(0.005)  # the retention is one millisecond of the server's clock
    desk.gate.forget_old()
    assert desk.client.xlen(desk.prefix + "inbox:rejected") == 0
    assert desk.client.zcard(desk.prefix + "dead") == 0


def test_a_login_that_redis_refuses_is_told_as_such_and_waited_for(redis_url, key_prefix):
    url = redis_url.replace("redis://", "redis://somebody:hidden@")
    with pytest.raises(UnavailableError, match="CLAIMWIRE_REDIS_URL") as caught:
        Desk(connect(url), key_prefix).gate.open_jobs()
    assert caught.value.code == "ledger.login"
    assert "hidden" not in caught.value.message


def test_a_message_of_a_newer_version_waits_whole_and_is_told_under_its_id(desk):
    raw = {b"job": b'{"id": "a", "version": 2, "url": "https://news.example/a", "colour": 1}'}
    desk.client.xadd(desk.prefix + "inbox:high", raw)
    (entry,) = desk.gate.read_inbox(most=9, block_ms=1)
    held = judge(entry.fields, entry.id, known_endpoints=frozenset())
    desk.gate.hold(entry, held)
    desk.gate.hold(entry, held)
    assert (desk.state("a"), desk.gate.held()) == ("held", 1)
    (again,) = desk.gate.read_held()
    assert (again.lane, again.id, again.fields) == (entry.lane, entry.id, raw)
    assert list(desk.gate.read_inbox(most=9, block_ms=1)) == []


@pytest.mark.parametrize("first", ["held", "refused"])
def test_a_message_that_waits_is_told_under_its_id_whatever_else_is_refused(desk, first):
    desk.client.xadd(desk.prefix + "inbox:normal", {b"job": b'{"id": "a", "version": 2}'})
    desk.client.xadd(desk.prefix + "inbox:normal", {b"job": b"x"})
    newer, junk = desk.gate.read_inbox(most=9, block_ms=1)
    moves = [
        lambda: desk.gate.hold(newer, judge(newer.fields, newer.id, known_endpoints=frozenset())),
        lambda: desk.gate.refuse(junk, Refusal("inbox.not_json", "no", "job", "a")),
    ]
    for move in moves if first == "held" else reversed(moves):
        move()
    assert desk.state("a") == "held"
    assert desk.client.pttl(desk.prefix + "job:a") == -1, "it is known for as long as it waits"
    assert [json.loads(line)["event"] for line in desk.client.lrange(desk.prefix + "history:a", 0, -1)] == ["held"]


def test_a_held_message_is_admitted_by_a_gate_that_knows_its_version(desk):
    desk.client.xadd(desk.prefix + "inbox:low", {b"job": b'{"id": "a", "version": 2}'})
    (entry,) = desk.gate.read_inbox(most=9, block_ms=1)
    desk.gate.hold(entry, judge(entry.fields, entry.id, known_endpoints=frozenset()))
    (held,) = desk.gate.read_held()
    known = {b"job": b'{"id": "a", "url": "https://news.example/a"}'}  # as that gate reads it
    assert desk.gate.admit(held, judge(known, held.id, known_endpoints=frozenset())) == "admitted"
    assert desk.gate.admit(held, judge(known, held.id, known_endpoints=frozenset())) == "gone"
    assert (desk.state("a"), desk.gate.held()) == ("waiting", 0)
    assert desk.client.hget(desk.prefix + "job:a", "lane") == b"low"


def test_a_held_message_that_turns_out_to_be_none_is_told_as_refused(desk):
    desk.client.xadd(desk.prefix + "inbox:low", {b"job": b'{"id": "a", "version": 2}'})
    (entry,) = desk.gate.read_inbox(most=9, block_ms=1)
    desk.gate.hold(entry, judge(entry.fields, entry.id, known_endpoints=frozenset()))
    (held,) = desk.gate.read_held()
    desk.gate.refuse(held, Refusal("inbox.bad_url", "url: no", "url", "a"))
    assert (desk.state("a"), desk.gate.held()) == ("rejected", 0)
    assert desk.client.pttl(desk.prefix + "job:a") > 0


def test_a_job_of_another_ledger_version_is_left_for_a_worker_that_knows_it(desk):
    step = desk.job("a")
    desk.client.hset(desk.prefix + "job:a", "v", "2")
    with structlog.testing.capture_logs() as events:
        assert desk.steps.claim(step, token="x", task_id="t") is None
    assert [event["event"] for event in events] == ["job_waits_for_a_newer_worker"]
    assert desk.client.hget(desk.prefix + "step:fetch:a", "place") == b"due"
    assert desk.gate.choose(Stage.FETCH) == [], "it is not asked for over and over"


def test_an_article_that_is_handed_in_is_not_fetched_and_not_kept_with_its_job(desk):
    desk.put(Job(id="a", html="<p>The ferry sank.", url="https://news.example/a"))
    assert desk.admit_all() == ["admitted"]
    assert desk.steps.claim(Step(Stage.FETCH, "a"), token="t", task_id="t") is None
    assert unpack(desk.steps.page("a")) == Page(
        b"<p>The ferry sank.", "text/html; charset=utf-8", "https://news.example/a"
    )
    lease = desk.claim(Step(Stage.EXTRACT, "a"))
    assert "ferry" not in lease.message
    assert desk.steps.extracted(lease) is not None
    assert desk.steps.page("a") is None


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        (Job(id="a", text="The ferry sank."), "again"),
        (Job(id="a", text="The ferry did not sink."), "taken"),
        (Job(id="b", text="The ferry sank."), "duplicate"),
        (Job(id="b", text="The ferry did not sink."), "admitted"),
    ],
)
def test_an_article_that_is_handed_in_twice_is_known_by_its_text(desk, second, verdict):
    desk.put(Job(id="a", text="The ferry sank."))
    desk.put(second)
    assert desk.admit_all() == ["admitted", verdict]


def test_large_entries_are_read_a_few_at_a_time_and_all_in_their_order(desk):
    texts = [str(n) * 1_500_000 for n in range(5)]
    for text in texts:
        desk.put(Job(text=text))
    first = list(desk.gate.read_inbox(most=100, block_ms=1))
    assert [json.loads(entry.fields[b"job"])["text"][0] for entry in first] == ["0", "1", "2"]
    assert desk.admit_all() == ["admitted"] * 3
    assert desk.admit_all() == ["admitted"] * 2
