"""What gates do. Each may be late: another one has done it meanwhile."""

import json
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, precondition, rule


class Gates(RuleBasedStateMachine):
    readings = Bundle("readings")
    """What was read of the inbox."""

    @rule()
    def a_gate_does_a_round(self):
        self.both.do_a_round()

    @precondition(lambda self: self.model.has_entries())
    @rule(target=readings, most=st.integers(1, 3))
    def a_gate_reads(self, most):
        return list(self.gate.read_inbox(most=most, block_ms=1))

    @rule(reading=readings, most=st.integers(1, 9))
    def a_gate_takes_in_what_it_has_read(self, reading, most):
        for entry in reading[:most]:
            self.both.take_in(entry)

    @precondition(lambda self: self.model.has_entries())
    @rule()
    def a_gate_takes_in_everything(self):
        self.both.take_in_everything()

    @precondition(lambda self: self.model.has_entries("held"))
    @rule()
    def a_newer_gate_takes_in_what_is_held(self):
        for entry in list(self.gate.read_held()):
            message = json.loads(entry.fields[b"job"]) | {"version": 1}
            self.both.take_in(replace(entry, fields={b"job": json.dumps(message).encode()}))

    @precondition(lambda self: self.model.in_place("due", "hinted"))
    @rule()
    def a_gate_sends_hints(self):
        self.both.choose()

    @precondition(lambda self: self.model.in_place("leased"))
    @rule(wait_hours=st.integers(0, 1))
    def a_gate_takes_back_lapsed_leases(self, wait_hours):
        self.both.reclaim(wait_hours)

    @precondition(lambda self: any(step.endpoint for step in self.model.in_place("due")))
    @rule()
    def a_gate_leases_overdue_deliveries(self):
        self.both.lease_overdue()

    @precondition(lambda self: self.model.unswept)
    @rule()
    def a_gate_forgets_what_is_old(self):
        self.gate.forget_old()
        self.model.unswept.clear()
