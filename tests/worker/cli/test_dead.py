"""`claimwire-worker dead` in a shell."""

import json

import pytest

from tests.worker.adapters.ledger.test_operator import dead_delivery, dead_fetch
from worker.errors import PermanentError, TransientError
from worker.steps import Stage, Step


@pytest.fixture
def some_dead(desk):
    """Two dead fetches on different hosts, one of them of a batch, and a dead delivery."""
    dead_fetch(desk, "a", url="https://news.example/a", batch="bulk")
    dead_fetch(desk, "b", url="https://other.example/b")
    dead_delivery(desk, "c", url="https://news.example/c")


def steps(done):
    return [json.loads(line)["step"] for line in done.stdout.splitlines()]


@pytest.mark.usefixtures("some_dead")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["fetch:a", "fetch:b", "deliver:c:one"]),
        (("--code", "fetch.http_4xx"), ["fetch:a", "fetch:b"]),
        (("--code", "deliver.*"), ["deliver:c:one"]),
        (("--host", "Other.example"), ["fetch:b"]),
        (("--endpoint", "one"), ["deliver:c:one"]),
        (("--batch", "bulk"), ["fetch:a"]),
        (("--older-than", "1h"), []),
        (("--newer-than", "1h", "--host", "news.example"), ["fetch:a", "deliver:c:one"]),
    ],
)
def test_dead_letters_are_listed_by_what_they_are(operate, options, expected):
    done = operate("dead", "list", "--json", *options)
    assert (done.returncode, steps(done)) == (0, expected)


@pytest.mark.usefixtures("some_dead")
def test_the_list_for_people_says_why(operate):
    done = operate("dead", "list")
    assert "deliver:c:one" in done.stdout
    assert "the site answered 404" in done.stdout
    assert "3 dead letters" in done.stderr


def test_every_attempt_is_shown_with_its_error(desk, operate):
    (delivery,) = desk.extracted("a", endpoints=["one"])
    busy = TransientError("deliver.refused", "endpoint 'one' answered 503: 'busy'", status=503)
    desk.steps.retry(desk.claim(delivery), busy, wait_seconds=0)
    desk.steps.give_up(desk.claim(delivery), PermanentError("deliver.refused", "answered 500", status=500), None)
    done = operate("dead", "show", "--json", "a")
    attempts = json.loads(done.stdout)["attempts"]
    assert [(entry["event"], entry.get("status")) for entry in attempts] == [
        ("deliver.started", None),
        ("deliver.retry", 503),
        ("deliver.started", None),
        ("deliver.failed", 500),
    ]
    assert "answered 503: 'busy'" in operate("dead", "show", "deliver:a:one").stdout


@pytest.mark.usefixtures("some_dead")
@pytest.mark.parametrize("command", ["redrive", "discard"])
def test_what_is_chosen_leaves_the_list_and_the_rest_stays(operate, command):
    assert operate("dead", command, "--host", "news.example", "--dry-run").returncode == 0
    assert len(steps(operate("dead", "list", "--json"))) == 3
    done = operate("dead", command, "--host", "news.example", "--json")
    assert steps(done) == ["fetch:a", "deliver:c:one"]
    assert steps(operate("dead", "list", "--json")) == ["fetch:b"]


@pytest.mark.usefixtures("some_dead")
def test_a_dead_letter_is_redriven_by_its_name_or_its_job(desk, operate):
    done = operate("dead", "redrive", "fetch:b", "c")
    assert done.returncode == 0
    assert "2 redriven" in done.stderr
    assert desk.claim(Step(Stage.FETCH, "b")).redrives == 1
    assert desk.claim(Step(Stage.DELIVER, "c", "one"))


@pytest.mark.usefixtures("some_dead")
@pytest.mark.parametrize("command", ["redrive", "discard"])
def test_nothing_is_done_to_all_unless_that_is_said(operate, command):
    done = operate("dead", command)
    assert done.returncode == 2
    assert "--all" in done.stderr
    assert len(steps(operate("dead", "list", "--json"))) == 3


@pytest.mark.usefixtures("some_dead")
def test_a_name_that_is_not_on_the_list_is_told_and_fails(operate):
    for command in ("show", "redrive"):
        done = operate("dead", command, "fetch:b", "fetch:nobody", "typo", "typo:x")
        assert done.returncode == 1
        assert "fetch:b" in done.stdout, "what is there is done"
        for name in ("fetch:nobody", "typo", "typo:x"):
            assert f"{name}: not among the dead letters" in done.stderr


@pytest.mark.parametrize(("age", "told"), [("soon", "90s, 15m, 2h or 3d"), ("999999d", "more than ten years")])
def test_a_wrong_age_is_told_with_what_is_allowed(operate, age, told):
    done = operate("dead", "list", "--older-than", age)
    assert done.returncode == 2
    assert told in done.stderr


def test_what_a_newer_version_left_does_not_hide_the_rest(desk, operate):
    dead_fetch(desk, "a")
    desk.client.zadd(desk.prefix + "dead", {"translate:x": 1, "fetch:new": 2})
    desk.client.hset(desk.prefix + "step:fetch:new", mapping={"place": "dead", "code": "x.y", "message": "z"})
    desk.client.hset(desk.prefix + "job:new", mapping={"v": "2", "job": '{"version": 2}'})
    done = operate("dead", "list", "--json")
    assert (done.returncode, steps(done)) == (0, ["fetch:new", "fetch:a"])
    assert "newer" in operate("dead", "redrive", "fetch:new").stdout


def test_without_redis_the_way_to_it_is_told(operate, tmp_path):
    done = operate("dead", "list", CLAIMWIRE_REDIS_URL="", CLAIMWIRE_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("settings.no_redis")
    assert done.stderr.count("\n") == 1
