"""Receivers that fail, fall silent, ask for a pause or are gone, beside one that is well."""

import time

import pytest

from tests.waiting import wait_for


@pytest.mark.parametrize("silence_seconds", [0, 1])
def test_a_dead_receiver_costs_the_others_nothing(start, silence_seconds):
    world = start(deliver_timeout_seconds=0.5, circuit_pause_seconds=2, deliver_retry_seconds="3600")

    def answer(endpoint, _body):
        if endpoint == "other":
            time.sleep(silence_seconds)  # the receiver is silent for so long
            return 503
        return 204

    world.receiver.answer = answer
    world.submit(250, endpoints=["other"])
    healthy = world.submit(250, start=1000, endpoints=["desk"])
    wait_for(lambda: all(world.client.status(i).deliveries.get("desk") == "delivered" for i in healthy))
    dead_calls = [call for call in world.receiver.calls if call.endpoint == "other"]
    assert len(dead_calls) < 30, "left alone after some failures, and tried once in a while"


def test_a_receiver_that_comes_back_gets_what_waited_for_it(start):
    world = start()
    world.receiver.answer = lambda _endpoint, _body: 500
    ids = world.submit(20)
    wait_for(lambda: len(world.receiver.calls) >= 5)
    world.receiver.answer = lambda _endpoint, _body: 204
    statuses = world.check(ids)
    assert all(status.deliveries == {"desk": "delivered"} for status in statuses)


def test_a_receiver_that_is_gone_gets_nothing_more_until_it_is_enabled(start):
    world = start()
    world.receiver.answer = lambda _endpoint, _body: 410
    ids = world.submit(20)
    wait_for(lambda: world.server.client.exists("claimwire:endpoint:desk"))
    called = len(world.receiver.calls)
    world.receiver.answer = lambda _endpoint, _body: 204
    time.sleep(3)  # longer than any wait of the schedule at this point
    assert len(world.receiver.calls) - called <= 8, "at most what was under way"
    world.operate("endpoints", "enable", "desk")
    world.check(ids)


def test_a_pause_that_the_receiver_asks_for_is_kept(start):
    world = start()
    answers = iter([429])
    world.receiver.headers = {"retry-after": "3"}
    world.receiver.answer = lambda _endpoint, _body: next(answers, 204)
    (job_id,) = world.submit(1)
    wait_for(lambda: len(world.receiver.calls) == 1)
    began = time.monotonic()
    world.check([job_id])
    assert time.monotonic() - began >= 2.5
