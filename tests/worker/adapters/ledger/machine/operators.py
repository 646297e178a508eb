"""What operators do."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.worker.adapters.ledger.machine.mirrored_steps import ENDPOINTS


class Operators(RuleBasedStateMachine):
    @precondition(lambda self: self.model.in_place("dead"))
    @rule(data=st.data(), is_wanted=st.booleans())
    def an_operator_redrives_or_discards(self, data, is_wanted):
        self.letters.append(self.operator.dead_letter(data.draw(st.sampled_from(self.model.in_place("dead")))))
        self.both.settle(self.letters[-1], is_wanted=is_wanted)

    @precondition(lambda self: self.letters)
    @rule(data=st.data(), is_wanted=st.booleans())
    def an_operator_is_late(self, data, is_wanted):
        self.both.settle(data.draw(st.sampled_from(self.letters)), is_wanted=is_wanted)

    @precondition(lambda self: self.model.reported())
    @rule(data=st.data(), endpoint=st.sampled_from([None, *ENDPOINTS]))
    def an_operator_replays(self, data, endpoint):
        name = data.draw(st.sampled_from(self.model.reported()))
        assert sorted(self.operator.replay(name, endpoint)) == sorted(self.model.replay(name, endpoint))

    @precondition(lambda self: self.model.endpoints)
    @rule(endpoint=st.sampled_from(ENDPOINTS))
    def an_operator_enables_an_endpoint(self, endpoint):
        self.both.enable(endpoint)

    @precondition(lambda self: any(step.endpoint for step in self.model.steps))
    @rule(endpoint=st.sampled_from(ENDPOINTS), is_for_good=st.booleans())
    def an_operator_disables_an_endpoint(self, endpoint, is_for_good):
        self.both.disable(endpoint)
        if not is_for_good:
            self.both.choose()
            self.both.enable(endpoint)

    @precondition(lambda self: self.model.records)
    @rule()
    def an_operator_looks_around(self):
        assert {letter.step for letter in self.operator.dead_letters()} == set(self.model.in_place("dead"))
        assert set(self.operator.endpoints()) == set(self.model.endpoints)
        for endpoint in ENDPOINTS:
            due = [step for step in self.model.in_place("due") if step.endpoint == endpoint]
            assert self.operator.waiting_deliveries(endpoint) == len(due)

    @precondition(lambda self: self.model.records)
    @rule(data=st.data())
    def an_operator_purges(self, data):
        self.moments.append(self.both.take_down_the_time())
        ended_before, moment = data.draw(st.sampled_from(self.moments))
        assert set(self.operator.purge(ended_before)) == self.model.purge(moment)
