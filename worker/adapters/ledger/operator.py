"""The ledger as an operator sees it: dead letters, endpoints, deliveries to repeat, and what may be removed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import structlog
from redis import Redis

from contract import names
from contract.job import Lane
from contract.status import HistoryEntry
from worker.adapters.ledger.pacing import Pacing
from worker.adapters.ledger.server import Server
from worker.sites import pace_of
from worker.steps import Step

PORTION = 500
"""Names a round trip."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A step that was given up."""

    step: Step
    at: datetime
    code: str
    message: str
    url: str | None
    """Of the article; a batch has none."""
    batch: str | None

    @property
    def host(self) -> str | None:
        """Of the article."""
        return urlsplit(self.url).hostname if self.url else None


@dataclass(frozen=True, slots=True)
class EndpointState:
    """What is known of an endpoint that does not do as it should."""

    name: str
    failures: int
    """In a row."""
    since: datetime | None
    """When the first of them was."""
    disabled_at: datetime | None
    """Since then it is not asked; None: it is."""
    code: str
    message: str


class OperatorLedger:
    """What an operator does to the ledger."""

    def __init__(self, client: Redis, prefix: str, pacing: Pacing) -> None:
        self._server = Server(client, prefix)
        self._pacing = pacing

    def now(self) -> datetime:
        """Return the server's time, by which everything here is dated."""
        seconds, microseconds = self._server.ask("TIME")
        return datetime.fromtimestamp(int(seconds) + int(microseconds) / 1_000_000, UTC)

    def dead_letters(self) -> Iterator[DeadLetter]:
        """Yield what was given up, oldest first. A step of a stage that is not known here is left out, and logged."""
        flat = self._server.ask("ZRANGE", self._server.key("dead"), 0, -1, "WITHSCORES")
        for raw, score in zip(flat[::2], flat[1::2], strict=True):
            try:
                step = Step.parse(raw.decode())
            except ValueError:
                log.warning("dead_letter_of_a_newer_version", step=raw.decode())
                continue
            letter = self._dead_letter(step, float(score))
            if letter is not None:
                yield letter

    def dead_letter(self, step: Step) -> DeadLetter | None:
        """Return one of them."""
        score = self._server.ask("ZSCORE", self._server.key("dead"), str(step))
        return None if score is None else self._dead_letter(step, float(score))

    def history(self, job_id: str) -> tuple[HistoryEntry, ...]:
        """Return what happened to a job, oldest first."""
        lines = self._server.ask("LRANGE", self._server.key(names.history(job_id)), 0, -1)
        return tuple(HistoryEntry.from_json(line) for line in lines)

    def redrive(self, letter: DeadLetter) -> str:
        """Begin the step anew; see redrive.lua for what it answers."""
        pacing = self._pacing
        answer: bytes = self._server.run(
            "redrive", str(letter.step), pace_of(letter.url or ""), pacing.duplicate_window_ms, pacing.retention_ms
        )
        return answer.decode()

    def discard(self, step: Step) -> bool:
        """Take a dead letter off the list; false when it is not on it."""
        return bool(self._server.run("discard", str(step)) == b"discarded")

    def replay(self, job_id: str, endpoint: str | None = None) -> list[str]:
        """Deliver once more what was delivered or given up; return the endpoints that get it."""
        answer = self._server.run("replay", job_id, endpoint or "", self._pacing.retention_ms)
        return [name.decode() for name in answer]

    def reported_since(self, moment: datetime) -> Iterator[str]:
        """Yield the ids of jobs whose report was made at that time or later, in no order."""
        earliest = moment.timestamp() * 1000
        for job_id in self._job_ids():
            reported_ms = self._server.ask("HGET", self._server.key(names.job(job_id)), "reported_ms")
            if reported_ms is not None and int(reported_ms) >= earliest:
                yield job_id

    def endpoints(self) -> dict[str, EndpointState]:
        """Return name -> what is known, for each endpoint that fails or is disabled."""
        found = {}
        prefix = self._server.key("endpoint:")
        for key in self._keys(prefix):
            fields = {name.decode(): value.decode() for name, value in self._server.ask("HGETALL", key).items()}
            name = key.removeprefix(prefix)
            found[name] = EndpointState(
                name=name,
                failures=int(fields.get("failures", 0)),
                since=_moment(fields.get("since")),
                disabled_at=_moment(fields.get("disabled")),
                code=fields.get("code", ""),
                message=fields.get("message", ""),
            )
        return found

    def waiting_deliveries(self, endpoint: str) -> int:
        """Return how many deliveries are due, or will be, to an endpoint."""
        keys = (self._server.key(f"due:deliver:{lane}:{endpoint}") for lane in Lane)
        return sum(int(self._server.ask("ZCARD", key)) for key in keys)

    def enable(self, endpoint: str) -> None:
        """Let it be asked again, at once."""
        self._server.run("enable", endpoint)

    def disable(self, endpoint: str, code: str, message: str) -> None:
        """Let its deliveries wait until it is enabled."""
        self._server.run("disable", endpoint, code, message)

    def purge(self, ended_before: datetime) -> Iterator[str]:
        """Remove what is known of jobs that had ended by then, dead letters included; yield their ids."""
        latest = int(ended_before.timestamp() * 1000)
        for job_id in self._job_ids():
            if self._server.run("purge", job_id, latest) == b"purged":
                yield job_id
        self._server.ask("XTRIM", self._server.key(names.REJECTED), "MINID", f"{latest}-0")

    def _job_ids(self) -> Iterator[str]:
        prefix = self._server.key(names.job(""))
        for key in self._keys(prefix):
            yield key.removeprefix(prefix)

    def _keys(self, prefix: str) -> Iterator[str]:
        cursor = "0"
        while True:
            raw_cursor, keys = self._server.ask("SCAN", cursor, "MATCH", _literal(prefix) + "*", "COUNT", PORTION)
            yield from (key.decode() for key in keys)
            cursor = str(int(raw_cursor))
            if cursor == "0":
                return

    def _dead_letter(self, step: Step, score: float) -> DeadLetter | None:
        code, message = self._server.ask("HMGET", self._server.key(f"step:{step}"), "code", "message")
        raw, batch = self._server.ask("HMGET", self._server.key(names.job(step.job_id)), "job", "batch")
        if code is None:
            return None  # past its retention, or taken off meanwhile
        return DeadLetter(
            step=step,
            at=datetime.fromtimestamp(score / 1000, UTC),
            code=code.decode(),
            message=message.decode(),
            url=json.loads(raw).get("url") if raw else None,  # a newer Job may have none
            batch=batch.decode() if batch else None,
        )


def _moment(milliseconds: str | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _literal(text: str) -> str:
    """Return the glob pattern that matches this text alone."""
    return "".join(f"\\{letter}" if letter in "*?[]\\" else letter for letter in text)
