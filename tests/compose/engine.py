"""The stack of docker-compose.yml on whatever Docker engine `docker` talks to."""

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.waiting import PATIENCE_SECONDS

ROOT = Path(__file__).parents[2]
COMMAND_SECONDS = 900
"""Of any command, a first build included: a hung engine must not hang the run."""
TAG = "tested"
"""Of the images that are built and run here: those of the host stay as they are."""
SITE = "http://site.claimwire.test:8000/border-incident.html"
OURS = {"HOME", "PATH", "TMPDIR", "PYTHON_IMAGE", "REDIS_IMAGE"}
"""Of the shell's variables, those that a compose project here may see."""
FIGURES: list[str] = []
"""What was measured, for the summary at the end of the run."""


@contextmanager
def timed(what: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    FIGURES.append(f"{time.monotonic() - started:6.1f} s  {what}")


def run(
    *command: str, env: Mapping[str, str] | None = None, check: bool = True, into: Path | None = None, **more: Any
) -> str:
    """Run a command and return what it printed; `into` takes its standard output as it is."""
    with into.open("wb") if into else nullcontext(subprocess.PIPE) as stdout:
        streams = {"stdout": stdout, "stderr": subprocess.PIPE if into else subprocess.STDOUT}
        done = subprocess.run(
            command, env=env, cwd=ROOT, text=True, timeout=COMMAND_SECONDS, check=False, **streams, **more
        )
    if check and done.returncode:
        raise AssertionError(
            f"{' '.join(command)}: exit {done.returncode}\n{(done.stdout or done.stderr or '')[-4000:]}"
        )
    return done.stdout or ""


@dataclass
class Container:
    """One container, as `docker inspect` and what runs inside see it."""

    name: str

    def inspect(self) -> dict[str, Any]:
        return json.loads(run("docker", "inspect", self.name))[0]

    def state(self) -> dict[str, Any]:
        return self.inspect()["State"]

    def health(self) -> str:
        return self.state()["Health"]["Status"]

    def sh(self, script: str, *, check: bool = True) -> str:
        return run("docker", "exec", self.name, "sh", "-c", script, check=check).strip()

    def addresses(self) -> list[str]:
        return [network["IPAddress"] for network in self.inspect()["NetworkSettings"]["Networks"].values()]

    def reaches(self, other: "Container", port: int) -> bool:
        call = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)"
        tries = [self.sh(f'python -c "{call}" {ip} {port} && echo reached', check=False) for ip in other.addresses()]
        return any(said.endswith("reached") for said in tries)

    def signal(self, name: str) -> None:
        """Send a signal to all that runs under init, as the kernel or an operator would: Docker knows nothing of it.

        The container may end before the command does.
        """
        self.sh(
            f"for p in /proc/[0-9]*; do grep -qs '^PPid:.[1-9]' $p/status && kill -{name} ${{p#/proc/}}; done",
            check=False,
        )


@dataclass
class Stack:
    """A compose project of its own; what waits in Redis stays until `down` is told to drop it."""

    project: str
    files: Sequence[str] = ("docker-compose.yml",)
    profile: str = "demo"
    settings: dict[str, str] = field(default_factory=dict)

    def compose(self, *arguments: str, check: bool = True, **more: Any) -> str:
        files = [part for file in self.files for part in ("-f", file)]
        command = ("docker", "compose", "-p", self.project, "--env-file", os.devnull, *files)
        if self.profile:
            command += ("--profile", self.profile)
        env = {name: value for name, value in os.environ.items() if name in OURS or name.startswith("DOCKER_")}
        return run(*command, *arguments, env=env | {"IMAGE_TAG": TAG} | self.settings, check=check, **more)

    def up(self, *arguments: str, check: bool = True) -> str:
        return self.compose("up", "-d", "--wait", "--wait-timeout", str(PATIENCE_SECONDS), *arguments, check=check)

    def containers(self, service: str) -> list[Container]:
        return [Container(name) for name in self.compose("ps", "--format", "{{.Name}}", service).split()]

    def container(self, service: str) -> Container:
        [container] = self.containers(service)
        return container

    def redis(self, *command: str) -> str:
        return self.compose("exec", "-T", "redis", "redis-cli", *command).strip()

    def submit(self, urls: Sequence[str], *options: str) -> list[str]:
        """Hand in URLs as a producer does, and return their ids."""
        out = self.compose("run", "--rm", "-T", "producer", "submit", *options, "--file", "-", input="\n".join(urls))
        ids = [line.split("\t")[0] for line in out.splitlines() if "\t" in line]
        assert len(ids) == len(urls), out
        return ids

    def status(self, job_id: str) -> dict[str, Any]:
        out = self.compose("run", "--rm", "-T", "producer", "status", "--json", job_id)
        return json.loads(out[out.index("{") :])

    def received(self) -> list[str]:
        """Return the job of each delivery whose signature was right, in order, repetitions included."""
        lines = self.compose("logs", "--no-log-prefix", "--no-color", "receiver").splitlines()
        words = [line.partition("verified")[2].split() for line in lines if "verified" in line]
        return [line[2].rstrip(":") for line in words]
