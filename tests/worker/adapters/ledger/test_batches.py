"""A batch counts its jobs, and is complete once, when the last of them has ended."""

import json

import pytest

from contract import names
from contract.batch import Batch, BatchStatus
from contract.job import Job
from worker.errors import PermanentError
from worker.intake import Refusal, judge
from worker.steps import Stage, Step

GONE = PermanentError("fetch.http_4xx", "the site answered 404")


def say(desk, **said):
    desk.client.xadd(desk.prefix + "inbox:normal", {names.BATCH_FIELD: Batch.model_validate(said).to_json()})
    return read(desk)


def read(desk):
    """Do what a gate does with what is in the inbox."""
    answers = []
    for entry in desk.gate.read_inbox(most=100, block_ms=1):
        match judge(entry.fields, entry.id, known_endpoints=frozenset({"one", "two"})):
            case Batch() as batch:
                answers.append(desk.gate.note_batch(entry, batch))
            case Refusal() as refusal:
                desk.gate.refuse(entry, refusal)
            case admission:
                answers.append(desk.gate.admit(entry, admission))
    return answers


def status_of(desk, batch="b"):
    record = names.batch(batch)
    fields = {k.decode(): v.decode() for k, v in desk.client.hgetall(f"{desk.prefix}job:{record}").items()}
    return BatchStatus.from_ledger(batch, fields, desk.client.lrange(f"{desk.prefix}history:{record}", 0, -1))


def finish(desk, job_id):
    desk.steps.fetched(desk.claim(Step(Stage.FETCH, job_id)), b"page")
    for delivery in desk.steps.extracted(desk.claim(Step(Stage.EXTRACT, job_id))):
        desk.steps.delivered(desk.claim(delivery), 204)


def job(desk, job_id, **more):
    return desk.job(job_id, url=f"https://news.example/{job_id}", batch="b", **more)


def test_a_batch_with_a_size_is_complete_when_so_many_jobs_have_ended(desk):
    say(desk, id="b", size=2)
    for name in "xy":
        job(desk, name)
        assert status_of(desk).state == "open"
        finish(desk, name)
    status = status_of(desk)
    assert (status.state, status.jobs, status.size, status.extracted) == ("completed", 2, 2, 2)
    assert [entry.event for entry in status.history] == ["opened", "completed"]


def test_a_batch_that_is_closed_has_the_jobs_that_came_before(desk):
    job(desk, "x")
    finish(desk, "x")
    job(desk, "y")
    assert say(desk, id="b", close=True) == ["closed"]
    assert (status_of(desk).state, status_of(desk).size) == ("open", 2)
    finish(desk, "y")
    assert status_of(desk).state == "completed"


def test_a_batch_whose_jobs_have_all_ended_is_complete_as_it_is_closed(desk):
    job(desk, "x")
    finish(desk, "x")
    say(desk, id="b", close=True)
    assert status_of(desk).state == "completed"


def test_an_empty_batch_is_complete_as_it_is_closed(desk):
    say(desk, id="b", close=True)
    assert (status_of(desk).state, status_of(desk).size) == ("completed", 0)


def test_every_end_of_a_job_counts_once(desk):
    say(desk, id="b", size=4)
    job(desk, "good")
    desk.put(Job(id="twice", url="https://news.example/good", batch="b"))
    desk.put(Job(id="bad", url="https://news.example/bad", batch="b"))
    desk.client.xadd(desk.prefix + "inbox:normal", {"job": '{"id": "odd", "url": "x", "batch": "b"}'})
    read(desk)
    read(desk)
    desk.steps.give_up(desk.claim(Step(Stage.FETCH, "bad")), GONE, "{}")
    assert status_of(desk).state == "open"
    finish(desk, "good")
    status = status_of(desk)
    assert status.state == "completed"
    assert (status.extracted, status.failed, status.duplicate, status.rejected) == (1, 1, 1, 1)


def test_the_same_submission_twice_counts_once(desk):
    job(desk, "x")
    desk.put(Job(id="x", url="https://news.example/x", batch="b"))
    read(desk)
    assert status_of(desk).jobs == 1


def test_a_job_that_could_not_be_delivered_is_said_to_be(desk):
    say(desk, id="b", size=1)
    (delivery,) = desk.extracted("x", url="https://news.example/x", batch="b", endpoints=["one"])
    desk.steps.give_up(desk.claim(delivery), PermanentError("deliver.refused", "no"), None)
    status = status_of(desk)
    assert (status.extracted, status.undelivered) == (1, 1)


@pytest.mark.parametrize(
    ("said", "told"), [({}, ["one", "two"]), ({"endpoints": ["two"]}, ["two"]), ({"endpoints": []}, [])]
)
def test_who_is_told_that_a_batch_is_complete(desk, said, told):
    say(desk, id="b", size=2, **said)
    job(desk, "x", endpoints=["one"])
    job(desk, "y", endpoints=["two"])
    finish(desk, "x")
    finish(desk, "y")
    deliveries = [Step(Stage.DELIVER, "@b", name) for name in told]
    assert set(desk.gate.choose(Stage.DELIVER)) == set(deliveries)
    assert desk.gate.open_jobs() == bool(told)
    for delivery in deliveries:
        lease = desk.claim(delivery)
        assert lease.event == "batch.completed"
        assert json.loads(lease.data) == {
            "id": "b",
            "size": 2,
            "extracted": 2,
            "failed": 0,
            "duplicate": 0,
            "rejected": 0,
            "undelivered": 0,
        }
        desk.steps.delivered(lease, 204)
    assert desk.gate.open_jobs() == 0
    assert desk.client.pttl(f"{desk.prefix}job:@b") > 0


@pytest.mark.parametrize(
    ("said", "shown"),
    [({}, {"one": "waiting"}), ({"endpoints": ["two"]}, {"two": "waiting"}), ({"endpoints": []}, {})],
)
def test_the_status_shows_who_will_be_told_and_nobody_else(desk, said, shown):
    job(desk, "x", endpoints=["one"])
    say(desk, id="b", **said)
    job(desk, "y", endpoints=["one"])
    assert status_of(desk).deliveries == shown


def test_a_job_that_comes_after_the_end_adds_nobody_who_is_told(desk):
    say(desk, id="b", close=True)
    job(desk, "late", endpoints=["one"])
    assert status_of(desk).deliveries == {}


def test_what_comes_after_the_end_changes_nothing(desk):
    say(desk, id="b", size=1)
    job(desk, "x")
    finish(desk, "x")
    job(desk, "late")
    finish(desk, "late")
    assert say(desk, id="b", size=5) == ["late"]
    assert (status_of(desk).state, status_of(desk).size, status_of(desk).extracted) == ("completed", 1, 1)


def test_a_redriven_job_is_waited_for_again_while_its_batch_is_open(desk):
    say(desk, id="b", size=2)
    desk.steps.give_up(desk.claim(job(desk, "x")), GONE, "{}")
    (letter,) = desk.operator.dead_letters()
    desk.operator.redrive(letter)
    assert status_of(desk).failed == 0
    job(desk, "y")
    finish(desk, "y")
    assert status_of(desk).state == "open"
    finish(desk, "x")
    assert (status_of(desk).state, status_of(desk).extracted) == ("completed", 2)


def test_an_open_batch_does_not_stay_for_ever(desk):
    job(desk, "x")
    assert desk.client.pttl(f"{desk.prefix}job:@b") > 0


def forget(desk):
    """Do what Redis does after the retention."""
    desk.client.delete(f"{desk.prefix}job:@b", f"{desk.prefix}history:@b")


def test_a_job_that_ends_does_not_bring_its_forgotten_batch_back(desk):
    job(desk, "x")
    forget(desk)
    finish(desk, "x")
    assert status_of(desk).state == "unknown"


def test_a_job_that_a_forgotten_batch_has_counted_is_not_taken_off_a_later_one_of_that_name(desk):
    desk.steps.give_up(desk.claim(job(desk, "x")), GONE, "{}")
    forget(desk)
    say(desk, id="b")
    (letter,) = desk.operator.dead_letters()
    desk.operator.redrive(letter)
    assert status_of(desk).failed == 0
