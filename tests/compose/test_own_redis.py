"""Two hosts that share a Redis of the operator's own, which lets nobody in without TLS and a user of its own."""

import secrets
from contextlib import ExitStack

import pytest

from tests.compose.conftest import PROJECT, SETTINGS
from tests.compose.engine import SITE, TAG, Stack, run, timed
from tests.waiting import wait_for

FILES = ("docker-compose.yml", "docker-compose.own-redis.yml", "tests/compose/redis-outside.yml")
ACL = "user claimwire on >{password} ~claimwire:* &claimwire:* +@all -@admin -@dangerous +info"
"""What README.md asks for."""


@pytest.fixture
def own_redis(readable_dir):
    """Run the Redis, and return the folder that OWN_REDIS_DIR is to name."""
    password = secrets.token_urlsafe(12) + "/@"
    users = f"user default off\n{ACL.format(password=password)}\n"
    (readable_dir / "users.acl").write_text(users)
    certificate = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=redis.test -addext subjectAltName=DNS:redis.test "
        "-keyout /given/key.pem -out /given/ca.pem && chmod 644 /given/*.pem"
    )
    mount = f"{readable_dir}:/given"
    run(
        "docker",
        "run",
        "--rm",
        "-u",
        "0",
        "-v",
        mount,
        "--entrypoint",
        "sh",
        f"claimwire-gate:{TAG}",
        "-c",
        certificate,
    )
    redis = Stack(
        f"{PROJECT}-redis",
        ["tests/compose/redis-of-ones-own.yml"],
        profile="",
        settings={"GIVEN_DIR": str(readable_dir)},
    )
    try:
        redis.up()
        port = redis.compose("port", "redis", "6379").strip().rpartition(":")[2]
        login = "claimwire:" + password.replace("/", "%2F").replace("@", "%40")
        (readable_dir / "url").write_text(f"rediss://{login}@redis.test:{port}/0?ssl_ca_certs=/run/own-redis/ca.pem\n")
        yield readable_dir
    finally:
        redis.compose("down", "--volumes")


def test_two_hosts_share_a_redis_with_tls_and_a_user_of_its_own(own_redis):
    settings = SETTINGS | {"OWN_REDIS_DIR": str(own_redis)}
    one, two = (Stack(f"{PROJECT}-{name}", FILES, settings=settings) for name in ("one", "two"))
    with ExitStack() as after:
        for stack in (one, two):
            after.callback(stack.compose, "down", "--volumes")
        with timed("up, on two hosts with a Redis of one's own"):
            one.up("gate", "fetch", "deliver", "site", "receiver")
            two.up("extract")
        assert "redis" not in one.compose("config", "--services").split()
        ids = one.submit([f"{SITE}?{number}" for number in range(6)], "--endpoint", "demo")
        wait_for(lambda: set(ids) <= set(one.received()), "every job reaches the receiver")
        done = two.compose("logs", "--no-log-prefix", "extract")
        assert all(f"extract:{job_id}" in done for job_id in ids)
        for stack, services in ((one, ("gate", "fetch", "deliver")), (two, ("extract",))):
            log = stack.compose("logs", *services)
            assert "NOPERM" not in log
            assert "Traceback" not in log
            assert not any("redis.test" in line for line in stack.container(services[0]).inspect()["Config"]["Env"])
