"""Processes killed hard, and stopped with too little time."""

import signal
import time

import pytest

from tests.faults.servers import busy
from tests.waiting import wait_for


def test_a_pool_child_that_is_killed_costs_nothing_and_its_step_runs_again_soon(start):
    world = start(lease_seconds=60)
    (first, *_) = ids = world.submit(4, sleep=1)
    wait_for(lambda: has(world, first, "extract.started"))
    world.kill_child()
    at = time.monotonic()
    wait_for(lambda: has(world, first, "extract.crashed"))
    wait_for(lambda: has(world, first, "extract.started", times=2))
    assert time.monotonic() - at < 10, "not when its lease lapses"
    world.check(ids)


@pytest.mark.parametrize(("role", "event"), [("fetch", "fetch.started"), ("extract", "extract.started")])
def test_a_whole_worker_killed_in_the_middle_of_a_stage_costs_nothing(start, role, event):
    world = start()
    ids = world.submit(20, sleep=0.3)
    wait_for(lambda: has(world, ids[0], event))
    world.kill(role)
    world.check(ids)


def test_a_delivering_worker_killed_repeats_at_most_what_it_was_sending(start):
    world = start()
    world.receiver.answer = busy(0.2)
    ids = world.submit(20)
    for calls in (1, 4, 7):
        wait_for(lambda calls=calls: len(world.receiver.calls) >= calls)
        world.kill("deliver")
    world.check(ids)


def test_everything_killed_at_once_loses_nothing(start):
    world = start()
    ids = world.submit(30, sleep=0.1)
    wait_for(lambda: has(world, ids[0], "extract.started"))
    for role in world.roles:
        world.kill(role)
    world.check(ids)


@pytest.mark.parametrize("seconds", [0.5, 5])
def test_a_stop_with_more_and_with_less_time_than_the_step_needs(start, seconds):
    world = start()
    ids = world.submit(2, sleep=seconds)
    wait_for(lambda: has(world, ids[0], "extract.started"))
    world.stop("extract")
    statuses = world.check(ids)
    crashed = [entry for status in statuses for entry in status.history if entry.event == "extract.crashed"]
    assert crashed == [], "a stop is no crash"
    handed_back = [e for status in statuses for e in status.history if e.event == "extract.handed_back"]
    assert bool(handed_back) == (seconds > 2), "what is done in time is not handed back"


def test_two_gates_do_not_get_in_each_others_way(start):
    world = start(roles=("gate", "gate-2", "fetch", "extract", "deliver"))
    ids = world.submit(60)
    for _ in range(2):
        for role in ("gate", "gate-2"):
            world.kill(role)
            time.sleep(0.5)  # the other one goes on alone
    world.check(ids)
    assert all(len([e for e in world.client.status(i).history if e.event == "admitted"]) == 1 for i in ids)


def test_a_worker_frozen_with_its_pop_open_and_then_killed_costs_the_hint_and_not_the_job(start):
    world = start()
    world.kill("extract", signal.SIGSTOP)
    ids = world.submit(1)
    wait_for(lambda: world.client.status(ids[0]).state == "fetched")
    world.kill("extract")
    world.check(ids)


def has(world, job_id, event, times=1):
    return sum(entry.event == event for entry in world.client.status(job_id).history) >= times
