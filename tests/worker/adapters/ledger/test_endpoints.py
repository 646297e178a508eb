"""What the ledger does about an endpoint that fails: its circuit, its concurrency, its end."""

import time
from dataclasses import replace

import pytest

from contract.report import Stage
from tests.waiting import wait_for
from tests.worker.conftest import PACING
from worker.errors import EndpointGoneError, PermanentError, TransientError, UnavailableError
from worker.steps import Step

REFUSED = TransientError("deliver.refused", "endpoint 'one' answered 500: 'no'", status=500)


def delivery(job_id, endpoint="one"):
    return Step(Stage.DELIVER, job_id, endpoint)


def fail(desk, job_id, error=REFUSED, *, wait_seconds=3600):
    desk.steps.retry(desk.claim(delivery(job_id)), error, wait_seconds=wait_seconds)


@pytest.fixture
def slow(make_desk):
    """A desk whose circuits open at the third failure, for far longer than a test takes."""
    return make_desk(replace(PACING, circuit_pause_ms=3_600_000))


def with_jobs(desk, count, endpoint="one", prefix="j"):
    for number in range(count):
        desk.extracted(f"{prefix}{number}", url=f"https://news.example/{prefix}{number}", endpoints=[endpoint])


def test_after_some_failures_in_a_row_an_endpoint_is_left_alone(slow):
    with_jobs(slow, 5)
    for number in range(3):
        fail(slow, f"j{number}")
    assert slow.steps.claim(delivery("j3"), token="x", task_id="t") is None
    assert slow.gate.choose(Stage.DELIVER) == []
    state = slow.operator.endpoints()["one"]
    assert (state.failures, state.code, state.disabled_at) == (3, "deliver.refused", None)


def test_others_are_delivered_meanwhile(slow):
    with_jobs(slow, 4)
    for number in range(3):
        fail(slow, f"j{number}")
    (step,) = slow.extracted("b", url="https://news.example/b", endpoints=["two"])
    assert slow.steps.delivered(slow.claim(step), 204) == []


def test_what_waits_for_a_circuit_uses_up_no_attempt(slow):
    with_jobs(slow, 4)
    for number in range(3):
        fail(slow, f"j{number}")
    slow.operator.enable("one")
    assert slow.claim(delivery("j3")).failures == 0


def test_after_the_pause_one_delivery_tries_the_endpoint_and_the_others_wait_for_it(make_desk):
    desk = make_desk(replace(PACING, circuit_pause_ms=50))
    with_jobs(desk, 6)
    for number in range(3):
        fail(desk, f"j{number}")
    for number in range(3, 6):  # their hints were out when the circuit opened
        assert desk.steps.claim(delivery(f"j{number}"), token="x", task_id="t") is None
    (tried,) = wait_for(lambda: desk.gate.choose(Stage.DELIVER))
    lease = desk.claim(tried)
    assert desk.gate.choose(Stage.DELIVER) == []
    following = desk.steps.delivered(lease, 204)
    assert desk.operator.endpoints() == {}
    assert {tried, *following, *desk.gate.choose(Stage.DELIVER)} == {delivery("j3"), delivery("j4"), delivery("j5")}


def test_the_pause_grows_with_the_time_that_the_endpoint_has_been_failing(make_desk):
    desk = make_desk(replace(PACING, circuit_pause_ms=1_000))
    with_jobs(desk, 4)
    for number in range(2):
        fail(desk, f"j{number}")
    hour_ago = int(time.time() * 1000) - 3_600_000
    desk.client.hset(f"{desk.prefix}endpoint:one", "since", hour_ago)
    fail(desk, "j2")
    left = desk.client.pttl(f"{desk.prefix}pace:deliver:one")
    assert 30_000 < left <= 32_000, "32 times the first pause at most"


@pytest.mark.parametrize(
    "error",
    [
        TransientError("deliver.unknown_endpoint", "not in the settings"),
        TransientError("deliver.unexpected", "a fault of ours"),
        UnavailableError("results.unavailable", "away"),
    ],
)
def test_a_failure_of_ours_is_not_the_endpoints(slow, error):
    with_jobs(slow, 4)
    for number in range(3):
        fail(slow, f"j{number}", error)
    assert slow.operator.endpoints() == {}
    assert slow.claim(delivery("j3"))


def test_a_delivery_given_up_counts_against_its_endpoint(slow):
    with_jobs(slow, 4)
    for number in range(3):
        slow.steps.give_up(slow.claim(delivery(f"j{number}")), REFUSED, None)
    assert slow.operator.endpoints()["one"].failures == 3
    assert slow.steps.claim(delivery("j3"), token="x", task_id="t") is None


def test_an_endpoint_that_is_gone_is_disabled_until_it_is_enabled(desk):
    with_jobs(desk, 2)
    gone = EndpointGoneError("deliver.gone", "endpoint 'one' answered 410", status=410)
    fail(desk, "j0", gone, wait_seconds=0)
    assert desk.operator.endpoints()["one"].disabled_at is not None
    assert desk.steps.claim(delivery("j1"), token="x", task_id="t") is None
    assert desk.gate.choose(Stage.DELIVER) == []
    desk.operator.enable("one")
    assert set(desk.gate.choose(Stage.DELIVER)) == {delivery("j0"), delivery("j1")}
    assert desk.claim(delivery("j0")).failures == 0


def test_a_call_that_was_under_way_does_not_enable_a_disabled_endpoint(desk):
    with_jobs(desk, 2)
    late = desk.claim(delivery("j0"))
    desk.operator.disable("one", "operator", "maintenance")
    desk.steps.delivered(late, 204)
    assert desk.operator.endpoints()["one"].disabled_at is not None
    assert desk.steps.claim(delivery("j1"), token="x", task_id="t") is None


def test_a_pause_that_the_receiver_asks_for_holds_for_all_its_deliveries(desk):
    with_jobs(desk, 2)
    busy = TransientError("deliver.refused", "endpoint 'one' answered 429", status=429, retry_after_seconds=60)
    fail(desk, "j0", busy)
    assert desk.steps.claim(delivery("j1"), token="x", task_id="t") is None


def test_a_call_that_goes_well_does_not_end_a_pause_that_was_asked_for(desk):
    with_jobs(desk, 4)
    under_way = [desk.claim(delivery(name)) for name in ("j1", "j2")]
    busy = TransientError("deliver.refused", "endpoint 'one' answered 429", status=429, retry_after_seconds=60)
    fail(desk, "j0", busy)
    for lease in under_way:
        assert desk.steps.delivered(lease, 204) == []
    assert desk.steps.claim(delivery("j3"), token="x", task_id="t") is None
    assert desk.gate.choose(Stage.DELIVER) == []
    desk.operator.enable("one")
    assert desk.gate.choose(Stage.DELIVER) == [delivery("j3")]


def test_no_more_calls_of_an_endpoint_are_out_than_allowed_and_each_that_ends_makes_room(make_desk):
    desk = make_desk(replace(PACING, endpoint_calls=2, most_hints=100))
    with_jobs(desk, 5)
    hinted = [step for step in map(delivery, ("j0", "j1", "j2", "j3", "j4")) if place(desk, step) == "hinted"]
    assert len(hinted) == 2
    assert desk.gate.choose(Stage.DELIVER) == []
    following = desk.steps.delivered(desk.claim(hinted[0]), 204)
    assert len(following) == 1
    assert place(desk, following[0]) == "hinted"


def place(desk, step):
    return desk.client.hget(f"{desk.prefix}step:{step}", "place").decode()


def test_a_delivery_that_waits_for_its_endpoint_for_too_long_is_given_up(make_desk):
    desk = make_desk(replace(PACING, circuit_pause_ms=3_600_000, deliver_within_ms=0))
    with_jobs(desk, 4)
    (healthy,) = desk.extracted("b", url="https://news.example/b", endpoints=["two"])
    for number in range(3):
        fail(desk, f"j{number}")
    desk.steps.claim(delivery("j3"), token="x", task_id="t")
    time.sleep(0.005)  # the longest wait is none: whatever was due a millisecond ago is overdue
    overdue = desk.gate.overdue_deliveries(token="g")
    assert overdue == [delivery("j3")]
    lease = desk.steps.claim(overdue[0], token="g", task_id="g")
    desk.steps.give_up(lease, PermanentError("deliver.endpoint_down", "down"), None)
    assert [letter.code for letter in desk.operator.dead_letters()] == ["deliver.endpoint_down"]
    assert place(desk, healthy) == "hinted"


def test_trying_an_endpoint_now_and_then_does_not_make_its_deliveries_younger(make_desk):
    desk = make_desk(replace(PACING, circuit_pause_ms=1, circuit_failures=1, deliver_within_ms=300))
    began = time.monotonic()
    with_jobs(desk, 1)
    while not (overdue := desk.gate.overdue_deliveries(token="g")) and time.monotonic() - began < 10:
        desk.operator.enable("one")
        lease = desk.steps.claim(delivery("j0"), token="x", task_id="t")
        if lease:
            desk.steps.retry(lease, REFUSED, wait_seconds=0)
    assert overdue == [delivery("j0")]
    assert time.monotonic() - began >= 0.29, "and not before its time, but for the rounding of milliseconds"


def test_a_message_whose_step_was_taken_back_is_no_reason_to_call_more_often(make_desk):
    desk = make_desk(replace(PACING, endpoint_calls=1, resend_ms=1))
    with_jobs(desk, 3)
    time.sleep(0.005)  # the resend time is one millisecond of the server's clock
    desk.gate.choose(Stage.DELIVER)
    claimed = [desk.steps.claim(delivery(f"j{n}"), token=f"x{n}", task_id=f"t{n}") for n in range(3)]
    assert sum(lease is not None for lease in claimed) == 1
