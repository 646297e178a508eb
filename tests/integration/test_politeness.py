"""Three fetch workers, one site with many jobs and many sites with one: the site is spared, and nobody waits for it."""

import itertools
import os
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from contract.status import JobState
from demo.background import running, serving
from producer import Client
from tests.waiting import wait_for
from worker.supervisor import COMMANDS, Supervisor

SPACING_SECONDS = 0.25
DELAY_SECONDS = 0.5
"""What the robots.txt of the busy site asks for."""
JITTER_SECONDS = 0.1
"""Between the claim of a step, by which requests are spaced, and the arrival at the site."""
BUSY = "127.0.0.1"
OTHERS = [f"127.0.0.{n}" for n in range(2, 22)]


@dataclass(frozen=True)
class Visit:
    host: str
    path: str
    at: float


class Sites(ThreadingHTTPServer):
    """All addresses of loopback: each is a site."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self):
        super().__init__(("0.0.0.0", 0), _Page)
        self.visits = []

    def url(self, host, n):
        return f"http://{host}:{self.server_port}/articles/{n}"

    def of(self, *hosts):
        return [visit for visit in self.visits if visit.host in hosts]


class _Page(BaseHTTPRequestHandler):
    def do_GET(self):
        host = self.headers["host"].partition(":")[0]
        self.server.visits.append(Visit(host, self.path, time.monotonic()))
        robots = f"User-agent: *\nCrawl-delay: {DELAY_SECONDS}\nDisallow: /articles/13\n" if host == BUSY else ""
        body = (robots if self.path == "/robots.txt" else "A ferry left the port.").encode()
        self.send_response(200)
        self.send_header("content-type", "text/plain")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@dataclass
class Fetching:
    client: Client
    sites: Sites
    ids: list[str] = field(default_factory=list)

    def state(self, job_id):
        return self.client.status(job_id).state


@pytest.fixture
def fetching(redis_url):
    prefix = f"polite-{os.getpid()}:"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")} | {
        "CLAIMWIRE_REDIS_URL": redis_url,
        "CLAIMWIRE_KEY_PREFIX": prefix,
        "CLAIMWIRE_ALLOW_ADDRESSES": "127.0.0.0/8",
        "CLAIMWIRE_HOST_SPACING_SECONDS": str(SPACING_SECONDS),
        "CLAIMWIRE_FETCH_CONCURRENCY": "1",  # a worker that waited for one site would keep others waiting
    }
    commands = {"gate": COMMANDS["gate"]} | {f"fetch {n}": COMMANDS["fetch"] for n in range(3)}
    sites = Sites()
    supervisor = Supervisor(environment, grace_seconds=2, commands=commands)
    with serving(sites), Client(redis_url, key_prefix=prefix) as client, running(supervisor):
        yield Fetching(client, sites)


def test_busy_site_is_spared_and_keeps_nobody_waiting(fetching):
    client, sites = fetching.client, fetching.sites
    busy = [client.submit(sites.url(BUSY, n)) for n in range(20)]
    others = [client.submit(sites.url(host, 0)) for host in OTHERS]
    wait_for(lambda: all(fetching.state(job) is JobState.FETCHED for job in others), "the others")
    assert len(sites.of(BUSY)) < 10
    fetched = [job for n, job in enumerate(busy) if n != 13]
    wait_for(lambda: all(fetching.state(job) is JobState.FETCHED for job in fetched), "the busy one", seconds=60)
    wait_for(lambda: fetching.state(busy[13]) is JobState.FAILED, "the page that may not be fetched")

    visits = sites.of(BUSY)
    assert [visit.path for visit in visits].count("/robots.txt") == 1
    assert sorted(visit.path for visit in visits[1:]) == sorted(f"/articles/{n}" for n in range(20) if n != 13)
    gaps = [later.at - earlier.at for earlier, later in itertools.pairwise(visits)]
    assert min(gaps) > DELAY_SECONDS - JITTER_SECONDS
    for host in OTHERS:
        robots, page = sites.of(host)
        assert (robots.path, page.path) == ("/robots.txt", "/articles/0")
        assert page.at - robots.at > SPACING_SECONDS - JITTER_SECONDS
