"""What is read, refused and ignored, and that the published schemas agree with it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from contract.base import Message
from contract.claim import Claim
from contract.delivery import Delivery
from contract.job import Job
from contract.problems import first_problem
from contract.report import Report
from contract.schema import DIRECTORY, MESSAGES, main, schemas, stale, write
from contract.status import JobStatus

REPORT: dict[str, Any] = json.loads((Path(__file__).parent / "examples/report.json").read_text())
URL = "https://news.example/2026/02/27/talks"
PROBLEM = {"code": "fetch.timeout", "message": "the host did not answer", "stage": "fetch"}
ENTRY = {"at": "2026-02-27T08:00:00Z", "event": "admitted"}
FAILED = {"version": 1, "id": "j-2", "outcome": "failed", "error": PROBLEM}

# every valid example is valid by the model and by the published schema
EXAMPLES: list[tuple[type[Message], dict[str, Any]]] = [
    (Job, {"url": URL}),
    (Job, {"version": 1, "id": "a_B-9", "url": URL, "endpoints": [], "tags": ["a/b:c.d@e"], "force": True}),
    (Job, {"html": "<p>The ferry sank.</p>", "url": URL}),
    (Job, {"text": "The ferry sank."}),
    (Job, {"url": "http://localhost:8080/a?b=c", "endpoints": ["newsroom"], "published_at": "2026-02-27"}),
    (Report, REPORT),
    (Report, FAILED),
    (Claim, REPORT["claims"][0]),
    (Delivery, {"version": 1, "type": "report.extracted", "timestamp": "2026-02-27T08:00:00Z", "data": REPORT}),
    (JobStatus, {"id": "j-1", "state": "waiting", "url": URL, "history": [ENTRY]}),
    (JobStatus, {"id": "j-2", "state": "failed", "error": PROBLEM, "deliveries": {"newsroom": "dead"}}),
]
# what it shows, the message, the field that is named
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("no URL", {}, "url"),
    ("two articles", {"url": URL, "html": "<p>a</p>", "text": "a"}, "text"),
    ("an empty article", {"text": ""}, "text"),
    ("an unknown field", {"url": URL, "prioritty": 3}, "prioritty"),
    ("an unknown version", {"version": 2, "url": URL}, "version"),
    ("an endless URL", {"url": URL + "a" * 2048}, "url"),
    ("an id with a slash", {"url": URL, "id": "../../etc/passwd"}, "id"),
    ("an empty id", {"url": URL, "id": ""}, "id"),
    ("a tag with a space", {"url": URL, "tags": ["two words"]}, "tags"),
    ("a day that is none", {"url": URL, "published_at": "2026-02-30"}, "published_at"),
]
# beyond what a JSON Schema tells
REFUSED_BY_THE_MODEL: list[tuple[str, dict[str, Any], str]] = [
    ("an address that is none", {"url": "not a url"}, "url"),
    ("a scheme that is not fetched", {"url": "ftp://news.example/a"}, "url"),
]


def published(message: type[Message]) -> dict[str, Any]:
    [schema] = [s for s in map(json.loads, schemas().values()) if s["title"] == message.__name__]
    return schema


def is_valid(message: type[Message], value: object) -> bool:
    validator = jsonschema.validators.validator_for(published(message))
    return bool(validator(published(message), format_checker=validator.FORMAT_CHECKER).is_valid(value))


def test_the_published_schemas_are_fresh() -> None:
    assert stale(DIRECTORY, schemas()) == [], "run `python -m contract.schema`"


def test_a_stale_schema_is_named(tmp_path: Path) -> None:
    write(tmp_path, schemas())
    assert stale(tmp_path, schemas()) == []
    (tmp_path / "job.json").write_text("{}")
    (tmp_path / "claim.json").unlink()
    (tmp_path / "old.json").write_text("{}")
    assert stale(tmp_path, schemas()) == ["claim.json", "job.json", "old.json"]
    write(tmp_path, schemas())
    assert stale(tmp_path, schemas()) == []


def test_the_check_of_the_command_line_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert main(["--chekc"]) == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("message", MESSAGES)
def test_the_schema_is_one(message: type[Message]) -> None:
    jsonschema.validators.validator_for(published(message)).check_schema(published(message))


@pytest.mark.parametrize("message", MESSAGES)
def test_every_model_and_field_says_what_it_is(message: type[Message]) -> None:
    schema = published(message)
    for name, model in {message.__name__: schema, **schema.get("$defs", {})}.items():
        assert model.get("description"), name
        for field, described in model.get("properties", {}).items():
            assert described.get("description"), f"{name}.{field}"


@pytest.mark.parametrize(("message", "value"), EXAMPLES)
def test_model_and_schema_accept_the_same(message: type[Message], value: dict[str, Any]) -> None:
    assert is_valid(message, value)
    read = message.from_json(json.dumps(value))
    assert is_valid(message, json.loads(read.to_json())), "what we write is valid too"
    assert message.from_json(read.to_json()) == read
    assert json.loads(read.to_json()) == read.to_dict()


def test_the_examples_of_the_job_schema_are_jobs() -> None:
    examples = published(Job)["examples"]
    assert examples
    for example in examples:
        assert is_valid(Job, example)
        Job.model_validate_json(json.dumps(example))


@pytest.mark.parametrize(("shows", "value", "field"), REFUSED + REFUSED_BY_THE_MODEL)
def test_what_is_no_job_is_refused_and_the_field_named(shows: str, value: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Job.from_json(json.dumps(value))
    assert first_problem(refusal.value).field.partition(".")[0] == field, shows


@pytest.mark.parametrize(("shows", "value"), [(shows, value) for shows, value, _ in REFUSED])
def test_the_schema_refuses_it_too(shows: str, value: dict[str, Any]) -> None:
    assert not is_valid(Job, value), shows


@pytest.mark.parametrize(("message", "value"), [row for row in EXAMPLES if row[0] is not Job])
def test_receivers_ignore_fields_that_they_do_not_know(message: type[Message], value: dict[str, Any]) -> None:
    newer = {**value, "invented_later": {"a": 1}}
    assert is_valid(message, newer)
    assert message.from_json(json.dumps(newer)) == message.from_json(json.dumps(value))


@pytest.mark.parametrize("message", [Report, Delivery])
def test_a_version_that_we_do_not_speak_is_refused(message: type[Message]) -> None:
    [value] = [value for kind, value in EXAMPLES if kind is message and value.get("outcome") != "failed"]
    with pytest.raises(ValidationError, match="version"):
        message.from_json(json.dumps({**value, "version": 2}))


@pytest.mark.parametrize(("message", "value"), EXAMPLES)
def test_messages_are_frozen(message: type[Message], value: dict[str, Any]) -> None:
    read = message.from_json(json.dumps(value))
    field = next(iter(message.model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(read, field, getattr(read, field))


def test_names_that_python_reserves_are_plain_on_the_wire() -> None:
    claim = Claim.model_validate(REPORT["claims"][0])
    assert claim.cue is not None
    assert claim.to_dict()["cue"]["class"] == "deny"


def test_absent_parts_are_left_out() -> None:
    assert set(json.loads(Job(url=URL).to_json())) == {"version", "url", "tags", "force"}


def test_offsets_of_the_example_hold() -> None:
    report = Report.model_validate(REPORT)
    assert report.article is not None
    for claim in report.claims:
        for span in (*claim.content, *claim.statement, claim.context, claim.cue, claim.source.span):
            assert span is not None
            assert report.article.text[span.start : span.end] == span.exact
