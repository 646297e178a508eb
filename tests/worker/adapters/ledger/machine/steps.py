"""Where steps are, told again in plain Python from the ledger's documentation: a part of the model."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.worker.adapters.ledger.machine.endpoints import EndpointModel
from worker.steps import Stage, Step

ENDED_ON_PURPOSE = -math.inf
RETENTION_HOURS = 3
MOST_HINTS = 3
"""Of a stage."""
MOST_CALLS = 2
"""Of an endpoint at once."""


@dataclass
class StepState:
    """Where a step is, and what was counted on it."""

    lane: str
    pace: str
    due_at: float
    since: float
    place: str = "due"
    until: float = 0
    """A hint is sent again, a lease lapses, a dead letter is forgotten."""
    token: str | None = None
    task: str | None = None
    failures: int = 0
    crashes: int = 0
    is_last_try: bool = False
    is_overtime: bool = False


class StepModel(EndpointModel):
    """Every wait is of whole hours, and time moves only when the machine lets an hour pass."""

    def __init__(self, *, spacing_hours: int, crash_limit: int) -> None:
        super().__init__()
        self.spacing_hours = spacing_hours
        self.crash_limit = crash_limit
        self.steps: dict[Step, StepState] = {}
        self.put_off: set[tuple[Stage, str, str]] = set()
        """Stage, lane and host of which a hint was sent within the spacing: others come before them."""
        self.unswept: set[Step] = set()
        """Dead letters past their retention that the gate has not yet taken off the list."""
        self.looked_at: float | None = None
        self.patient_until = 0.0

    def in_place(self, *places: str) -> list[Step]:
        """Return the steps that are in one of these places."""
        return [step for step, state in self.steps.items() if state.place in places]

    def busy(self) -> Counter[str]:
        """Return endpoint -> how many steps are hinted or leased of it."""
        out = self.in_place("hinted", "leased")
        return Counter(step.endpoint for step in out if step.stage is Stage.DELIVER)

    def has_room(self, endpoint: str) -> bool:
        """Whether one more step may be out for the endpoint."""
        return self.busy()[endpoint] < (1 if self.is_open(endpoint) else MOST_CALLS)

    def is_doable(self, step: Step) -> bool:
        """Whether a worker that asks for the step gets it."""
        return self.is_its_turn(step) and not self.waits_for_another(step)

    def is_its_turn(self, step: Step) -> bool:
        """Whether a worker that asks for the step gets it, but for another one that is at its last try."""
        state = self.steps.get(step)
        if state is None or state.place not in ("due", "hinted"):
            return False
        is_too_many = step.endpoint is not None and state.place == "due" and not self.has_room(step.endpoint)
        return state.due_at <= self.now and not is_too_many and self.is_allowed(step.stage, state.pace)

    def waits_for_another(self, step: Step) -> bool:
        """Whether the step has one try left while another one is at its last."""
        return self.steps[step].is_last_try and step.stage in self.last_tries()

    def last_tries(self) -> dict[Stage, str]:
        """Return the step of each stage that a worker has for its last try."""
        leased = {step: self.steps[step] for step in self.in_place("leased")}
        return {step.stage: str(step) for step, state in leased.items() if state.is_last_try and state.task is not None}

    def doable(self) -> list[Step]:
        """Return the steps that a worker gets if it asks."""
        return [step for step in self.steps if self.is_doable(step)]

    def may_be_hinted(self, step: Step) -> bool:
        """Whether a gate may send a hint for the step."""
        outstanding = [hinted for hinted in self.in_place("hinted") if hinted.stage is step.stage]
        is_due = step in self.steps and self.steps[step].place == "due"
        return is_due and self.is_its_turn(step) and len(outstanding) < MOST_HINTS

    def hint(self, step: Step) -> None:
        """Note that a hint was sent, which must have been right."""
        assert self.may_be_hinted(step), f"{step} is not to be hinted"
        self.steps[step].place, self.steps[step].until = "hinted", self.now + 1

    def choose(self, stage: Stage, chosen: Iterable[Step]) -> None:
        """Follow a gate's choice, which must be allowed, and must leave out nothing that there is room for."""
        for step in self.in_place("hinted"):
            if step.stage is stage and self.steps[step].until <= self.now:
                self._make_due(step, self.now)
        for step in chosen:
            self.hint(step)
            if stage is Stage.FETCH and self.spacing_hours:
                assert self._pace_of(step) not in self.put_off, f"{step} comes too soon after another one"
                self.put_off.add(self._pace_of(step))
        left = [step for step in self.steps if step.stage is stage and self.may_be_hinted(step)]
        left = [step for step in left if self._pace_of(step) not in self.put_off]
        assert not left, f"nobody hints {left[0]}"

    def create(self, step: Step, lane: str, pace: str) -> None:
        """Let there be the step, due at once."""
        self.steps[step] = StepState(lane, pace, self.now, self.now)
        self._make_due(step, self.now)

    def claim(self, step: Step, token: str, task: str) -> bool:
        """Lease the step; without effect for one that is not to be done, but for its hint, which is dropped."""
        if self.holds(step, token):
            self.steps[step].until = self.now + 1
            return True
        if not self.is_doable(step):
            if self.is_its_turn(step) and self.waits_for_another(step):
                self._make_due(step, self.now + 1)
            elif step in self.steps and self.steps[step].place == "hinted":
                self._make_due(step, self.steps[step].due_at)
            return False
        state = self.steps[step]
        if step.stage is Stage.FETCH and self.spacing_hours:
            self.leave_alone(step.stage, state.pace, self.spacing_hours)
        if self.is_open(step.endpoint):
            self.endpoints[step.endpoint].paused_until = self.now + 1
        self._lease(step, token, task)
        return True

    def holds(self, step: Step, token: str) -> bool:
        """Whether the token is that of the step's lease."""
        state = self.steps.get(step)
        return state is not None and state.place == "leased" and state.token == token

    def renew(self, step: Step, token: str) -> bool:
        """Hold on to a lease."""
        if self.holds(step, token):
            self.steps[step].until = self.now + 1
        return self.holds(step, token)

    def retry(self, step: Step, *, counts: bool, wait_hours: int, pause_hours: int) -> None:
        """Make a leased step due again after a failure; the other side may ask for a pause."""
        state = self.steps[step]
        state.failures += counts
        self._make_due(step, self.now + wait_hours)
        if pause_hours:
            self.leave_alone(step.stage, state.pace, pause_hours)

    def bury(self, step: Step) -> None:
        """Make the step a dead letter."""
        state = self.steps[step]
        state.place, state.until, state.token, state.task = "dead", self.now + RETENTION_HOURS, None, None
        self.unswept.discard(step)

    def holder(self, task: str) -> Step | None:
        """Return the step that a Celery task holds."""
        return next((step for step in self.in_place("leased") if self.steps[step].task == task), None)

    def lapse(self, task: str, *, is_overtime: bool) -> None:
        """End the lease of a task whose process is gone."""
        step = self.holder(task)
        if step is not None:
            self.steps[step].until = ENDED_ON_PURPOSE
            self.steps[step].is_overtime |= is_overtime

    def hand_back(self, task: str) -> None:
        """Make the step of a task due at once."""
        step = self.holder(task)
        if step is not None:
            self._make_due(step, self.now)

    def move(self, step: Step, pace: str) -> None:
        """Make a leased step due at once, at another pace."""
        self.steps[step].pace = pace
        self._make_due(step, self.now)

    def reclaim(self, token: str, wait_hours: int) -> tuple[int, set[tuple[Step, str]]]:
        """Take back what has lapsed; return how many steps that were, and those to give up, with why."""
        if self.looked_at is not None and self.looked_at < self.now:
            self.patient_until = self.now + 1
        self.looked_at = self.now
        lapsed_until = ENDED_ON_PURPOSE if self.patient_until > self.now else self.now
        back, spent = 0, set()
        for step in self.in_place("leased"):
            state = self.steps[step]
            if state.until > lapsed_until:
                continue
            state.crashes += 1
            if state.is_overtime or state.crashes >= self.crash_limit:
                self._lease(step, token, None)
                spent.add((step, "timeout" if state.is_overtime else "crashed"))
            else:
                state.is_last_try = state.crashes == self.crash_limit - 1
                self._make_due(step, self.now + wait_hours * 2 ** (state.crashes - 1))
                back += 1
        return back, spent

    def lease_overdue(self, token: str) -> set[Step]:
        """Lease what was begun more than an hour ago, is due, and goes to an endpoint that fails or is disabled."""
        known = {name for name, state in self.endpoints.items() if self.is_open(name) or state.is_disabled}
        found = {step for step in self.in_place("due") if step.endpoint in known}
        found = {
            step for step in found if self.steps[step].due_at <= self.now and self.steps[step].since <= self.now - 1
        }
        for step in found:
            self._lease(step, token, None)
        return found

    def _lease(self, step: Step, token: str, task: str | None) -> None:
        state = self.steps[step]
        state.place, state.token, state.task, state.until = "leased", token, task, self.now + 1

    def _make_due(self, step: Step, due_at: float) -> None:
        state = self.steps[step]
        state.place, state.due_at, state.token, state.task = "due", due_at, None, None
        if due_at <= self.now:
            self.put_off.discard(self._pace_of(step))

    def _pace_of(self, step: Step) -> tuple[Stage, str, str]:
        return step.stage, self.steps[step].lane, self.steps[step].pace
