"""Where the only way out is a proxy, pages come through it."""

import json

from tests.compose.conftest import PROJECT, SETTINGS
from tests.compose.engine import Stack
from tests.waiting import wait_for

FILES = ("docker-compose.yml", "tests/compose/proxied.yml")
URL = "http://news.example:8000/border-incident.html"


def test_a_page_is_fetched_through_the_proxy_where_there_is_no_other_way():
    stack = Stack(f"{PROJECT}-egress", FILES, settings=SETTINGS | {"CLAIMWIRE_EGRESS_PROXY": "http://proxy:3128"})
    try:
        stack.up()
        assert not stack.container("fetch").reaches(stack.container("site"), 8000)
        [job_id] = stack.submit([URL], "--endpoint", "demo")
        wait_for(lambda: job_id in stack.received(), "the report is delivered, past the proxy")
        assert f"GET {URL} HTTP/1.1" in stack.compose("logs", "proxy")
        assert json.dumps(stack.status(job_id)).count("fetch.done") == 1
    finally:
        stack.compose("down", "--volumes")
