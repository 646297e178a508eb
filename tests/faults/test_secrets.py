"""What must not be seen: after a run with marked secrets they are in no log, no key, no message and no output."""

import base64
import json
import pickle
from pathlib import Path

from contract.delivery import read_delivery
from tests.faults.servers import Recorder
from tests.waiting import wait_for
from worker.settings import Settings

MARK = "marked-c0ffee-secret"
SECRET = "whsec_" + base64.b64encode(f"{MARK} in a webhook's key".encode()).decode()
MARKS = (MARK, SECRET, SECRET.removeprefix("whsec_"))


def test_marked_secrets_are_nowhere_to_be_found(start, capfd):
    world = start(server={"requirepass": MARK}, secret=SECRET, log_level="debug", deliver_retry_seconds="0.1")
    world.receiver.answer = lambda endpoint, _body: 204 if endpoint == "desk" else 500
    ids = [
        *world.submit(3),
        *world.submit(2, start=10, endpoints=["other"]),
        *world.submit(1, start=20, fail="article.empty"),
        *world.submit(1, start=30, die="child"),
    ]
    world.check(ids, failing=ids[5:], dead_endpoint="other")
    world.server.kill()  # what is logged while the server is away
    world.server.start()
    world.check(world.submit(1, start=40))
    endpoints = {"other": {"url": f"{world.receiver.url('other')}?token={MARK}", "secrets": [SECRET], "private": True}}
    outputs = [
        "{0.stdout}{0.stderr}".format(world.operate(*command, CLAIMWIRE_ENDPOINTS=json.dumps(endpoints)))
        for command in (
            ("dead", "list", "--json"),
            ("dead", "show", *ids[3:5]),
            ("endpoints", "list"),
            ("test-endpoint", "other"),
            ("test-endpoint", "nobody"),
            ("replay", ids[0]),
        )
    ]
    told = "\n".join([*outputs, *(world.client.status(job_id).to_json() for job_id in ids)])
    stored = everything_in(world.server.client)
    logs = "".join(capfd.readouterr())
    assert "step_done" in logs
    assert ids[0] in stored
    assert "deliver:" in told
    for mark in MARKS:
        assert mark not in told
        assert mark not in stored
        assert mark not in logs
    assert len(taken_by(world.receiver)) == len(ids) + 1 - 2


def everything_in(client):
    """Return every key with its value, whatever it is, as one text."""
    found = []
    for key in client.scan_iter(count=1000):
        kind = client.type(key)
        value = {
            b"string": lambda key=key: client.get(key),
            b"hash": lambda key=key: client.hgetall(key),
            b"list": lambda key=key: client.lrange(key, 0, -1),
            b"zset": lambda key=key: client.zrange(key, 0, -1),
            b"set": lambda key=key: client.smembers(key),
            b"stream": lambda key=key: client.xrange(key),
            b"none": lambda: "it has expired meanwhile",
        }[kind]()
        found.append(f"{key!r} {value!r}")
    return "\n".join(found)


def taken_by(receiver: Recorder):
    calls = [call for call in receiver.calls if call.status < 300]
    return {read_delivery(call.body).data.id for call in calls}


def test_settings_do_not_show_their_secrets(monkeypatch):
    endpoints = {"desk": {"url": "https://hooks.example/", "secrets": [SECRET]}}
    monkeypatch.setenv("CLAIMWIRE_REDIS_URL", f"redis://:{MARK}@redis.example/0")
    monkeypatch.setenv("CLAIMWIRE_ENDPOINTS", json.dumps(endpoints))
    monkeypatch.setenv("CLAIMWIRE_EGRESS_PROXY", f"http://user:{MARK}@proxy.example:3128")
    monkeypatch.setenv("CLAIMWIRE_RESULT_BACKEND", f"redis://:{MARK}@results.example/0")
    settings = Settings.read()
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert not [mark for mark in MARKS if mark in shown]


class Touch:
    """Unpickled, it leaves a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_pickle_in_celerys_list_is_never_opened(start, tmp_path):
    world = start()
    trap = tmp_path / "opened"
    body = base64.b64encode(pickle.dumps(((Touch(trap),), {}, {}))).decode()
    for stage in ("fetch", "extract", "deliver"):
        for kind in ("application/x-python-serialize", "application/json"):
            message = {
                "body": body,
                "content-type": kind,
                "content-encoding": "binary",
                "headers": {"task": f"claimwire.{stage}", "id": "x"},
                "properties": {"delivery_tag": "x", "body_encoding": "base64", "delivery_info": {}},
            }
            world.server.client.lpush(f"claimwire:{stage}", json.dumps(message))
    wait_for(
        lambda: not any(world.server.client.llen(f"claimwire:{stage}") for stage in ("fetch", "extract", "deliver"))
    )
    world.check(world.submit(2))
    assert not trap.exists()
