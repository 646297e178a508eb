"""All that is done to the ledger, in random order, on a real server: each move is held against a plain model."""

import uuid
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from contract.job import Lane
from tests.worker.adapters.ledger.machine.agreement import disagreements, late_paces, stuck, whereabouts
from tests.worker.adapters.ledger.machine.clock import now_ms, wait_a_millisecond
from tests.worker.adapters.ledger.machine.gates import Gates
from tests.worker.adapters.ledger.machine.mirrored import MirroredLedger
from tests.worker.adapters.ledger.machine.operators import Operators
from tests.worker.adapters.ledger.machine.producers import Producers, delivered_jobs
from tests.worker.adapters.ledger.machine.snapshot import Snapshot
from tests.worker.adapters.ledger.machine.workers import Workers
from worker.adapters.redis import connect


def test_whatever_is_done_in_whatever_order_the_ledger_keeps_its_word(redis_url):
    run_state_machine_as_test(
        partial(LedgerMachine, connect(redis_url)),
        settings=settings(
            max_examples=80,
            stateful_step_count=50,
            deadline=None,
            derandomize=False,  # each run tries others
            print_blob=True,
            suppress_health_check=[HealthCheck.too_slow],  # a busy machine is not at fault
        ),
    )


class LedgerMachine(Producers, Gates, Workers, Operators):
    def __init__(self, client):
        super().__init__()
        self.client = client
        self.prefix = f"machine-{uuid.uuid4().hex[:12]}:"
        self.letters = []
        self.moments = []

    @initialize(
        spacing_hours=st.integers(0, 1),
        crash_limit=st.sampled_from([1, 3]),
        at_work=st.lists(delivered_jobs, max_size=4),
    )
    def begin(self, spacing_hours, crash_limit, at_work):
        self.both = MirroredLedger(self.client, self.prefix, spacing_hours=spacing_hours, crash_limit=crash_limit)
        self.model, self.gate, self.operator = self.both.model, self.both.gate, self.both.operator
        self.both.reclaim(wait_hours=0)
        for job in at_work:
            self.both.bring_to_its_deliveries(Lane.NORMAL, job)

    @precondition(lambda self: self.model.records)
    @rule(is_watched=st.booleans(), is_looked_at=st.booleans())
    def an_hour_passes(self, is_watched, is_looked_at):
        self.both.let_an_hour_pass(is_watched=is_watched)
        if is_looked_at:
            self.both.do_a_round()

    # what must be true after each of them

    @invariant()
    def the_ledger_is_as_it_is_told(self):
        begun_ms = now_ms()
        seen = Snapshot(self.client, self.prefix)
        assert not disagreements(seen, self.model)
        assert not stuck(seen)
        assert not late_paces(seen, self.both.pacing.host_spacing_ms)
        tags = {tag for _, message in self.both.sent for tag in message.get("tags", ())}
        assert tags - whereabouts(seen) <= self.model.forgotten
        wait_a_millisecond(begun_ms)

    def teardown(self):
        keys = list(self.client.scan_iter(self.prefix + "*", count=1_000))
        if keys:
            self.client.delete(*keys)
