"""The ledger as the gate sees it: the inbox, admission, the frontier, and leases that have lapsed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from redis import Redis

from contract import names
from contract.job import Lane
from worker.adapters.ledger.server import Server
from worker.adapters.ledger.steps import Pacing
from worker.errors import PermanentError
from worker.intake import Admission, Refusal
from worker.steps import Stage, Step

MEMORY_SHARE = 0.7
"""Of Redis' own limit: admission stops above it, so that what was admitted can still be worked off."""


OLDEST_REDIS = 7
"""The first whose scripts have flags (`#!lua flags=allow-oom`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of the inbox as it came: anybody may have put anything there."""

    lane: Lane
    id: str
    fields: dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Reclaimed:
    """What became of lapsed leases: how many steps are due again, and those whose crashes have reached the limit."""

    due_again: int
    spent: tuple[tuple[Step, str], ...]
    """Each with why: `crashed` or `timeout`."""


class GateLedger:
    """What the gate does to the ledger. Two gates may do it at once."""

    def __init__(
        self, client: Redis, prefix: str, pacing: Pacing, *, duplicate_window_ms: int, crash_limit: int
    ) -> None:
        self._server = Server(client, prefix)
        self._pacing = pacing
        self._duplicate_window_ms = duplicate_window_ms
        self._crash_limit = crash_limit

    def read_inbox(self, *, most: int, block_ms: int) -> Iterator[Entry]:
        """Yield the oldest entries, at most so many a lane, the first lane first; wait that long for the first one."""
        streams = {self._server.key(names.inbox(lane)): lane for lane in Lane}
        answer = self._server.ask("XREAD", "COUNT", most, "BLOCK", block_ms, "STREAMS", *streams, *["0"] * len(streams))
        found = {streams[name.decode()]: entries for name, entries in answer or []}
        for lane in Lane:
            for entry_id, fields in found.get(lane, []):
                yield Entry(lane, entry_id.decode(), fields)

    def admit(self, entry: Entry, admission: Admission) -> str:
        """Take the job in; see admit.lua for what it answers."""
        job = admission.job
        answer: bytes = self._server.run(
            "admit",
            entry.lane,
            entry.id,
            str(job.id),
            job.to_json(),
            str(job.url),
            admission.host,
            admission.twin,
            self._duplicate_window_ms,
            int(job.force),
            json.dumps(admission.endpoints),
            self._pacing.retention_ms,
        )
        return answer.decode()

    def refuse(self, entry: Entry, refusal: Refusal) -> None:
        """Move the entry to the rejected ones, with the reason and the field that is wrong."""
        raw = json.dumps({_text(name): _text(value) for name, value in entry.fields.items()})
        self._server.run(
            "refuse",
            entry.lane,
            entry.id,
            refusal.job_id,
            refusal.code,
            refusal.message,
            refusal.field,
            raw,
            self._pacing.retention_ms,
        )

    def choose(self, stage: Stage) -> list[Step]:
        """Return the steps to send a hint for now."""
        spacing = self._pacing.host_spacing_ms if stage is Stage.FETCH else 0
        answer = self._server.run("choose", stage, self._pacing.most_hints, self._pacing.resend_ms, spacing)
        return [Step.parse(raw.decode()) for raw in answer]

    def reclaim(self, *, token: str, wait_seconds: float, jitter: float) -> Reclaimed:
        """Take back the steps whose worker is gone."""
        back, *spent = self._server.run(
            "reclaim", token, self._crash_limit, int(wait_seconds * 1000), jitter, self._pacing.lease_ms
        )
        pairs = zip(spent[::2], spent[1::2], strict=True)
        return Reclaimed(int(back), tuple((Step.parse(step.decode()), why.decode()) for step, why in pairs))

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
