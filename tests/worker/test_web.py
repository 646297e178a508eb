"""The client of a stage calls with what the operator has set."""

import http.server
import json
import threading

import pytest

from contract.report import Stage
from worker.errors import ClaimwireError
from worker.settings import Settings
from worker.web import guarded_client

BODY = b"x" * 10_001


@pytest.fixture
def site():
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def do_GET(self):
            server.agents.append(self.headers["user-agent"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(BODY)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.agents = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def fetch(site, monkeypatch):
    def fetch(host="127.0.0.1", **variables):
        for name, value in {"ALLOW_ADDRESSES": "127.0.0.0/8", **variables}.items():
            monkeypatch.setenv("CLAIMWIRE_" + name, value)
        return guarded_client(Settings.read(), Stage.FETCH).get(f"http://{host}:{site.server_port}/").body

    return fetch


def code_of(fetch, **variables):
    with pytest.raises(ClaimwireError) as caught:
        fetch(**variables)
    return caught.value.code


def test_the_page_is_asked_for_in_the_operators_name(fetch, site):
    assert fetch(USER_AGENT="ours") == BODY
    assert site.agents == ["ours"]


def test_a_page_beyond_the_limit_is_refused(fetch):
    assert code_of(fetch, MAX_PAGE_BYTES="10000") == "fetch.too_large"


def test_a_page_has_its_time(fetch):
    assert code_of(fetch, FETCH_TIMEOUT_SECONDS="0.000001") == "fetch.timeout"


def test_an_address_of_ones_own_must_be_allowed(fetch):
    assert code_of(fetch, ALLOW_ADDRESSES="") == "fetch.address_refused"


def test_a_host_of_ones_own_is_allowed_by_its_name(fetch):
    assert fetch("localhost", ALLOW_ADDRESSES="", ALLOW_HOSTS="hooks, LocalHost.") == BODY
    assert code_of(fetch, ALLOW_ADDRESSES="", ALLOW_HOSTS="localhost") == "fetch.address_refused", (
        "its number is no name"
    )


@pytest.mark.parametrize(("private", "code"), [(True, None), (False, "deliver.address_refused")])
def test_an_endpoint_in_ones_own_network_is_called_when_it_is_said_to_be(site, monkeypatch, private, code):
    url = f"http://localhost:{site.server_port}/"
    endpoints = {"desk": {"url": url, "secrets": ["whsec_" + "QUJD" * 8], "private": private}}
    monkeypatch.setenv("CLAIMWIRE_ENDPOINTS", json.dumps(endpoints))
    deliver, fetch = (guarded_client(Settings.read(), stage) for stage in (Stage.DELIVER, Stage.FETCH))
    if code is None:
        assert deliver.post(url, "{}", {}).status == 200
    else:
        assert code_of(lambda: deliver.post(url, "{}", {})) == code
    assert code_of(lambda: fetch.get(url)) == "fetch.address_refused", "no page may be fetched from there"


def test_the_proxy_is_the_one_that_is_set(fetch, unused_port):
    assert code_of(fetch, EGRESS_PROXY=f"http://127.0.0.1:{unused_port}") == "fetch.proxy"
