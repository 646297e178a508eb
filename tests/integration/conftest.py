"""The whole stack as real processes: a server, gate, fetch, extract, deliver; a site and a receiver on loopback."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from demo.background import running, serving
from demo.site import Site
from producer import Client
from tests.waiting import wait_for
from worker.receiver import Received, Receiver
from worker.supervisor import Supervisor

SECRET = "whsec_" + "QUJD" * 8


@dataclass
class Stack:
    client: Client
    site: Site
    supervisor: Supervisor
    environment: dict[str, str]
    received: list[Received] = field(default_factory=list)

    def delivery_of(self, job_id: str) -> Received:
        return wait_for(lambda: next((r for r in self.received if r.delivery.data.id == job_id), None), job_id)


@contextmanager
def running_stack(redis_url: str, prefix: str, given: list[Path], **settings: str) -> Iterator[Stack]:
    received: list[Received] = []
    site, receiver = Site(given), Receiver(("127.0.0.1", 0), [SECRET], received.append)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")} | {
        "CLAIMWIRE_REDIS_URL": redis_url,
        "CLAIMWIRE_KEY_PREFIX": prefix,
        "CLAIMWIRE_ENDPOINTS": json.dumps({"desk": {"url": receiver.url, "secrets": [SECRET]}}),
        "CLAIMWIRE_ALLOW_ADDRESSES": "127.0.0.0/8",
        "CLAIMWIRE_HOST_SPACING_SECONDS": "0",
        "CLAIMWIRE_FETCH_RETRY_SECONDS": "0.2",
        "CLAIMWIRE_EXTRACT_CONCURRENCY": "1",
        "CLAIMWIRE_SOFT_SHUTDOWN_SECONDS": "2",
        **settings,
    }
    supervisor = Supervisor(environment, grace_seconds=2)
    with ExitStack() as stack:
        stack.enter_context(serving(site))
        stack.enter_context(serving(receiver))
        backend = settings.get("CLAIMWIRE_RESULT_BACKEND")
        client = stack.enter_context(Client(redis_url, key_prefix=prefix, result_backend=backend))
        stack.enter_context(running(supervisor))
        yield Stack(client, site, supervisor, environment, received)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pages")
    thin = folder / "thin.html"
    thin.write_text("<html><body><p>Please accept our cookies.</p></body></html>")
    return [thin]


@pytest.fixture(scope="module")
def stack(redis_url: str, pages: list[Path]) -> Iterator[Stack]:
    with running_stack(redis_url, f"stack-{os.getpid()}:", pages) as stack:
        yield stack
