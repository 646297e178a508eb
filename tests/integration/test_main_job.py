"""From the inbox to a verified webhook and to the result, through real processes."""

import json
import os
import signal
import subprocess

import celery
import pytest
import redis
from celery.result import AsyncResult

from contract import JobState
from contract.failure import JobFailed
from contract.results import result_backend_config
from demo.site import ARTICLES
from tests.integration.conftest import running_stack
from tests.waiting import wait_for


def plain_celery(stack, backend=None):
    """What any Celery application does to read a result."""
    app = celery.Celery("reader", set_as_current=False)
    url = backend or stack.environment["CLAIMWIRE_REDIS_URL"]
    app.conf.update(result_backend_config(url, stack.environment["CLAIMWIRE_KEY_PREFIX"]))
    return app


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_comes_out_as_claims_on_a_verified_webhook_and_as_a_result(stack, name):
    job_id = stack.client.submit(stack.site.url_of(name), endpoints=["desk"], tags=["t"])
    report = stack.client.wait(job_id, 60)
    assert len(report.claims) >= 8
    assert report.tags == ("t",)
    assert report.article.url == stack.site.url_of(name)
    for claim in report.claims:
        for span in (*claim.content, *claim.statement, claim.context):
            assert report.article.text[span.start : span.end] == span.exact
    assert stack.delivery_of(job_id).delivery.data == report


@pytest.mark.parametrize("kind", ["text", "html"])
def test_an_article_that_is_handed_in_comes_out_as_claims(stack, kind):
    said = "The harbour is closed, the mayor of the town said on Monday."
    html = f"<html><body><h1>Harbour closed</h1>{f'<p>{said}</p>' * 6}</body></html>"
    article = {"text": said, "html": html}[kind]
    job_id = stack.client.submit(**{kind: article}, endpoints=["desk"])
    report = stack.client.wait(job_id, 60)
    assert report.claims
    assert report.url is None
    assert stack.delivery_of(job_id).delivery.data == report


def test_plain_celery_reads_the_result_under_the_jobs_id(stack):
    job_id = stack.client.submit(stack.site.url_of(ARTICLES[0]), force=True)
    report = stack.client.wait(job_id, 60)
    result = AsyncResult(job_id, app=plain_celery(stack))
    assert result.state == "SUCCESS"
    assert result.result == report.to_dict()


def test_the_history_tells_each_state_with_its_time(stack):
    job_id = stack.client.submit(stack.site.url_of(ARTICLES[0]), endpoints=["desk"], force=True)
    stack.delivery_of(job_id)
    status = wait_for(lambda: (s := stack.client.status(job_id)).deliveries == {"desk": "delivered"} and s)
    assert [entry.event for entry in status.history] == [
        "admitted",
        "fetch.started",
        "fetch.done",
        "extract.started",
        "extract.done",
        "deliver.started",
        "deliver.done",
    ]
    times = [entry.at for entry in status.history]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nowhere.html", "fetch.http_4xx"),
        ("thin.html", "article.not_an_article"),
        ("site.css", "article.unsupported_type"),
    ],
)
def test_what_cannot_be_read_fails_with_its_code_everywhere(stack, name, code):
    job_id = stack.client.submit(stack.site.url_of(name), endpoints=["desk"])
    with pytest.raises(JobFailed) as caught:
        stack.client.wait(job_id, 60)
    assert caught.value.code == code
    delivery = stack.delivery_of(job_id).delivery
    assert (delivery.type, delivery.data.error.code) == ("report.failed", code)
    assert stack.client.status(job_id).error.code == code
    result = AsyncResult(job_id, app=plain_celery(stack))
    assert result.state == "FAILURE"
    assert result.result.args[0] == code


def test_a_host_that_does_not_answer_is_tried_again_and_then_given_up(stack, unused_port):
    job_id = stack.client.submit(f"http://127.0.0.1:{unused_port}/")
    with pytest.raises(JobFailed, match=r"fetch\.connect"):
        stack.client.wait(job_id, 60)
    events = [entry.event for entry in stack.client.status(job_id).history]
    assert events == ["admitted", "fetch.started", "fetch.retry", "fetch.started", "fetch.failed"]


def test_an_address_inside_is_refused_and_nothing_is_told_of_it(stack):
    job_id = stack.client.submit("http://169.254.169.254/latest/meta-data/")
    with pytest.raises(JobFailed, match=r"fetch\.address_refused") as caught:
        stack.client.wait(job_id, 60)
    assert "169.254" not in caught.value.message


def test_junk_in_the_inbox_stops_nothing(stack, redis_url):
    prefix = stack.environment["CLAIMWIRE_KEY_PREFIX"]
    with redis.Redis.from_url(redis_url) as client:
        client.xadd(prefix + "inbox:normal", {b"\x00": b"\xff"})
        client.xadd(prefix + "inbox:high", {b"job": b"{"})
        client.xadd(prefix + "inbox:low", {b"job": json.dumps({"id": "odd", "url": "https://x.example", "colour": 1})})
        job_id = stack.client.submit(stack.site.url_of(ARTICLES[1]), force=True)
        assert stack.client.wait(job_id, 60).claims
        rejected = client.xrange(prefix + "inbox:rejected")
        codes = {fields[b"code"] for _, fields in rejected}
    assert codes >= {b"inbox.missing_field", b"inbox.not_json", b"inbox.unknown_field"}
    assert stack.client.status("odd").state is JobState.REJECTED


def test_a_duplicate_keeps_its_id_and_leads_to_the_first_result(stack):
    url = stack.site.url_of(ARTICLES[0]) + "?twice"
    first, second = stack.client.submit(url), stack.client.submit(url)
    report = stack.client.wait(second, 60)
    assert report.id == first
    assert stack.client.status(second).state is JobState.DUPLICATE


def test_a_killed_extract_child_costs_a_crash_and_not_the_job(stack):
    parent = stack.supervisor.pid_of("extract")
    (child,) = children_of(parent)
    os.kill(child, signal.SIGKILL)
    job_id = stack.client.submit(stack.site.url_of(ARTICLES[1]), force=True)
    assert stack.client.wait(job_id, 60).claims


def test_every_service_killed_at_once_comes_back_and_loses_nothing(stack):
    ids = [stack.client.submit(stack.site.url_of(ARTICLES[n % 2]) + f"?{n}", endpoints=["desk"]) for n in range(6)]
    for role in ("gate", "fetch", "extract", "deliver"):
        os.kill(stack.supervisor.pid_of(role), signal.SIGKILL)
    for job_id in ids:
        assert stack.delivery_of(job_id).delivery.data.claims


def test_results_can_lie_in_a_folder(redis_url, key_prefix, pages, tmp_path):
    backend = f"file://{tmp_path}"
    with running_stack(redis_url, key_prefix, pages, CLAIMWIRE_RESULT_BACKEND=backend) as stack:
        job_id = stack.client.submit(stack.site.url_of(ARTICLES[0]), endpoints=["desk"])
        report = stack.client.wait(job_id, 60)
        assert stack.delivery_of(job_id).delivery.data == report
        assert AsyncResult(job_id, app=plain_celery(stack, backend)).result == report.to_dict()


def children_of(pid):
    out = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=True).stdout
    return [int(line) for line in out.split()]
