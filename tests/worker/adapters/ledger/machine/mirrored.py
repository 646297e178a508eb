"""A ledger and its model: what is done to one is done to the other, and both must answer the same."""

import json

from contract import names
from tests.worker.adapters.ledger.machine.clock import let_a_moment_pass, wait_a_millisecond
from tests.worker.adapters.ledger.machine.mirrored_steps import ENDPOINTS, MirroredSteps
from tests.worker.adapters.ledger.machine.records import Submission
from worker.adapters.ledger import DeadLetter, Entry
from worker.intake import Admission, Held, Refusal, judge
from worker.steps import Stage, Step


class MirroredLedger(MirroredSteps):
    """What producers, gates and operators do, too."""

    def submit(self, kind: str, lane: str, message: dict[str, object]) -> str:
        """Put a message into an inbox, without the fields that are None; return the id to ask by."""
        message = {field: value for field, value in message.items() if value is not None}
        if kind != "batch":
            message.setdefault("tags", [self.new("s")])
        fields = {names.BATCH_FIELD if kind == "batch" else names.JOB_FIELD: json.dumps(message)}
        entry = self.client.xadd(self.prefix + names.inbox(lane), fields).decode()
        self.sent.append((kind, message))
        name = "" if kind == "batch" else str(message.get("id", entry))
        self.model.inbox[lane, entry] = Submission(kind, lane, name, message)
        return name

    def do_a_round(self) -> None:
        """Do all that a gate does, in its order."""
        self.reclaim(wait_hours=0)
        self.lease_overdue()
        self.choose()
        self.take_in_everything()

    def take_in_everything(self) -> None:
        """Do as a gate does with all that lies in the inbox."""
        if self.model.has_entries():
            for entry in list(self.gate.read_inbox(most=100, block_ms=1)):
                self.take_in(entry)

    def bring_to_its_deliveries(self, lane: str, job: dict[str, object], fails_in: Stage | None = None) -> None:
        """Submit a job and take it as far as it goes without them; what fails is delivered too."""
        name = self.submit("job", lane, job)
        self.take_in_everything()
        for stage in (Stage.FETCH, Stage.EXTRACT):
            step = Step(stage, name)
            if self.model.is_doable(step):
                end = self.give_up if stage is fails_in else self.end_well
                end(self.claim(step))

    def take_in(self, entry: Entry) -> None:
        """Do as a gate does with an entry that it, or another gate, may have taken in already."""
        wait_a_millisecond()
        place = (entry.stream.removeprefix("inbox:"), entry.stream_id)
        verdict = judge(entry.fields, entry.id, known_endpoints=frozenset(ENDPOINTS))
        match verdict:
            case Admission(job=job):
                answer = self.gate.admit(entry, verdict)
                assert answer == self.model.take_in(place)
                if answer == "taken":
                    self.gate.refuse(entry, Refusal("inbox.id_taken", "choose another", "id", "", job.batch or ""))
            case Held():
                self.gate.hold(entry, verdict)
                ((laid_aside, _),) = self.client.xrevrange(self.prefix + names.HELD, count=1) or [(b"", {})]
                self.model.take_in(place, held_as=("held", laid_aside.decode()))
            case Refusal():
                self.gate.refuse(entry, verdict)
                self.model.take_in(place)
            case _:
                assert self.gate.note_batch(entry, verdict) == self.model.take_in(place)

    def choose(self) -> None:
        """Let a gate choose what to send hints for."""
        let_a_moment_pass(self.client, self.prefix)
        for stage in Stage:
            self.model.choose(stage, self.gate.choose(stage))

    def enable(self, endpoint: str) -> None:
        """Do as an operator does."""
        self.operator.enable(endpoint)
        self.model.enable(endpoint)

    def disable(self, endpoint: str) -> None:
        """Do as an operator does."""
        self.operator.disable(endpoint, "operator", "for now")
        self.model.disable(endpoint)

    def settle(self, letter: DeadLetter, *, is_wanted: bool) -> None:
        """Redrive or discard a dead letter, which may be one no longer."""
        if is_wanted:
            assert self.operator.redrive(letter) == self.model.redrive(letter.step)
        else:
            assert self.operator.discard(letter.step) == self.model.discard(letter.step)

    def reclaim(self, wait_hours: int) -> None:
        """Do as a gate does with lapsed leases: those of steps that it is to give up are its own then."""
        token = self.new("token")
        told = self.model.reclaim(token, wait_hours)
        found = self.gate.reclaim(token=token, wait_seconds=3600 * wait_hours, jitter=0)
        assert (found.due_again, set(found.spent)) == told
        for step in sorted(dict(found.spent), key=str):
            self.claim(step, token)

    def lease_overdue(self) -> None:
        """Do as a gate does with overdue deliveries: they are its own then, to be given up."""
        token = self.new("token")
        told = self.model.lease_overdue(token)
        assert set(self.gate.overdue_deliveries(token=token)) == told
        for step in sorted(told, key=str):
            self.claim(step, token)
