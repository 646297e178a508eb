"""`endpoints`, `replay`, `test-endpoint` and `purge` in a shell."""

import json
from collections.abc import Iterator

import pytest

from demo.background import serving
from worker.receiver import Received, Receiver
from worker.steps import Stage, Step

SECRET = "whsec_" + "QUJD" * 8


@pytest.fixture
def received() -> list[Received]:
    return []


@pytest.fixture
def receiver(received) -> Iterator[Receiver]:
    receiver = Receiver(("127.0.0.1", 0), [SECRET], received.append)
    with serving(receiver):
        yield receiver


def endpoint_settings(url, *, private=True):
    return {"CLAIMWIRE_ENDPOINTS": json.dumps({"one": {"url": url, "secrets": [SECRET], "private": private}})}


def test_a_trial_arrives_signed_and_says_how_it_was_answered(operate, receiver, received):
    done = operate("test-endpoint", "one", **endpoint_settings(receiver.url))
    assert done.returncode == 0, done.stderr
    assert "one answered 204" in done.stdout
    assert [(r.delivery.type, r.delivery.data.endpoint) for r in received] == [("endpoint.test", "one")]


def test_a_trial_of_an_address_inside_is_refused_unless_the_endpoint_is_said_to_be_private(operate, receiver, received):
    done = operate("test-endpoint", "one", **endpoint_settings(receiver.url, private=False))
    assert done.returncode == 1
    assert done.stderr.startswith("deliver.address_refused")
    assert received == []


def test_an_endpoint_that_is_not_in_the_settings_is_wrong_usage(operate):
    done = operate("test-endpoint", "gone")
    assert done.returncode == 2
    assert "no endpoint 'gone'" in done.stderr


def test_an_endpoint_is_disabled_seen_and_enabled(desk, operate):
    settings = endpoint_settings("https://hooks.example/secret-path")
    desk.extracted("a", endpoints=["one"])
    assert operate("endpoints", "disable", "one", **settings).returncode == 0
    assert desk.steps.claim(Step(Stage.DELIVER, "a", "one"), token="x", task_id="t") is None
    (row,) = map(json.loads, operate("endpoints", "list", "--json", **settings).stdout.splitlines())
    assert (row["name"], row["state"], row["waiting"], row["host"]) == ("one", "disabled", 1, "hooks.example")
    shown = operate("endpoints", "list", **settings).stdout
    assert "disabled" in shown
    assert "secret-path" not in shown
    assert "1 deliveries wait" in operate("endpoints", "enable", "one", **settings).stdout
    assert desk.claim(Step(Stage.DELIVER, "a", "one"))


def test_a_replay_by_job_and_by_time_makes_deliveries_due(desk, operate):
    settings = endpoint_settings("https://hooks.example/")
    for name in "ab":
        (delivery,) = desk.extracted(name, url=f"https://news.example/{name}", endpoints=["one"])
        desk.steps.delivered(desk.claim(delivery), 204)
    assert operate("replay", "a").stdout.split() == ["a", "one"]
    assert "no endpoint 'typo'" in operate("replay", "--since", "1h", "--endpoint", "typo", **settings).stderr
    done = operate("replay", "--since", "1h", "--endpoint", "one", "--json", **settings)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [{"job_id": "b", "endpoint": "one"}]
    assert desk.gate.open_jobs() == 2


def test_a_replay_of_nothing_fails(operate):
    assert operate("replay").returncode == 2
    done = operate("replay", "unheard-of")
    assert done.returncode == 1
    assert "unheard-of" in done.stderr


def test_a_purge_leaves_nothing_of_what_has_ended(desk, operate):
    (delivery,) = desk.extracted("a", endpoints=["one"])
    desk.steps.delivered(desk.claim(delivery), 204)
    assert "0 jobs" in operate("purge", "--older-than", "1h").stdout
    assert operate("purge").returncode == 2, "it is said how much"
    assert "1 jobs" in operate("purge", "--all").stdout
    assert desk.keys() - {"open", "inbox:normal"} == set()
