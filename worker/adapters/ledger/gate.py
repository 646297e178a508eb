"""The ledger as the gate sees it: the inbox, admission, the frontier, and leases that have lapsed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from redis import Redis

from contract import names
from contract.batch import Batch
from contract.job import Lane
from worker.adapters.ledger.pacing import Pacing
from worker.adapters.ledger.server import Server
from worker.errors import PermanentError
from worker.intake import Admission, Held, Refusal
from worker.pages import pack
from worker.steps import Stage, Step

log = structlog.get_logger(__name__)

MEMORY_SHARE = 0.7
"""Of Redis' own limit: admission stops above it, so that what was admitted can still be worked off."""


MOST_READ_BYTES = 4_000_000
"""Of a lane and turn, and one entry more: articles that are handed in may be large, and the gate is to stay small."""
OLDEST_REDIS = 7
"""The first whose scripts have flags (`#!lua flags=allow-oom`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of the inbox as it came: anybody may have put anything there."""

    lane: Lane
    id: str
    """The id it came with, by which its producer knows it."""
    fields: dict[bytes, bytes]
    stream: str
    """Where it lies now."""
    stream_id: str
    """Its id there."""


@dataclass(frozen=True, slots=True)
class Reclaimed:
    """What became of lapsed leases: how many steps are due again, and those whose crashes have reached the limit."""

    due_again: int
    spent: tuple[tuple[Step, str], ...]
    """Each with why: `crashed` or `timeout`."""


class GateLedger:
    """What the gate does to the ledger. Two gates may do it at once."""

    def __init__(self, client: Redis, prefix: str, pacing: Pacing, *, crash_limit: int) -> None:
        self._server = Server(client, prefix)
        self._pacing = pacing
        self._crash_limit = crash_limit

    def read_inbox(self, *, most: int, block_ms: int) -> Iterator[Entry]:
        """Yield the oldest entries, at most so many a lane, the first lane first; wait that long for the first one."""
        streams = [self._server.key(names.inbox(lane)) for lane in Lane]
        if not self._server.ask("XREAD", "COUNT", 1, "BLOCK", block_ms, "STREAMS", *streams, *["0"] * len(streams)):
            return
        for lane in Lane:
            for entry_id, flat in self._server.run("read", names.inbox(lane), most, MOST_READ_BYTES):
                fields = dict(zip(flat[::2], flat[1::2], strict=True))
                yield Entry(lane, entry_id.decode(), fields, names.inbox(lane), entry_id.decode())

    def read_held(self) -> Iterator[Entry]:
        """Yield what was laid aside because of its version, oldest first."""
        start = "-"
        while portion := self._server.ask("XRANGE", self._server.key(names.HELD), start, "+", "COUNT", 500):
            for stream_id, fields in portion:
                try:
                    lane, first_id = Lane(fields[b"lane"].decode()), fields[b"entry"].decode()
                except (KeyError, ValueError):
                    log.warning("held_message_not_understood", entry=stream_id.decode())
                    continue
                given = {name: value for name, value in fields.items() if name not in (b"lane", b"entry")}
                yield Entry(lane, first_id, given, names.HELD, stream_id.decode())
            start = "(" + portion[-1][0].decode()

    def held(self) -> int:
        """Return how many messages are laid aside."""
        return int(self._ask("XLEN", names.HELD))

    def admit(self, entry: Entry, admission: Admission) -> str:
        """Take the job in; see admit.lua for what it answers."""
        job = admission.job
        answer: bytes = self._server.run(
            "admit",
            entry.stream,
            entry.stream_id,
            entry.lane,
            str(job.id),
            job.without_article().to_json(),
            admission.host,
            admission.twin,
            self._pacing.duplicate_window_ms,
            int(job.force),
            json.dumps(admission.endpoints),
            job.batch or "",
            self._pacing.retention_ms,
            pack(admission.page) if admission.page else b"",
        )
        return answer.decode()

    def note_batch(self, entry: Entry, batch: Batch) -> str:
        """Open the batch, give it its size or close it; see batch.lua for what it answers."""
        endpoints = "" if batch.endpoints is None else json.dumps(batch.endpoints)
        size = "" if batch.size is None else batch.size
        answer: bytes = self._server.run(
            "batch",
            entry.stream,
            entry.stream_id,
            batch.id,
            size,
            int(batch.close),
            endpoints,
            self._pacing.retention_ms,
        )
        return answer.decode()

    def hold(self, entry: Entry, held: Held) -> None:
        """Lay the entry aside, whole; it is told under its id."""
        parts = [part for pair in entry.fields.items() for part in pair]
        self._server.run("hold", entry.lane, entry.id, held.job_id, held.code, held.message, *parts)

    def refuse(self, entry: Entry, refusal: Refusal) -> None:
        """Move the entry to the rejected ones, with the reason and the field that is wrong."""
        raw = json.dumps({_text(name): _text(value) for name, value in entry.fields.items()})
        self._server.run(
            "refuse",
            entry.stream,
            entry.stream_id,
            refusal.job_id,
            refusal.code,
            refusal.message,
            refusal.field,
            raw,
            refusal.batch,
            self._pacing.retention_ms,
        )

    def choose(self, stage: Stage) -> list[Step]:
        """Return the steps to send a hint for now."""
        pacing = self._pacing
        spacing = pacing.host_spacing_ms if stage is Stage.FETCH else 0
        answer = self._server.run(
            "choose",
            stage,
            pacing.most_hints,
            pacing.resend_ms,
            spacing,
            pacing.endpoint_calls,
            pacing.circuit_failures,
        )
        return [Step.parse(raw.decode()) for raw in answer]

    def reclaim(self, *, token: str, wait_seconds: float, jitter: float) -> Reclaimed:
        """Take back the steps whose worker is gone."""
        back, *spent = self._server.run(
            "reclaim", token, self._crash_limit, int(wait_seconds * 1000), jitter, self._pacing.lease_ms
        )
        pairs = zip(spent[::2], spent[1::2], strict=True)
        return Reclaimed(int(back), tuple((Step.parse(step.decode()), why.decode()) for step, why in pairs))

    def overdue_deliveries(self, *, token: str) -> list[Step]:
        """Lease to the caller what has been due for all the time of its retries while its endpoint was failing."""
        pacing = self._pacing
        answer = self._server.run("overdue", token, pacing.deliver_within_ms, pacing.circuit_failures, pacing.lease_ms)
        return [Step.parse(raw.decode()) for raw in answer]

    def open_jobs(self) -> int:
        """Return how many jobs are admitted and not finished."""
        return int(self._ask("GET", "open") or 0)

    def waiting_pages(self) -> int:
        """Return how many fetched pages wait for a worker."""
        due = sum(self._ask("ZCARD", f"due:{Stage.EXTRACT}:{lane}:-") for lane in Lane)
        return int(due + self._ask("ZCARD", f"hinted:{Stage.EXTRACT}"))

    def has_memory(self) -> bool:
        """Whether Redis is below the share of its limit at which admission stops; true where it has no limit."""
        memory = self._server.ask("INFO", "memory")
        limit = int(memory.get("maxmemory", 0))
        return limit == 0 or int(memory["used_memory"]) < MEMORY_SHARE * limit

    def check_server(self) -> tuple[str, ...]:
        """Return what an operator should change at the server, a sentence each.

        Raises:
            PermanentError: `ledger.too_old`: our scripts need what it does not have.
        """
        version = str(self._server.ask("INFO", "server")["redis_version"])
        if int(version.partition(".")[0]) < OLDEST_REDIS:
            raise PermanentError("ledger.too_old", f"this is Redis {version}; {OLDEST_REDIS} or Valkey is needed")
        policy = self._server.ask("INFO", "memory").get("maxmemory_policy", "noeviction")
        if policy == "noeviction":
            return ()
        return (f"maxmemory-policy is {policy}: a full server would drop jobs; set it to noeviction",)

    def forget_old(self) -> None:
        """Drop rejected messages and dead letters that are past their retention."""
        seconds, microseconds = self._server.ask("TIME")
        oldest = seconds * 1000 + microseconds // 1000 - self._pacing.retention_ms
        self._server.ask("XTRIM", self._server.key(names.REJECTED), "MINID", f"{oldest}-0")
        self._server.ask("ZREMRANGEBYSCORE", self._server.key("dead"), "-inf", oldest)

    def _ask(self, command: str, name: str) -> Any:  # noqa: ANN401 - as `Server.ask`
        return self._server.ask(command, self._server.key(name))


def _text(raw: bytes) -> str:
    """Show bytes as text; what is not UTF-8 is escaped, so that nothing of the entry is lost."""
    return raw.decode("utf8", "backslashreplace")
