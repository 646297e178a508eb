"""The server killed, frozen, full, and behind a line that is cut."""

import time

import pytest

from producer.errors import QueueUnavailable
from tests.faults.conftest import LEASE_SECONDS
from tests.faults.servers import Line
from tests.waiting import wait_for


@pytest.fixture
def line():
    """Make a line to a server; closed at the end."""
    made = []

    def to(server):
        made.append(Line(server.port))
        return made[0].port

    to.made = made
    yield to
    for each in made:
        each.close()


def submitted_under_fire(world, count, harm):
    """Submit one by one while the server is harmed half way; return the ids that were acknowledged, with their time."""
    acknowledged = []
    for number in range(count):
        if number == count // 2:
            harm()
        time.sleep(0.1)  # so that most were acknowledged long before the harm
        try:
            acknowledged.append((world.submit(1, start=number)[0], time.monotonic()))
        except QueueUnavailable:
            continue
    return acknowledged


@pytest.mark.parametrize("fsync", ["always", "everysec"])
def test_a_killed_server_loses_no_more_than_its_file_allows(start, fsync):
    world = start(server={"appendfsync": fsync})
    killed_at = []

    def harm():
        world.server.kill()
        killed_at.append(time.monotonic())
        world.server.start()

    acknowledged = submitted_under_fire(world, 60, harm)
    late = [job_id for job_id, at in acknowledged if killed_at[0] - 1 < at <= killed_at[0]]
    may_be_lost = 0 if fsync == "always" else len(late)
    world.check([job_id for job_id, _ in acknowledged], may_be_lost=may_be_lost)


def test_a_server_frozen_for_longer_than_a_lease_repeats_nothing(start):
    world = start()
    ids = world.submit(20, sleep=0.2)
    wait_for(lambda: world.client.status(ids[0]).state == "extracted")
    world.server.freeze()
    time.sleep(2 * LEASE_SECONDS)  # what is at work ends meanwhile, and cannot be noted
    world.server.thaw()
    statuses = world.check(ids)
    assert not [e for s in statuses for e in s.history if e.event.endswith(".crashed")], "no step was taken for lost"


def test_a_full_server_refuses_new_jobs_clearly_and_works_off_the_others_once_there_is_room(start):
    world = start()
    ids = world.submit(10, sleep=0.3)
    wait_for(lambda: world.client.status(ids[0]).state == "fetched")
    used = world.server.client.info("memory")["used_memory"]
    world.server.client.config_set("maxmemory", used)
    with pytest.raises(QueueUnavailable) as refused:
        wait_for(lambda: world.submit(100, start=1000) and None)
    assert refused.value.code == "queue.full"
    world.kill("fetch")  # it starts while the server is full
    time.sleep(3)  # a new worker meets the full server
    world.server.client.config_set("maxmemory", 0)
    world.check(ids)


def test_a_line_that_is_cut_and_mended_costs_nothing(start, line):
    world = start(port=line)
    ids = world.submit(20, sleep=0.1)
    for _ in range(3):
        wait_for(lambda: world.client.status(ids[0]).state != "unknown")
        line.made[0].cut()
        time.sleep(1)  # the line stays cut for a while
        line.made[0].mend()
    world.check(ids)
