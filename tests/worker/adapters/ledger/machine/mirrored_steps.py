"""Steps and their model: what is done to one is done to the other, and both must answer the same."""

import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime

from redis import Redis

from contract.delivery import DeliveryEvent
from tests.worker.adapters.ledger.machine.clock import HOUR_MS, let_an_hour_pass, wait_a_millisecond
from tests.worker.adapters.ledger.machine.endpoints import CIRCUIT_FAILURES
from tests.worker.adapters.ledger.machine.model import Model
from tests.worker.adapters.ledger.machine.steps import MOST_CALLS, MOST_HINTS, RETENTION_HOURS
from worker.adapters.ledger import GateLedger, OperatorLedger, Pacing, SiteLedger, StepLedger
from worker.adapters.ledger.server import Server
from worker.errors import EndpointGoneError, PermanentError, TransientError, UnavailableError
from worker.steps import Lease, Stage, Step

ENDPOINTS = ("one", "two")
PACING = Pacing(
    # Whatever waits does so for an hour, and an example takes seconds: nothing comes by itself, and all that does comes
    # at once when the machine lets an hour pass.
    lease_ms=HOUR_MS,
    resend_ms=HOUR_MS,
    retention_ms=RETENTION_HOURS * HOUR_MS - HOUR_MS // 2,
    duplicate_window_ms=HOUR_MS,
    same_text_window_ms=0,
    host_spacing_ms=0,
    last_try_wait_ms=HOUR_MS,
    most_hints=MOST_HINTS,
    endpoint_calls=MOST_CALLS,
    circuit_failures=CIRCUIT_FAILURES,
    circuit_pause_ms=100_000,  # 32 times that is still less than an hour
    deliver_within_ms=HOUR_MS,
)
EVENTS = {
    "extracted": DeliveryEvent.EXTRACTED,
    "failed": DeliveryEvent.FAILED,
    "completed": DeliveryEvent.BATCH_COMPLETED,
}
FAILURES = ("refused", "told to wait", "store away", "gone")
"""How a step may fail and be tried again. Nobody asks an extraction to wait, and only an endpoint can be gone."""


class MirroredSteps:
    """What workers do with steps, under a prefix on a real server; and how time passes."""

    def __init__(self, client: Redis, prefix: str, *, spacing_hours: int, crash_limit: int) -> None:
        self.client = client
        self.prefix = prefix
        self.pacing = replace(PACING, host_spacing_ms=spacing_hours * HOUR_MS)
        self.gate = GateLedger(client, prefix, self.pacing, crash_limit=crash_limit)
        self.steps = StepLedger(client, prefix, self.pacing)
        self.sites = SiteLedger(client, prefix, self.pacing)
        self.operator = OperatorLedger(client, prefix, self.pacing)
        self.model = Model(spacing_hours=spacing_hours, crash_limit=crash_limit)
        self.serials = itertools.count(1)
        self.sent: list[tuple[str, dict[str, object]]] = []
        """Kind and message of each submission that Redis has acknowledged."""
        self.leases: list[Lease] = []
        """Each that was ever given."""

    def new(self, kind: str) -> str:
        """Return a name that nothing else has."""
        return f"{kind}{next(self.serials)}"

    def leases_that(self, *, hold: bool) -> list[Lease]:
        """Return those that still hold, or no longer do."""
        return [lease for lease in self.leases if self.model.holds(lease.step, lease.token) == hold]

    def claim(self, step: Step, token: str = "") -> Lease | None:
        """Ask for a lease, with a token of its own if none is given."""
        token = token or self.new("token")
        lease = self.steps.claim(step, token=token, task_id=f"task of {token}")
        assert (lease is not None) == self.model.claim(step, token, f"task of {token}"), step
        if lease is not None:
            record, state = self.model.records[step.job_id], self.model.steps[step]
            assert (lease.failures, lease.redrives) == (state.failures, record.redrives)
            assert lease.event == EVENTS.get(record.state)
            assert (lease.data is None) == (record.report is None)
            assert record.message is None or lease.job.tags == tuple(record.message["tags"])
            self.leases.append(lease)
        return lease

    def end_well(self, lease: Lease) -> None:
        """Record that the step of a lease was done."""
        wait_a_millisecond()
        step, holds = lease.step, self.model.holds(lease.step, lease.token)
        match step.stage:
            case Stage.FETCH:
                state, hints = "fetched", self.steps.fetched(lease, b"page")
            case Stage.EXTRACT:
                state, hints = "extracted", self.steps.extracted(lease)
            case Stage.DELIVER:
                state, hints = None, self.steps.delivered(lease, 204)
        if holds:
            self.model.end(step, state)
            if step.endpoint is not None:
                self.model.acquit(step.endpoint)
        self._follow(hints, holds=holds)

    def give_up(self, lease: Lease, *, is_its_fault: bool = True) -> None:
        """Record that the step of a lease will not be done; what its endpoint is at fault for counts against it."""
        wait_a_millisecond()
        step, holds = lease.step, self.model.holds(lease.step, lease.token)
        is_delivery = step.stage is Stage.DELIVER
        error = PermanentError(f"{step.stage}.{'refused' if is_its_fault else 'crashed'}", "no")
        hints = self.steps.give_up(lease, error, None if is_delivery else json.dumps({"id": step.job_id}))
        if holds:
            self.model.end(step, None if is_delivery else "failed", is_dead=True)
            if is_delivery and is_its_fault:
                self.model.blame(step.endpoint)
        self._follow(hints, holds=holds)

    def retry(self, lease: Lease, failure: str = "gone", *, wait_hours: int = 0) -> None:
        """Record that the step of a lease failed and is to be tried again."""
        wait_a_millisecond()
        step = lease.step
        is_delivery = step.stage is Stage.DELIVER
        if step.stage is Stage.EXTRACT or (failure == "gone" and not is_delivery):
            failure = "refused"
        error = {
            "refused": TransientError(f"{step.stage}.refused", "500", status=500),
            "told to wait": TransientError(f"{step.stage}.refused", "429", status=429, retry_after_seconds=3600),
            "store away": UnavailableError("results.unavailable", "away"),
            "gone": EndpointGoneError("deliver.gone", "410", status=410),
        }[failure]
        self.steps.retry(lease, error, wait_seconds=3600 * wait_hours)
        if self.model.holds(step, lease.token):
            counts, pause_hours = failure in ("refused", "told to wait"), int(failure == "told to wait")
            self.model.retry(step, counts=counts, wait_hours=wait_hours, pause_hours=pause_hours)
            if is_delivery and failure != "store away":
                self.model.blame(step.endpoint)
            if failure == "gone":
                self.model.disable(step.endpoint)

    def renew(self, lease: Lease) -> None:
        """Do once what a worker does over and over while it works."""
        answer = Server(self.client, self.prefix).run("renew", str(lease.step), lease.token, self.pacing.lease_ms)
        assert answer == (b"held" if self.model.renew(lease.step, lease.token) else b"fenced")

    def lapse(self, lease: Lease, *, is_overtime: bool = True) -> None:
        """Tell that the process that had the lease is gone."""
        self.steps.lapse(f"task of {lease.token}", is_overtime=is_overtime)
        self.model.lapse(f"task of {lease.token}", is_overtime=is_overtime)

    def move(self, lease: Lease) -> None:
        """Record that a fetch was sent to another site."""
        if lease.step.stage is Stage.FETCH:
            self.sites.move(lease, "https://www.two.example/elsewhere")
            if self.model.holds(lease.step, lease.token):
                self.model.move(lease.step, "two.example")

    def hand_back(self, lease: Lease) -> None:
        """Give the step of a lease back."""
        self.steps.hand_back(f"task of {lease.token}")
        self.model.hand_back(f"task of {lease.token}")

    def let_an_hour_pass(self, *, is_watched: bool) -> None:
        """Let what lasts so long end; a gate that watches has looked for lapsed leases until just before."""
        let_an_hour_pass(self.client, self.prefix, is_watched=is_watched)
        self.model.let_an_hour_pass(is_watched=is_watched)

    def take_down_the_time(self) -> tuple[datetime, int]:
        """Return the time, in a millisecond in which nothing else happens, and the model's count of such times."""
        wait_a_millisecond()
        now = wait_a_millisecond()
        self.model.moment += 1
        return datetime.fromtimestamp((now + 0.5) / 1000, UTC), self.model.moment - 1

    def _follow(self, hints: list[Step] | None, *, holds: bool) -> None:
        assert (hints is not None) == holds
        for step in hints or ():
            self.model.hint(step)
