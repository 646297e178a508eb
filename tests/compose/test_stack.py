"""The stack as an operator has it: up at the first try, scaled by a number, alive after a death, and nothing lost."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from ipaddress import ip_network

import pytest

from tests.compose.engine import FIGURES, ROOT, SITE, Container, Stack, run, timed
from tests.waiting import PATIENCE_SECONDS, wait_for

SERVICES = ("redis", "gate", "fetch", "extract", "deliver")
OURS = ("gate", "fetch", "extract", "deliver")
GRACE_SECONDS = 30


def urls(count: int, series: str) -> list[str]:
    return [f"{SITE}?{series}-{number}" for number in range(count)]


def await_all(stack: Stack, ids: list[str]) -> None:
    wait_for(lambda: set(ids) <= set(stack.received()), "every job reaches the receiver")


def held_stages(stack: Stack) -> set[str]:
    """Return the stages of the steps that a worker has in work at this moment."""
    return {step.partition(":")[0] for step in stack.redis("hvals", "claimwire:tasks").split()}


def open_jobs(stack: Stack) -> int:
    return int(stack.redis("get", "claimwire:open") or 0)


def events_of(stack: Stack, ids: list[str]) -> list[str]:
    """Return what happened to these jobs, as their histories tell it."""
    script = f"for id in {' '.join(ids)}; do redis-cli lrange claimwire:history:$id 0 -1; done"
    return [json.loads(line)["event"] for line in stack.container("redis").sh(script).splitlines()]


def test_every_service_is_healthy_once_up_returns(stack):
    assert {service: stack.container(service).health() for service in SERVICES} == dict.fromkeys(SERVICES, "healthy")


@pytest.mark.parametrize("service", [*SERVICES, "site", "receiver"])
def test_a_container_may_do_nothing_that_it_need_not(stack, service):
    container = stack.container(service)
    config = container.inspect()
    host = config["HostConfig"]
    assert config["Config"]["User"].replace(":", "").isdigit()
    assert host["ReadonlyRootfs"]
    assert host["CapDrop"] == ["ALL"]
    assert not host["CapAdd"]
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert host["Init"]
    assert host["RestartPolicy"]["Name"] == "unless-stopped"
    assert host["Memory"] > 0
    assert host["PidsLimit"] > 0
    assert not host["PortBindings"]
    status = container.sh("cat /proc/self/status")
    assert "CapEff:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status
    assert container.sh("id -u") != "0"
    assert "Read-only" in container.sh("touch /usr/x", check=False)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_its_share_of_the_cpu(stack, service):
    assert stack.container(service).inspect()["HostConfig"]["NanoCpus"] > 0


def test_redis_keeps_what_it_took_drops_nothing_and_obeys_nobody(stack):
    assert "aof_enabled:1" in stack.redis("info", "persistence")
    memory = stack.redis("info", "memory")
    assert "maxmemory_policy:noeviction" in memory
    assert "maxmemory:0" not in memory
    for command in ("config set appendonly no", "flushall", "keys *", "get another:key", "module list", "shutdown"):
        assert "NOPERM" in stack.redis(*command.split()), command


@pytest.mark.parametrize(
    ("service", "may_go_out"), [("gate", False), ("extract", False), ("fetch", True), ("deliver", True)]
)
def test_only_those_who_must_can_leave(stack, service, may_go_out):
    assert stack.container(service).reaches(stack.container("site"), 8000) is may_go_out


def test_those_who_cannot_leave_do_not_find_the_host_on_their_network_either(stack):
    [config] = json.loads(run("docker", "network", "inspect", f"{stack.project}_inside"))[0]["IPAM"]["Config"]
    gateway = config.get("Gateway") or str(next(ip_network(config["Subnet"]).hosts()))
    call = f"import socket; socket.create_connection(('{gateway}', 9), 2)"
    said = stack.container("extract").sh(f'python -c "{call}"', check=False)
    assert "refused" not in said, "the host would have answered"
    assert "timed out" in said or "No route" in said


def test_secrets_lie_in_files_and_only_where_they_are_used(stack):
    for service in OURS:
        environment = stack.container(service).inspect()["Config"]["Env"]
        assert not any("whsec_" in variable for variable in environment)
        has_file = stack.container(service).sh("test -e /run/secrets/endpoints && echo yes", check=False) == "yes"
        assert has_file is (service in {"gate", "deliver"})


def test_a_health_check_costs_less_than_50_ms_of_cpu(stack):
    check = stack.container("extract").inspect()["Config"]["Healthcheck"]["Test"][1:]
    script = (
        "import json, resource, subprocess, sys\n"
        "for _ in range(10): subprocess.run(json.loads(sys.argv[1]), check=True, stdout=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print((used.ru_utime + used.ru_stime) / 10)"
    )
    seconds = float(stack.container("extract").sh(f"python -c '{script}' '{json.dumps(check)}'"))
    assert seconds < 0.05


def test_fifty_jobs_outlive_scaling_and_every_kind_of_death(stack):
    extract, deliver, receiver = (stack.container(service) for service in ("extract", "deliver", "receiver"))
    with timed("50 jobs through scaling, two deaths and a restart of Redis"):
        ids = stack.submit(urls(50, "storm"), "--endpoint", "demo")
        freeze_at_work(stack, extract)
        kill(extract)
        assert open_jobs(stack) > 0

        receiver.signal("STOP")
        wait_for(lambda: "deliver" in held_stages(stack), "a delivery hangs")
        stack.up("--no-recreate", "--scale", "extract=2", "--scale", "fetch=2", "extract", "fetch")
        assert len(stack.containers("extract")) == len(stack.containers("fetch")) == 2
        assert open_jobs(stack) > 0
        wait_for(lambda: "deliver" in held_stages(stack), "another hangs: the first may have ended")
        kill(deliver)
        receiver.signal("CONT")

        stack.compose("restart", "redis")
        stack.up("--no-recreate", "--scale", "extract=1", "--scale", "fetch=1", "extract", "fetch")
        assert len(stack.containers("extract")) == len(stack.containers("fetch")) == 1
        await_all(stack, ids)
    # what the kill or the restart left without its record is noted late, or called once more when its lease lapses
    events = wait_for(lambda: (found := events_of(stack, ids)).count("deliver.done") == 50 and found, "all are noted")
    received = [job_id for job_id in stack.received() if job_id in ids]
    assert set(received) == set(ids)
    FIGURES.append(f"{len(set(received)):8d}  of 50 jobs received, {len(received) - len(set(received))} of them twice")
    FIGURES.append(
        f"{events.count('extract.crashed'):8d}  extractions and {events.count('deliver.crashed')} deliveries died"
    )
    assert {"extract.crashed", "deliver.crashed"} <= set(events)


def freeze_at_work(stack: Stack, extract: Container) -> None:
    """Freeze the container in the middle of an extraction: between two of them it goes on until the next."""
    while True:
        wait_for(lambda: "extract" in held_stages(stack), "an extraction is under way")
        extract.signal("STOP")
        if "extract" in held_stages(stack):
            return
        extract.signal("CONT")


def kill(container: Container) -> None:
    """End what runs in the container, so that the container ends, and see it started again."""
    restarts = container.inspect()["RestartCount"]
    container.signal("KILL")
    wait_for(lambda: container.inspect()["RestartCount"] > restarts, "the restart policy starts it again")


def test_what_waits_outlives_down_and_up(stack):
    stack.up("--no-recreate", "--scale", "fetch=0")
    ids = stack.submit(urls(20, "waiting"), "--endpoint", "demo")
    stack.compose("down")
    assert not stack.compose("ps", "-aq").strip()
    with timed("up, with the images and the data there"):
        stack.up()
    await_all(stack, ids)


TAR = ("run", "--rm", "--no-deps", "-T", "--entrypoint", "tar", "redis", "-C", "/data")
"""What README.md says."""


def test_a_backup_brings_back_what_waited(stack, tmp_path):
    stack.up("--no-recreate", "--scale", "fetch=0")
    ids = stack.submit(urls(5, "backup"), "--endpoint", "demo")
    wait_for(lambda: open_jobs(stack) == 5, "they are admitted")
    stack.compose("stop", "redis")
    stack.compose(*TAR, "-c", ".", into=tmp_path / "backup.tar")
    stack.compose("start", "redis")
    stack.compose("down", "--volumes")
    with (tmp_path / "backup.tar").open("rb") as file:
        stack.compose(*TAR, "-x", stdin=file)
    stack.up()
    await_all(stack, ids)


def test_a_stop_in_the_middle_of_jobs_ends_within_the_grace_and_loses_nothing(stack):
    ids = stack.submit(urls(40, "stop"), "--endpoint", "demo")
    wait_for(lambda: held_stages(stack), "work is under way")
    ours = {service: stack.container(service) for service in OURS}
    started = time.monotonic()
    with timed("stop in the middle of jobs"):
        stack.compose("stop", *OURS)
    assert time.monotonic() - started < GRACE_SECONDS
    assert {service: container.state()["ExitCode"] for service, container in ours.items()} == dict.fromkeys(OURS, 0)
    stack.up()
    await_all(stack, ids)


@pytest.fixture(scope="module")
def frozen(stack) -> Iterator[Container]:
    """A worker that was frozen some tests ago: it takes most of a minute to be seen."""
    deliver = stack.container("deliver")
    deliver.signal("STOP")
    yield deliver
    deliver.signal("CONT")


@pytest.mark.usefixtures("frozen")
def test_a_worker_that_a_restart_of_redis_left_deaf_ends_and_is_started_again(stack):
    """The old Redis is gone without a word, so that the connection on which hints are awaited stays open for ever.

    A worker that happened to connect anew meanwhile has heard of it, and fetches: then it is cut off once more.
    """
    fetch = stack.container("fetch")
    before = fetch.inspect()["RestartCount"]
    for attempt in range(3):
        cut_off(stack, stack.container("redis"))
        [job_id] = stack.submit(urls(1, f"deaf-{attempt}"))
        with timed("a deaf worker is started again"):
            wait_for(partial(has_restarted_or_extracted, stack, fetch, before, job_id), "it ends, or it fetches")
        if has_restarted(fetch, before):
            break
    assert "worker_consumes_nothing" in stack.compose("logs", "--no-log-prefix", "fetch")
    wait_for(lambda: is_extracted(stack, job_id), "it fetches again")


def has_restarted(container: Container, before: int) -> bool:
    return container.inspect()["RestartCount"] > before


def has_restarted_or_extracted(stack: Stack, container: Container, before: int, job_id: str) -> bool:
    return has_restarted(container, before) or is_extracted(stack, job_id)


def is_extracted(stack: Stack, job_id: str) -> bool:
    return stack.redis("hget", f"claimwire:job:{job_id}", "state") == "extracted"


def test_a_frozen_worker_turns_unhealthy_and_a_thawed_one_healthy(frozen):
    wait_for(lambda: frozen.health() == "unhealthy", "it is seen to be frozen")
    assert "no round for" in frozen.state()["Health"]["Log"][-1]["Output"]
    frozen.signal("CONT")
    wait_for(lambda: frozen.health() == "healthy", "it goes on")


def cut_off(stack: Stack, redis: Container) -> None:
    network = f"{stack.project}_inside"
    run("docker", "network", "disconnect", network, redis.name)
    stack.compose("restart", "redis")
    run("docker", "network", "connect", "--alias", "claimwire-redis", network, redis.name)
    wait_for(lambda: redis.health() == "healthy", "Redis is back")


def test_two_containers_extract_nearly_twice_as_much_as_one(stack):
    settings = stack.settings | {"EXTRACT_CPUS": "0.4"}
    small = Stack(stack.project, settings=settings)
    rates = {}
    for containers in (1, 2):
        small.up("--scale", f"extract={containers}")
        await_all(small, small.submit(urls(5 * containers, f"warm-up-{containers}"), "--endpoint", "demo"))
        ids = small.submit(urls(24, f"rate-{containers}"), "--endpoint", "demo")
        await_all(small, ids)
        rates[containers] = rate_of(small, set(ids))
    FIGURES.append(f"{rates[2] / rates[1]:8.2f}  times as many articles from two containers as from one, {rates}")
    stack.up()
    assert rates[2] / rates[1] >= 1.6


def rate_of(stack: Stack, ids: set[str]) -> float:
    """Return the articles a second, from the first that was extracted to the last."""
    lines = stack.compose("logs", "--no-log-prefix", "--no-color", "extract").splitlines()
    events = [json.loads(line[line.index("{") :]) for line in lines if '"step_done"' in line]
    times = sorted(datetime.fromisoformat(event["timestamp"]) for event in events if event["job_id"] in ids)
    assert len(times) == len(ids)
    return (len(times) - 1) / (times[-1] - times[0]).total_seconds()


def test_a_wrong_value_stops_the_container_at_once_and_up_says_so(stack):
    wrong = Stack(f"{stack.project}-wrong", settings=stack.settings | {"CLAIMWIRE_LEASE_SECONDS": "0"})
    try:
        started = time.monotonic()
        with timed("up refuses a wrong value"):
            told = wrong.up("gate", check=False)
        assert re.search(r"gate-1 .*(unhealthy|exited)", told), told
        assert time.monotonic() - started < PATIENCE_SECONDS / 2
        log = wrong.compose("logs", "--no-log-prefix", "gate")
        assert "settings.invalid: CLAIMWIRE_LEASE_SECONDS: Input should be greater than or equal to 2" in log
    finally:
        wrong.compose("down", "--volumes")


def test_a_misspelt_name_in_the_env_file_stops_the_gate(stack, readable_dir):
    shutil.copy(ROOT / "docker-compose.yml", readable_dir)
    shutil.copytree(ROOT / "demo", readable_dir / "demo")
    (readable_dir / ".env").write_text("CLAIMWIRE_HOST_SPACING=2\n")
    misspelt = Stack(stack.project, files=[str(readable_dir / "docker-compose.yml")])
    told = misspelt.compose("run", "--rm", "--no-deps", "-T", "gate", "gate", check=False)
    assert "CLAIMWIRE_HOST_SPACING is no setting; did you mean CLAIMWIRE_HOST_SPACING_SECONDS?" in told
