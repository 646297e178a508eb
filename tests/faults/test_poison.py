"""Pages, messages and answers that harm whoever takes them."""

import base64
import json
import threading
from importlib.resources import files

import pytest

from contract import names
from tests.waiting import wait_for

FAKETIME = files("libfaketime").joinpath("vendor/libfaketime/src/libfaketime.so.1")


def test_a_page_that_kills_its_child_each_time_is_given_up_and_its_neighbours_are_not_touched(start):
    world = start(crash_limit=3)
    poison = world.submit(1, die="child")
    neighbours = world.submit(10, start=100)
    statuses = {status.id: status for status in world.check([*poison, *neighbours], failing=poison)}
    dead = statuses[poison[0]]
    assert (dead.state, dead.error.code) == ("failed", "extract.crashed")
    assert sum(entry.event == "extract.crashed" for entry in dead.history) == 3
    for job_id in neighbours:
        assert statuses[job_id].state == "extracted"
        assert "extract.retry" not in [entry.event for entry in statuses[job_id].history], "no attempt was used up"


def test_a_page_that_kills_its_container_each_time_is_given_up_and_its_neighbours_are_done(start):
    world = start(crash_limit=3)
    poison = world.submit(1, die="container", sleep=1)
    neighbours = world.submit(1, start=100, sleep=3)  # it is at work beside the other, and dies of it
    neighbours += world.submit(9, start=101)
    statuses = {status.id: status for status in world.check([*poison, *neighbours], failing=poison)}
    assert statuses[poison[0]].error.code == "extract.crashed"
    assert [statuses[job_id].state for job_id in neighbours] == ["extracted"] * 10


def test_junk_in_the_inbox_and_in_celerys_lists_stops_nobody(start):
    world = start()
    client = world.server.client
    pids = {role: world.supervisor.pid_of(role) for role in world.roles}
    junk = [b"", b"\xff\x00", b"junk", b"5", b"[]", b"{}", b'{"properties": {}}', hint(b"null"), hint(b"[[1], {}, {}]")]
    junk += [hint(b'[["no-such-job"], {}, {}]'), hint(b'[["a", "b", "c"], {}, {}]'), hint(b'[[], {"chain": [1]}, 5]')]
    for stage in ("fetch", "extract", "deliver"):
        for message in junk:
            client.lpush(f"claimwire:{stage}", message.replace(b"STAGE", stage.encode()))
    for lane in ("high", "normal", "low"):
        client.xadd(f"claimwire:inbox:{lane}", {b"\x00": b"\xff"})
        client.xadd(f"claimwire:inbox:{lane}", {names.JOB_FIELD: b"{"})
        client.xadd(f"claimwire:inbox:{lane}", {names.BATCH_FIELD: b"[]"})
    world.check(world.submit(5))
    assert {role: world.supervisor.pid_of(role) for role in world.roles} == pids, "nobody had to be started again"
    assert client.xlen("claimwire:" + names.REJECTED) == 9
    assert client.llen("claimwire:fetch") == 0


def hint(body):
    return json.dumps(
        {
            "body": base64.b64encode(body).decode(),
            "content-type": "application/json",
            "content-encoding": "utf-8",
            "headers": {"task": "claimwire.STAGE", "id": "x"},
            "properties": {"delivery_tag": "x", "body_encoding": "base64", "delivery_info": {}},
        }
    ).encode()


def test_one_id_submitted_twice_at_once_is_one_job(start):
    world = start(roles=("gate", "gate-2", "fetch", "extract", "deliver"))
    together = threading.Barrier(8)
    url = world.site.url(1)

    def submit():
        together.wait()
        world.client.submit(url, id="same", endpoints=["desk"])

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (status,) = world.check(["same"])
    assert [entry.event for entry in status.history].count("admitted") == 1
    assert len(world.receiver.calls) == 1


def test_a_report_whose_storing_fails_ends_as_a_dead_letter(start):
    world = start()
    job_id = world.client.submit(world.site.url(1), tags=["unstorable"], endpoints=["desk"])
    (status,) = world.check([job_id], failing=[job_id])
    assert (status.state, status.error.code) == ("failed", "results.fault")
    assert [call.event[1] for call in world.receiver.calls] == ["report.failed"]


def test_a_message_of_a_newer_version_waits_and_is_reported(start):
    world = start()
    world.server.client.xadd("claimwire:inbox:normal", {"job": json.dumps({"id": "new", "version": 2, "what": "ever"})})
    wait_for(lambda: world.client.status("new").state == "held")
    world.kill("gate")
    world.check(world.submit(3))
    assert world.client.status("new").error.code == "inbox.unknown_version"
    assert world.server.client.xlen("claimwire:" + names.HELD) == 1


@pytest.mark.parametrize("role", ["gate", "fetch", "extract", "deliver"])
@pytest.mark.parametrize("offset", ["+1h", "-1h"])
def test_a_clock_that_is_an_hour_off_changes_nothing(start, role, offset):
    faked = ("env", f"LD_PRELOAD={FAKETIME}", f"FAKETIME={offset}", "FAKETIME_DONT_FAKE_MONOTONIC=1")
    world = start(under={role: faked})
    world.check(world.submit(5))
