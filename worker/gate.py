"""The gate: admits jobs from the inbox, sends hints, takes back lapsed leases. Two may run."""

import random
import time
from collections import Counter
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import islice
from threading import Event

import structlog

from contract.batch import Batch
from contract.names import HELD
from contract.report import Stage
from worker.adapters.ledger import MEMORY_SHARE, Entry, GateLedger
from worker.errors import ClaimwireError, PermanentError, UnavailableError
from worker.intake import Admission, Held, Refusal, judge
from worker.ports import Ledger, Results
from worker.runner import give_up
from worker.steps import Step

INBOX_BATCH = 500
"""Entries a lane and turn: small enough that a turn ends within a fraction of a second."""
CRASH_WAIT_SECONDS = 0.5
"""Before the first repetition of a step whose process died; it doubles with each crash."""
AWAY_SECONDS = 1.0
"""Between two attempts while Redis does not answer."""
UPKEEP_SECONDS = 600.0
"""Between two rounds of forgetting what is past its retention."""

OVERDUE_SECONDS = 30.0
"""Between two looks for deliveries that have waited for their endpoint for too long."""

GIVEN_UP = {
    "crashed": "the process died on it each time it was tried",
    "timeout": "it took longer than CLAIMWIRE_EXTRACT_TIMEOUT_SECONDS allows",
}
"""Why a step is given up whose process did not live to say so."""

MOST_FAULTS = 5
"""Of the ledger at one entry, a second apart: then it is the entry's."""

_UNREAD = Refusal("inbox.unexpected", "a fault of ours: the log of the gate says why it could not be read", "", "")

log = structlog.get_logger(__name__)


class Gate:
    """One gate. Everything it knows is in the ledger, so that it may die at any time."""

    def __init__(
        self,
        gate_ledger: GateLedger,
        ledger: Ledger,
        results: Results,
        *,
        send_hint: Callable[[Step], None],
        make_token: Callable[[], str],
        endpoints: AbstractSet[str],
        max_open_jobs: int,
        max_waiting_pages: int,
        on_turn: Callable[[], None] = lambda: None,
        idle_ms: int = 100,
    ) -> None:
        self._gate_ledger = gate_ledger
        self._ledger = ledger
        self._results = results
        self._send_hint = send_hint
        self._make_token = make_token
        self._endpoints = endpoints
        self._max_open_jobs = max_open_jobs
        self._max_waiting_pages = max_waiting_pages
        self._on_turn = on_turn
        self._idle_ms = idle_ms
        self._closed_because = ""
        self._overdue_at = time.monotonic()
        self._faults: Counter[str] = Counter()

    def run(self, stopped: Event) -> None:
        """Take turns until told to stop; while Redis or the result backend is away, wait for it."""
        is_checked = away = False
        upkeep_at = time.monotonic()
        while not stopped.is_set():
            try:
                if not is_checked:
                    for advice in self._gate_ledger.check_server():
                        log.warning("redis_setting", advice=advice)
                    is_checked = True
                self.turn()
                self._on_turn()
                if time.monotonic() >= upkeep_at:
                    upkeep_at = time.monotonic() + UPKEEP_SECONDS
                    self._upkeep()
                if away:
                    log.info("store_back")
                    away = False
            except PermanentError:
                raise
            except ClaimwireError as exc:
                if not away:
                    log.warning("store_away", code=exc.code, message=exc.message)
                away = True
                stopped.wait(AWAY_SECONDS)

    def turn(self) -> None:
        """Take back, hint, admit: what is under way comes before what is new."""
        self._take_back()
        self._give_up_overdue()
        for stage in (Stage.DELIVER, Stage.EXTRACT, Stage.FETCH):
            if stage is Stage.FETCH and self._gate_ledger.waiting_pages() >= self._max_waiting_pages:
                continue
            for step in self._gate_ledger.choose(stage):
                self._send_hint(step)
        self._admit()

    def _upkeep(self) -> None:
        for entry in self._gate_ledger.read_held():
            self._admit_safely(entry)
        if held := self._gate_ledger.held():
            log.warning("messages_held", count=held, why="their version is not known here: run a newer gate")
        self._gate_ledger.forget_old()
        self._results.forget_old()

    def _give_up_overdue(self) -> None:
        if time.monotonic() < self._overdue_at:
            return
        self._overdue_at = time.monotonic() + OVERDUE_SECONDS
        token = self._make_token()
        for step in self._gate_ledger.overdue_deliveries(token=token):
            reason = "its endpoint failed, or was disabled, for all the time of CLAIMWIRE_DELIVER_RETRY_SECONDS"
            self._give_up(step, PermanentError("deliver.endpoint_down", reason), token)

    def _take_back(self) -> None:
        token = self._make_token()
        reclaimed = self._gate_ledger.reclaim(
            token=token,
            wait_seconds=CRASH_WAIT_SECONDS,
            jitter=random.random() / 10,  # noqa: S311 - no secret
        )
        if reclaimed.due_again:
            log.warning("steps_taken_back", steps=reclaimed.due_again)
        for step, why in reclaimed.spent:
            self._give_up(step, PermanentError(f"{step.stage}.{why}", GIVEN_UP[why]), token)

    def _give_up(self, step: Step, error: ClaimwireError, token: str) -> None:
        try:
            lease = self._ledger.claim(step, token=token, task_id=token)
            if lease is None:
                return
            log.error("step_given_up", job_id=step.job_id, step=str(step), code=error.code)
            for next_step in give_up(lease, error, ledger=self._ledger, results=self._results) or ():
                self._send_hint(next_step)
        except UnavailableError:
            raise
        except Exception:
            # it stays leased to us, and comes back when the lease lapses; the others are not to wait for it
            log.exception("step_not_given_up", job_id=step.job_id, step=str(step))

    def _admit(self) -> None:
        room = self._room()
        if room <= 0:
            time.sleep(self._idle_ms / 1000)  # the backlog stays in the inbox, where producers see it
            return
        judged = 0
        for entry in islice(self._gate_ledger.read_inbox(most=INBOX_BATCH, block_ms=self._idle_ms), room):
            judged += 1
            self._admit_safely(entry)
        if self._closed_because and not judged:
            log.info("admission_caught_up")
            self._closed_because = ""

    def _room(self) -> int:
        """Return how many jobs may be admitted now; why there are none is told once until the inbox is empty again."""
        room = self._max_open_jobs - self._gate_ledger.open_jobs()
        why = "" if room > 0 else "CLAIMWIRE_MAX_OPEN_JOBS are in work"
        if not self._gate_ledger.has_memory():
            room, why = 0, f"Redis has used {MEMORY_SHARE:.0%} of its maxmemory; raise it, or keep reports elsewhere"
        if why and why != self._closed_because:
            log.warning("admission_stopped", why=why)
            self._closed_because = why
        return room

    def _admit_safely(self, entry: Entry) -> None:
        """Admit an entry; one at which we fail again and again is refused, for the others are not to wait for it."""
        try:
            self._admit_one(entry)
        except UnavailableError:
            raise
        except Exception as exc:
            self._faults[entry.id] += 1
            if isinstance(exc, ClaimwireError) and self._faults[entry.id] < MOST_FAULTS:
                raise
            log.exception("entry_not_read", lane=str(entry.lane), entry=entry.id)
            self._gate_ledger.refuse(entry, replace(_UNREAD, job_id=entry.id))
        self._faults.pop(entry.id, None)

    def _admit_one(self, entry: Entry) -> None:
        verdict = judge(entry.fields, entry.id, known_endpoints=self._endpoints)
        match verdict:
            case Admission(job=job):
                answer = self._gate_ledger.admit(entry, verdict)
                log.info("job_judged", job_id=job.id, lane=str(entry.lane), verdict=answer)
                if answer == "taken":
                    reason = f"the id {job.id} belongs to another job; choose a new one"
                    self._refuse(entry, Refusal("inbox.id_taken", reason, "id", "", job.batch or ""))
            case Batch():
                answer = self._gate_ledger.note_batch(entry, verdict)
                log.info("batch_noted", batch=verdict.id, verdict=answer)
                if answer == "newer" and entry.stream != HELD:
                    self._gate_ledger.hold(
                        entry, Held("", "ledger.unknown_version", "its batch is of a newer claimwire")
                    )
            case Held() if entry.stream != HELD:
                self._gate_ledger.hold(entry, verdict)
                log.warning("message_held", job_id=verdict.job_id, message=verdict.message)
            case Refusal():
                self._refuse(entry, verdict)

    def _refuse(self, entry: Entry, refusal: Refusal) -> None:
        log.warning("job_refused", job_id=refusal.job_id, code=refusal.code, message=refusal.message)
        self._gate_ledger.refuse(entry, refusal)
