"""The ledger told again in plain Python, from its documentation: what the machine holds the Lua scripts against."""

import math
from collections.abc import Iterable
from dataclasses import replace

from contract.job import Lane
from tests.worker.adapters.ledger.machine.records import HOSTS, REPORTED, BatchRecord, Record, Submission
from tests.worker.adapters.ledger.machine.steps import RETENTION_HOURS, StepModel
from worker.steps import Stage, Step


class Model(StepModel):
    """What the ledger should hold."""

    def __init__(self, *, spacing_hours: int, crash_limit: int) -> None:
        super().__init__(spacing_hours=spacing_hours, crash_limit=crash_limit)
        self.moment = 0
        """Grows whenever an operator takes down the time."""
        self.inbox: dict[tuple[str, str], Submission] = {}
        """Stream and id there."""
        self.rejected: list[tuple[str, int]] = []
        """Tag, and the moment."""
        self.records: dict[str, Record] = {}
        self.twins: dict[tuple[str, ...], tuple[str, float]] = {}
        """URL and endpoints -> the job that others are duplicates of, and until when."""
        self.forgotten: set[str] = set()
        """Tags of what is past its retention, or purged."""

    def open_count(self) -> int:
        """Return how many jobs, and batches with something to deliver, are under way."""
        at_work = ("waiting", "fetched", *REPORTED)
        return sum(record.state in at_work and not record.is_finished for record in self.records.values())

    def has_entries(self, *streams: str) -> bool:
        """Whether anything lies in these streams, or in any lane."""
        return any(stream in (streams or tuple(Lane)) for stream, _ in self.inbox)

    def reported(self) -> list[str]:
        """Return the ids of what has something to deliver, or had."""
        return [name for name, record in self.records.items() if record.state in REPORTED]

    def take_in(self, place: tuple[str, str], held_as: tuple[str, str] = ("", "")) -> str:
        """Take an entry out of the inbox; `held_as` is where it goes if it has to be laid aside."""
        entry = self.inbox.pop(place, None)
        if entry is None:
            return "gone"
        match entry.kind:
            case "job":
                return self._admit_job(entry)
            case "batch":
                return self._note_batch(entry)
            case "later":
                return self._hold(entry, held_as)
        return self._refuse(entry, entry.name, entry.message.get("batch"))

    def end(self, step: Step, state: str | None, *, is_dead: bool = False) -> None:
        """Record the end of a leased step: the job gets the state, and what comes next is due."""
        record = self.records[step.job_id]
        if is_dead:
            self.bury(step)
        else:
            del self.steps[step]
        if step.endpoint is not None:
            record.deliveries[step.endpoint] = "dead" if is_dead else "delivered"
        else:
            record.state = str(state)
        if state == "failed":
            record.report = {"id": step.job_id}
        if state == "failed" and self.twins.get(record.twin, ("",))[0] == step.job_id:
            del self.twins[record.twin]
        if state == "fetched":
            self.create(Step(Stage.EXTRACT, step.job_id), record.lane, "-")
        if state in REPORTED:
            self._deliver(step.job_id, record.waiting)
        self._review(step.job_id)

    def redrive(self, step: Step) -> str:
        """Begin a step that was given up anew."""
        record = self.records.get(step.job_id)
        if record is None or step not in self.in_place("dead"):
            return "gone"
        del self.steps[step]
        if step.endpoint is not None:
            self._deliver(step.job_id, [step.endpoint])
        else:
            self._drop_steps(step.job_id)
            record.deliveries = dict.fromkeys(record.deliveries, "waiting")
            record.state, record.report = "waiting", None
            record.redrives += 1
            self.twins.setdefault(record.twin, (step.job_id, self.now + 1))
            self.create(Step(Stage.FETCH, step.job_id), record.lane, HOSTS[record.twin[0]])
        self._review(step.job_id)
        return "redriven"

    def discard(self, step: Step) -> bool:
        """Take a dead letter off the list."""
        if step not in self.in_place("dead"):
            return False
        del self.steps[step]
        if step.job_id in self.records:
            self.records[step.job_id].moment = self.moment
        return True

    def replay(self, job_id: str, endpoint: str | None) -> list[str]:
        """Deliver once more what was delivered or given up."""
        record = self.records.get(job_id)
        if record is None or record.state not in REPORTED:
            return []
        again = [name for name in record.deliveries if name not in record.waiting and endpoint in (None, name)]
        self._deliver(job_id, again)
        self._review(job_id)
        return again

    def purge(self, moment: int) -> set[str]:
        """Remove what had ended by the moment."""
        gone = {
            name
            for name, record in self.records.items()
            if (record.is_finished or record.state in ("rejected", "duplicate")) and record.moment <= moment
        }
        for name in gone:
            self._drop_steps(name)
            self.twins = {twin: held for twin, held in self.twins.items() if held[0] != name}
            self._forget(name)
        self.forgotten |= {tag for tag, at in self.rejected if at <= moment}
        self.rejected = [(tag, at) for tag, at in self.rejected if at > moment]
        return gone

    def let_an_hour_pass(self, *, is_watched: bool) -> None:
        """Let what lasts so long end; a gate that watches looks for lapsed leases until just before."""
        self.now += 1
        if is_watched and self.looked_at is not None:
            self.looked_at = self.now
        self.put_off.clear()
        for name in [name for name, record in self.records.items() if record.expires_at <= self.now]:
            self._forget(name)
        self.twins = {twin: held for twin, held in self.twins.items() if held[1] > self.now}
        expired = {step for step in self.in_place("dead") if self.steps[step].until <= self.now}
        self.steps = {step: state for step, state in self.steps.items() if step not in expired}
        self.unswept |= expired

    def _admit_job(self, entry: Submission) -> str:
        message, batch = entry.message, entry.message.get("batch")
        known = self.records.get(entry.name)
        if known is not None and known.message is not None:
            if known.message == message:
                return "again"
            self._refuse(entry, "", batch)
            return "taken"
        endpoints = message.get("endpoints") or []
        twin = (str(message["url"]).partition("#")[0], *sorted(endpoints))
        record = self.records[entry.name] = Record("waiting", message, entry.lane, twin, moment=self.moment)
        first = self.twins.get(twin)
        if first is not None and not message.get("force"):
            record.state, record.duplicate_of = "duplicate", first[0]
            record.expires_at = self.now + RETENTION_HOURS
            self._count(batch, "duplicate")
            return "duplicate"
        self.twins[twin] = (entry.name, self.now + 1)
        record.deliveries = dict.fromkeys(endpoints, "waiting")
        self._count(batch, tells=endpoints)
        self.create(Step(Stage.FETCH, entry.name), entry.lane, HOSTS[twin[0]])
        return "admitted"

    def _note_batch(self, entry: Submission) -> str:
        message = entry.message
        batch = self._open_batch(str(message["id"]))
        if batch.state != "open":
            return "late"
        batch.named = message.get("endpoints", batch.named)
        batch.size = batch.jobs if message.get("close") else message.get("size", batch.size)
        batch.expires_at = self.now + RETENTION_HOURS
        self._settle(str(message["id"]))
        return "closed" if message.get("close") or "size" in message else "opened"

    def _hold(self, entry: Submission, held_as: tuple[str, str]) -> str:
        self.inbox[held_as] = replace(entry, kind="job")
        if entry.name not in self.records or self.records[entry.name].state == "rejected":
            self.records[entry.name] = Record("held", moment=self.moment)
        return "held"

    def _refuse(self, entry: Submission, name: str, batch: str | None) -> str:
        self.rejected.append((entry.message["tags"][0], self.moment))
        if name and (name not in self.records or self.records[name].state == "rejected"):
            self.records[name] = Record("rejected", expires_at=self.now + RETENTION_HOURS, moment=self.moment)
        self._count(batch, "rejected")
        return "refused"

    def _open_batch(self, name: str) -> BatchRecord:
        return self.records.setdefault(f"@{name}", BatchRecord("open", moment=self.moment))

    def _count(self, name: str | None, how: str = "", *, tells: Iterable[str] = ()) -> None:
        """Count a job of a batch that was read from the inbox, and has ended at once if `how` says so."""
        if name is None or (batch := self._open_batch(name)).state != "open":
            return
        batch.jobs += 1
        batch.told |= set(tells)
        if how:
            batch.unread[how] += 1
        batch.expires_at = self.now + RETENTION_HOURS
        self._settle(name)

    def _settle(self, name: str) -> None:
        """Complete the batch when as many of its jobs have ended as it has."""
        batch = self.records[f"@{name}"]
        if batch.size is None or len(batch.ended) + batch.unread.total() < batch.size:
            return
        batch.state, batch.report = "completed", {"id": name, "size": batch.size} | batch.counts
        batch.moment = self.moment
        self._deliver(f"@{name}", batch.endpoints)
        if batch.waiting:
            batch.expires_at = math.inf

    def _deliver(self, name: str, endpoints: Iterable[str]) -> None:
        record = self.records[name]
        for endpoint in endpoints:
            record.deliveries[endpoint] = "waiting"
            self.create(Step(Stage.DELIVER, name, endpoint), record.lane, endpoint)

    def _review(self, name: str) -> None:
        """See whether the job is finished, or no longer is: that says how long it is kept, and its batch counts it."""
        record = self.records[name]
        if record.is_finished == (record.expires_at < math.inf):
            return
        record.expires_at = self.now + RETENTION_HOURS if record.is_finished else math.inf
        record.moment = self.moment
        batch = self.records.get(f"@{record.batch}")
        if not isinstance(batch, BatchRecord) or batch.state != "open":
            return
        if record.is_finished:
            batch.ended.append(record)
        elif record in batch.ended:
            batch.ended.remove(record)
        batch.expires_at = self.now + RETENTION_HOURS
        self._settle(record.batch)

    def _drop_steps(self, name: str) -> None:
        self.steps = {step: state for step, state in self.steps.items() if step.job_id != name}

    def _forget(self, name: str) -> None:
        record = self.records.pop(name)
        if record.message is not None:
            self.forgotten |= set(record.message["tags"])
