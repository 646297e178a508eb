"""What the ledger's hash and list say of a job."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from contract.report import Problem, Stage
from contract.status import LEDGER_VERSION, HistoryEntry, JobState, JobStatus


def status_of(job_id: str, fields: dict[str, str], history: Sequence[str | bytes] = ()) -> JobStatus:
    return JobStatus.from_ledger(job_id, {"v": LEDGER_VERSION, **fields}, history)


def test_an_id_that_the_ledger_does_not_have_is_unknown() -> None:
    assert JobStatus.from_ledger("j-1", {}, []) == JobStatus(id="j-1", state=JobState.UNKNOWN)


def test_a_failed_job_has_its_error_its_deliveries_and_its_history() -> None:
    fields = {
        "state": "failed",
        "job": '{"version":1,"id":"j-1","url":"https://news.example/a"}',
        "duplicate_of": "",
        "error_code": "fetch.timeout",
        "error_message": "the host did not answer",
        "error_stage": "fetch",
        "deliver:newsroom": "dead",
        "deliver:desk:world": "delivered",
        "lease_token": "of no concern here",
    }
    history = [
        '{"at": "2026-01-01T00:00:00.123456Z", "event": "admitted"}',
        b'{"at": "2026-01-01T02:00:01+02:00", "event": "fetch.failed", "code": "fetch.timeout", "detail": "10 s"}',
    ]
    assert status_of("j-1", fields, history) == JobStatus(
        id="j-1",
        state=JobState.FAILED,
        url="https://news.example/a",
        error=Problem(code="fetch.timeout", message="the host did not answer", stage=Stage.FETCH),
        deliveries={"newsroom": "dead", "desk:world": "delivered"},
        history=(
            HistoryEntry(at=datetime(2026, 1, 1, 0, 0, 0, 123456, UTC), event="admitted"),
            HistoryEntry(
                at=datetime(2026, 1, 1, 0, 0, 1, 0, UTC), event="fetch.failed", code="fetch.timeout", detail="10 s"
            ),
        ),
    )


def test_a_duplicate_names_the_other_job() -> None:
    status = status_of("j-2", {"state": "duplicate", "duplicate_of": "j-1"})
    assert (status.state, status.duplicate_of) == (JobState.DUPLICATE, "j-1")


def test_a_time_without_a_zone_is_utc() -> None:
    status = status_of("j-1", {"state": "waiting"}, ['{"at": "2026-01-01T00:00:00", "event": "admitted"}'])
    assert status.history[0].at == datetime(2026, 1, 1, tzinfo=UTC)
    assert '"2026-01-01T00:00:00Z"' in status.to_json()


def test_a_state_that_nobody_defined_is_not_passed_on() -> None:
    with pytest.raises(ValueError, match="lost"):
        status_of("j-1", {"state": "lost"})


def test_a_history_that_is_none_is_not_passed_on() -> None:
    with pytest.raises(ValidationError):
        status_of("j-1", {"state": "waiting"}, ["not JSON"])


def test_a_record_of_another_version_is_said_to_wait() -> None:
    status = JobStatus.from_ledger("j-1", {"v": "2", "state": "simmering"}, ["a line of that version"])
    assert status.state is JobState.HELD
    assert status.error is not None
    assert status.error.code == "ledger.unknown_version"
