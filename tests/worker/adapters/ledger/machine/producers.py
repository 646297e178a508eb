"""What producers do: anybody may put anything into an inbox."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from contract.job import Lane
from tests.worker.adapters.ledger.machine.records import HOSTS
from worker.steps import Stage

lanes = st.just(Lane.NORMAL) | st.sampled_from(list(Lane))
batch_ids = st.sampled_from(["p", "q", "r"])
endpoints = st.sampled_from([None, [], ["one"], ["two"], ["one", "two"], ["two", "one"]])
job = {
    "id": st.sampled_from(list("abcdefgh")),
    "url": st.sampled_from([*HOSTS, "https://two.example/#comments"]),
    "endpoints": endpoints,
    "batch": st.none() | batch_ids,
    "force": st.sampled_from([None, True]),
}
jobs = st.fixed_dictionaries(job)
delivered_jobs = st.fixed_dictionaries(job | {"endpoints": st.sampled_from([["one"], ["two"], ["one", "two"]])})
no_jobs = st.sampled_from(
    [("junk", {"url": "ftp://one.example/"}), ("junk", {"endpoints": ["none"]}), ("later", {"version": 2})]
)
batches = st.fixed_dictionaries(
    {"id": batch_ids, "size": st.integers(1, 3), "endpoints": endpoints}
) | st.fixed_dictionaries({"id": batch_ids, "close": st.sampled_from([None, True]), "endpoints": endpoints})


class Producers(RuleBasedStateMachine):
    @rule(lane=lanes, job=jobs)
    def a_producer_submits_a_job(self, lane, job):
        self.both.submit("job", lane, job)

    @rule(job=jobs)
    def a_producer_leaves_the_id_to_the_stream(self, job):
        # on one lane only: what comes to two lanes in one millisecond may get the same id from both
        self.both.submit("job", Lane.NORMAL, job | {"id": None})

    @rule(lane=lanes, job=delivered_jobs, fails_in=st.sampled_from([None, Stage.FETCH, Stage.EXTRACT]))
    def a_job_comes_to_its_deliveries(self, lane, job, fails_in):
        self.both.bring_to_its_deliveries(lane, job, fails_in)

    @precondition(lambda self: self.both.sent)
    @rule(data=st.data(), lane=lanes)
    def a_producer_submits_the_same_again(self, data, lane):
        kind, message = data.draw(st.sampled_from(self.both.sent))
        self.both.submit(kind, lane, message)

    @rule(lane=lanes, job=jobs, no_job=no_jobs)
    def a_producer_submits_what_is_no_job_here(self, lane, job, no_job):
        kind, difference = no_job
        self.both.submit(kind, lane, job | difference)

    @rule(lane=lanes, batch=batches)
    def a_producer_says_what_a_batch_has(self, lane, batch):
        self.both.submit("batch", lane, batch)
