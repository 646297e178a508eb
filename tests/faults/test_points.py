"""A process that dies at one certain point: between two things that must both be done, or neither."""

import pytest

from tests.waiting import wait_for

POINTS = [
    "gate_ledger.admit.before",  # read, and not admitted
    "gate_ledger.admit.after",
    "gate_ledger.choose.after",  # chosen, and no hint sent
    "hints.send.before",
    "ledger.claim.after",
    "ledger.fetched.before",
    "ledger.fetched.after",
    "results.store.before",
    "results.store.after",
    "ledger.extracted.before",
    "ledger.extracted.after",
    "ledger.delivered.after",  # and others were being sent
]


@pytest.mark.parametrize("point", POINTS)
def test_a_death_at_a_point_loses_nothing_and_repeats_nothing(start, point):
    world = start()
    world.strike(point)
    ids = world.submit(5)
    wait_for(world.is_struck, point)
    world.check(ids)


def test_a_death_between_the_receivers_answer_and_its_record_repeats_the_call_and_only_it(start):
    world = start()
    world.strike("ledger.delivered.before", times=2)
    ids = world.submit(1)
    wait_for(world.is_struck)
    (status,) = world.check(ids)
    assert status.deliveries == {"desk": "delivered"}
    assert world.receiver.repeated() == 2, "each death cost exactly one repetition"


def test_a_batch_is_told_of_once_whatever_dies(start):
    world = start()
    for point in ("gate_ledger.note_batch.before", "ledger.extracted.after", "ledger.delivered.after"):
        world.strike(point)
    urls = [world.site.url(n) for n in range(6)]
    ids = [job.id for job in world.client.submit_many(urls, batch="b", endpoints=["desk"])]
    world.client.close_batch("b")
    world.check(ids)
    wait_for(lambda: world.client.batch("b").deliveries == {"desk": "delivered"})
    completed = [call for call in world.receiver.calls if call.event[1] == "batch.completed"]
    assert len(completed) == 1
    assert world.client.batch("b").extracted == 6
