"""One stack for all tests of a run, on any Docker engine; what was measured stands at the end."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.compose.engine import FIGURES, TAG, Stack, run, timed

PROJECT = os.environ.get("COMPOSE_PROJECT_NAME", "claimwire-test")
IMAGES = ("gate", "fetch", "extract", "deliver", "producer", "site", "receiver")
SETTINGS = {
    "CLAIMWIRE_HOST_SPACING_SECONDS": "0",
    # what an operator leaves at half a minute, so that nobody waits for it here
    "CLAIMWIRE_LEASE_SECONDS": "10",
    "CLAIMWIRE_HINT_RESEND_SECONDS": "10",
    "CLAIMWIRE_FETCH_TIMEOUT_SECONDS": "5",
    "CLAIMWIRE_DELIVER_RETRY_SECONDS": "2,2,5,5,10,10,10",
    "CLAIMWIRE_WATCHDOG_SECONDS": "5",
}


@pytest.fixture(scope="session", autouse=True)
def images() -> Iterator[None]:
    """Build every image, and see that the second time there is nothing to do."""
    ids = []
    for what in ("build", "build again"):
        with timed(what):
            Stack(PROJECT, profile="*").compose("build", "--quiet")
        ids.append(set(built("{{.Repository}} {{.ID}}")))
    assert ids[0] == ids[1]
    assert len(ids[0]) == len(IMAGES)
    yield
    run("docker", "image", "rm", "--force", *built("{{.Repository}}:{{.Tag}}"))


def built(form: str) -> list[str]:
    return run("docker", "image", "ls", "--filter", f"reference=claimwire-*:{TAG}", "--format", form).splitlines()


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    stack = Stack(PROJECT, settings=dict(SETTINGS))
    stack.compose("down", "--volumes", "--remove-orphans")
    with timed("up, from nothing"):
        stack.up()
    yield stack
    with timed("down"):
        stack.compose("down", "--volumes", "--remove-orphans")


@pytest.fixture
def readable_dir() -> Iterator[Path]:
    """A folder that user 10001 in a container can read; pytest's own are closed to others."""
    path = Path(tempfile.mkdtemp(prefix="claimwire-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def pytest_terminal_summary(terminalreporter) -> None:
    if FIGURES:
        terminalreporter.section("measured")
    for figure in FIGURES:
        terminalreporter.write_line(figure)


def pytest_report_header() -> str:
    return run("docker", "version", "--format", "engine {{.Server.Version}}") + run("docker", "compose", "version")
