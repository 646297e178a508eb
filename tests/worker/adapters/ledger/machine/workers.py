"""What workers do with steps: claim, end, fail, die, and all of it too late."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.worker.adapters.ledger.machine.mirrored_steps import ENDPOINTS, FAILURES
from tests.worker.adapters.ledger.machine.snapshot import Snapshot
from worker.steps import Stage, Step

MOVES = ("end_well", "give_up", "retry", "renew", "lapse", "hand_back", "move")
"""What may be done with a lease."""


def is_at_work(machine):
    return machine.model.doable() or machine.both.leases_that(hold=True)


class Workers(RuleBasedStateMachine):
    @precondition(lambda self: self.model.doable())
    @rule(data=st.data())
    def a_worker_claims_what_is_to_be_done(self, data):
        assert self.both.claim(data.draw(st.sampled_from(self.model.doable())))

    @precondition(lambda self: self.model.steps)
    @rule(data=st.data())
    def a_worker_claims_for_nothing(self, data):
        others = [step for step in self.model.steps if not self.model.is_doable(step)]
        assert not self.both.claim(data.draw(st.sampled_from([Step(Stage.FETCH, "never"), *others])))

    @precondition(lambda self: self.both.leases)
    @rule(data=st.data())
    def a_worker_claims_again_with_its_token(self, data):
        lease = data.draw(st.sampled_from(self.both.leases))
        self.both.claim(lease.step, lease.token)

    @precondition(lambda self: self.model.doable())
    @rule(data=st.data(), most=st.integers(1, 4))
    def workers_do_some_steps(self, data, most):
        for _ in range(most):
            if doable := self.model.doable():
                self.both.end_well(self.both.claim(data.draw(st.sampled_from(doable))))

    @precondition(is_at_work)
    @rule(data=st.data())
    def a_step_is_done(self, data):
        self.both.end_well(self.some_lease(data))

    @precondition(is_at_work)
    @rule(data=st.data(), is_its_fault=st.booleans())
    def a_step_is_given_up(self, data, is_its_fault):
        self.both.give_up(self.some_lease(data), is_its_fault=is_its_fault)

    @precondition(is_at_work)
    @rule(data=st.data(), failure=st.sampled_from(FAILURES), wait_hours=st.integers(0, 1))
    def a_step_is_tried_again(self, data, failure, wait_hours):
        self.both.retry(self.some_lease(data), failure, wait_hours=wait_hours)

    @precondition(is_at_work)
    @rule(data=st.data())
    def a_worker_renews_its_lease(self, data):
        self.both.renew(self.some_lease(data))

    @precondition(is_at_work)
    @rule(data=st.data(), is_overtime=st.booleans())
    def the_process_of_a_worker_dies(self, data, is_overtime):
        self.both.lapse(self.some_lease(data), is_overtime=is_overtime)

    @precondition(lambda self: self.model.doable())
    @rule(data=st.data(), waits_hours=st.lists(st.integers(0, 1), min_size=2, max_size=3))
    def one_process_after_another_dies_of_a_step(self, data, waits_hours):
        step = data.draw(st.sampled_from(self.model.doable()))
        for wait_hours in waits_hours:
            if self.model.is_doable(step):
                self.both.lapse(self.both.claim(step), is_overtime=False)
                self.both.reclaim(wait_hours)

    @precondition(is_at_work)
    @rule(endpoint=st.sampled_from(ENDPOINTS), wait_hours=st.integers(0, 1))
    def a_receiver_is_down(self, endpoint, wait_hours):
        for step in self.model.doable():
            if step.endpoint == endpoint and self.model.is_doable(step):
                self.both.retry(self.both.claim(step), "refused", wait_hours=wait_hours)

    @precondition(is_at_work)
    @rule(data=st.data())
    def a_worker_hands_back(self, data):
        self.both.hand_back(self.some_lease(data))

    @precondition(is_at_work)
    @rule(data=st.data())
    def an_article_is_elsewhere(self, data):
        self.both.move(self.some_lease(data))

    @precondition(lambda self: self.both.leases_that(hold=False))
    @rule(data=st.data(), move=st.sampled_from(MOVES))
    def a_worker_is_late(self, data, move):
        lease = data.draw(st.sampled_from(self.both.leases_that(hold=False)))
        before = Snapshot(self.client, self.prefix)
        getattr(self.both, move)(lease)
        assert Snapshot(self.client, self.prefix).under("") == before.under("")

    def some_lease(self, data):
        """Draw one that holds, or a step to get one of."""
        drawn = data.draw(st.sampled_from([*self.both.leases_that(hold=True), *self.model.doable()]))
        return self.both.claim(drawn) if isinstance(drawn, Step) else drawn
