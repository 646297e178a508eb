"""Processes killed hard, and stopped with too little time."""

import signal
import time
from datetime import UTC, datetime

import pytest

from tests.faults.servers import busy
from tests.waiting import wait_for


def test_a_pool_child_that_is_killed_costs_nothing_and_its_step_runs_again_soon(start):
    world = start(lease_seconds=60)
    (first, *_) = ids = world.submit(4, sleep=1)
    wait_for(lambda: has(world, first, "extract.started"))
    killed_at = datetime.now(UTC)
    world.kill_child()
    world.check(ids)
    assert seconds_until_again(world, first, killed_at) < 5, "0.8 s by bench.recovery, on a machine that is not busy"


def test_a_lost_container_costs_a_lease_and_little_more(start):
    world = start(lease_seconds=3)
    (first, *_) = ids = world.submit(2, sleep=2)
    wait_for(lambda: has(world, first, "extract.started"))
    killed_at = datetime.now(UTC)
    world.kill("extract")
    world.check(ids)
    # beside the lease it is the start of processes, which a busy machine does slowly
    assert seconds_until_again(world, first, killed_at) < 3 + 9


def seconds_until_again(world, job_id, killed_at):
    started = [entry.at for entry in world.client.status(job_id).history if entry.event == "extract.started"]
    assert len(started) == 2
    return (started[1] - killed_at).total_seconds()


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


def test_a_stop_of_the_delivering_worker_repeats_no_call(start):
    world = start(deliver_timeout_seconds=6)
    world.receiver.answer = busy(4)  # longer than the soft shutdown of 2 s
    ids = world.submit(4)
    wait_for(lambda: has(world, ids[0], "deliver.started"))
    world.stop("deliver")
    world.check(ids)
    assert world.receiver.repeated() == 0


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
