"""What the worker stores, plain Celery reads: with and without our modules."""

import json
import subprocess
import sys
from pathlib import Path

import celery
import pytest
import redis

from contract.failure import JobFailed
from contract.report import Problem, Stage
from contract.results import RETENTION_SECONDS, result_backend_config

REPORT = {"version": 1, "id": "j-1", "outcome": "extracted", "claims": []}
FAILURE = JobFailed("fetch.timeout", "the host did not answer: try again", Stage.FETCH)


def app_for(backend: str, prefix: str) -> celery.Celery:
    return celery.Celery("test", set_as_current=False, config_source=result_backend_config(backend, prefix))


@pytest.fixture(params=["redis", "file"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return request.getfixturevalue("redis_url") if request.param == "redis" else f"file://{tmp_path}"


def test_a_stored_report_is_read_by_plain_celery(backend: str, key_prefix: str) -> None:
    app_for(backend, key_prefix).backend.store_result("j-1", REPORT, "SUCCESS")
    result = app_for(backend, key_prefix).AsyncResult("j-1")
    assert (result.state, result.result) == ("SUCCESS", REPORT)
    assert app_for(backend, key_prefix).AsyncResult("j-2").state == "PENDING"


def test_a_stored_failure_comes_back_as_it_was(backend: str, key_prefix: str) -> None:
    app_for(backend, key_prefix).backend.store_result("j-1", FAILURE, "FAILURE", traceback=None)
    result = app_for(backend, key_prefix).AsyncResult("j-1")
    assert result.state == "FAILURE"
    assert isinstance(result.result, JobFailed)
    assert result.result.args == FAILURE.args
    assert (result.result.code, result.result.stage) == ("fetch.timeout", "fetch")
    assert str(result.result) == "fetch.timeout: the host did not answer: try again (in fetch)"


def test_without_our_modules_a_failure_still_has_its_code(redis_url: str, key_prefix: str) -> None:
    app_for(redis_url, key_prefix).backend.store_result("j-1", FAILURE, "FAILURE", traceback=None)
    foreign = f"""
import json, sys
from celery import Celery
app = Celery(backend={redis_url!r})
app.conf.result_backend_transport_options = {{"global_keyprefix": {key_prefix!r}}}
result = app.AsyncResult("j-1").result
assert "contract" not in sys.modules
print(json.dumps([type(result).__name__, *result.args]))
"""
    printed = subprocess.run(
        [sys.executable, "-c", foreign], check=True, capture_output=True, text=True, cwd="/"
    ).stdout
    assert json.loads(printed) == ["JobFailed", "fetch.timeout", "the host did not answer: try again", "fetch"]


def test_a_result_has_the_prefix_and_an_end(redis_url: str, key_prefix: str) -> None:
    app_for(redis_url, key_prefix).backend.store_result("j-1", REPORT, "SUCCESS")
    with redis.Redis.from_url(redis_url) as client:
        assert 0 < client.ttl(f"{key_prefix}celery-task-meta-j-1") <= RETENTION_SECONDS


def test_a_later_failure_does_not_replace_a_report(redis_url: str, key_prefix: str) -> None:
    app_for(redis_url, key_prefix).backend.store_result("j-1", REPORT, "SUCCESS")
    app_for(redis_url, key_prefix).backend.store_result("j-1", FAILURE, "FAILURE")
    assert app_for(redis_url, key_prefix).AsyncResult("j-1").state == "SUCCESS"


def test_a_failure_is_made_from_the_error_of_a_report() -> None:
    problem = Problem(code="article.paywall", message="the page asks for money")
    assert JobFailed.from_problem(problem).args == ("article.paywall", "the page asks for money", None)


@pytest.mark.parametrize(
    ("backend", "word"),
    [("rpc://", "rpc"), ("cache+memory://", "one process"), ("redis", "URL"), ("redis://:secret@", "host")],
)
def test_a_backend_that_cannot_keep_results_is_refused(backend: str, word: str) -> None:
    with pytest.raises(ValueError, match=word) as refusal:
        result_backend_config(backend, "claimwire:")
    assert "secret" not in str(refusal.value)
