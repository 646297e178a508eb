"""The ledger as it is and as the model tells it: plain dictionaries that must be equal. And what it promises."""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from contract.batch import BatchSummary
from contract.job import Lane
from contract.status import LEDGER_VERSION, deliveries_from
from tests.worker.adapters.ledger.machine.model import Model
from tests.worker.adapters.ledger.machine.records import BatchRecord, Record
from tests.worker.adapters.ledger.machine.snapshot import Snapshot
from worker.steps import Stage, Step

COUNTS = (*BatchSummary.model_fields.keys() - {"id", "size"}, "jobs")
KINDS = ("inbox", "job", "history", "twin", "page", "step", "due", "paces", "pace", "hinted", "leased", "tasks")
KINDS += ("dead", "last_try", "looked", "patience", "open", "busy", "endpoint", "asked")
"""What the names of the ledger's keys begin with."""
UNFINISHED = {"waiting": Stage.FETCH, "fetched": Stage.EXTRACT}
"""State of a job -> the stage that it is in."""


def disagreements(seen: Snapshot, model: Model) -> list[str]:
    """Return where the two differ, a line each."""
    return list(_differences("", _as_it_is(seen), _as_told(model)))


def stuck(seen: Snapshot) -> set[str]:
    """Return what is unfinished and has no step that anybody will ever do: there must be none."""
    alive = {Step.parse(name) for name, fields in seen.under("step:").items() if fields["place"] != "dead"}
    needed = set()
    for name, fields in seen.under("job:").items():
        if fields["state"] in UNFINISHED:
            needed.add(Step(UNFINISHED[fields["state"]], name))
        elif fields["state"] in ("extracted", "failed", "completed"):
            waiting = [endpoint for endpoint, how in deliveries_from(fields).items() if how == "waiting"]
            needed |= {Step(Stage.DELIVER, name, endpoint) for endpoint in waiting}
    return {str(step) for step in needed - alive}


def late_paces(seen: Snapshot, spacing_ms: int) -> set[str]:
    """Return the paces that a gate would look at later than their first step needs it: there must be none."""
    late = set()
    for name, paces in seen.under("paces:").items():
        stage = name.partition(":")[0]
        for pace, looked_at_next in paces.items():
            first = min(seen.whole(f"due:{name}:{pace}").values())
            allowed_at = int(seen.whole(f"pace:{stage}:{pace}") or 0)
            put_off_until = seen.taken_at + max(100, spacing_ms if stage == Stage.FETCH else 0)
            if looked_at_next > max(first, allowed_at, put_off_until):
                late.add(f"{name}:{pace}")
    return late


def whereabouts(seen: Snapshot) -> set[str]:
    """Return the tags of all submissions that are anywhere."""
    return set(seen.tags(*(f"inbox:{lane}" for lane in Lane), "inbox:held", "inbox:rejected", "job:"))


def _as_it_is(seen: Snapshot) -> dict[str, Any]:
    """Return what Redis holds; times are in hours from now."""
    return {
        "steps": {name: _seen_step(seen, name, fields) for name, fields in seen.under("step:").items()},
        "due": {name: seen.times(f"due:{name}") for name in seen.under("due:")},
        "paces": {name: set(paces) for name, paces in seen.under("paces:").items()},
        "hinted": {name: seen.times(f"hinted:{name}") for name in seen.under("hinted:")},
        "leased": seen.times("leased"),
        "last tries": seen.under("last_try:"),
        "tasks": seen.whole("tasks"),
        "dead": set(seen.whole("dead")),
        "busy": {name: int(count) for name, count in seen.whole("busy").items()},
        "open": int(seen.whole("open") or 0),
        "records": {name: _seen_record(seen, name, fields) for name, fields in seen.under("job:").items()},
        "histories": {name: seen.hours_kept(f"history:{name}") for name in seen.under("history:")},
        "twins": {name: seen.hours_kept(f"twin:{digest}") for digest, name in seen.under("twin:").items()},
        "pages": set(seen.under("page:")),
        "paused": {name: seen.hours_until(int(until)) for name, until in seen.under("pace:").items()},
        "endpoints": {
            name: (int(fields.get("failures", 0)), "disabled" in fields)
            for name, fields in seen.under("endpoint:").items()
        },
        "patience": seen.hours_kept("patience"),
        "inbox": {
            (stream, entry)
            for stream, entries in seen.under("inbox:").items()
            for entry in entries
            if stream != "rejected"
        },
        "rejected": seen.tags("inbox:rejected"),
        "unheard of": {name for name in seen.keys if name.partition(":")[0] not in KINDS},
    }


def _as_told(model: Model) -> dict[str, Any]:
    """Return what Redis should hold."""
    due, paces, hinted = defaultdict(dict), defaultdict(set), defaultdict(dict)
    for step in model.in_place("due"):
        state = model.steps[step]
        due[f"{step.stage}:{state.lane}:{state.pace}"][str(step)] = model.hours_until(state.due_at)
        paces[f"{step.stage}:{state.lane}"].add(state.pace)
    for step in model.in_place("hinted"):
        hinted[step.stage][str(step)] = model.hours_until(model.steps[step].until)
    leased = {step: model.steps[step] for step in model.in_place("leased")}
    paused = {*model.pauses, *((Stage.DELIVER, name) for name in model.endpoints)}
    return {
        "steps": {str(step): _told_step(model, step) for step in model.steps},
        "due": due,
        "paces": paces,
        "hinted": hinted,
        "leased": {str(step): model.hours_until(state.until) for step, state in leased.items()},
        "last tries": model.last_tries(),
        "tasks": {state.task: str(step) for step, state in leased.items() if state.task is not None},
        "dead": {str(step) for step in (*model.in_place("dead"), *model.unswept)},
        "busy": model.busy(),
        "open": model.open_count(),
        "records": {name: _told_record(model, record) for name, record in model.records.items()},
        "histories": {name: model.hours_until(record.expires_at) for name, record in model.records.items()},
        "twins": {name: model.hours_until(until) for name, until in model.twins.values()},
        "pages": {name for name, record in model.records.items() if record.state == "fetched"},
        "paused": {f"{stage}:{pace}": hours for stage, pace in paused if (hours := model.hours_paused(stage, pace))},
        "endpoints": {name: (state.failures, state.is_disabled) for name, state in model.endpoints.items()},
        "patience": model.hours_until(model.patient_until),
        "inbox": set(model.inbox),
        "rejected": Counter(tag for tag, _ in model.rejected),
        "unheard of": set(),
    }


def _differences(where: str, found: Any, told: Any) -> Iterator[str]:
    if isinstance(found, dict) and isinstance(told, dict):
        for part in {**found, **told}:
            yield from _differences(f"{where}/{part}", found.get(part), told.get(part))
    elif found != told:
        yield f"{where}: {found} should be {told}"


def _seen_step(seen: Snapshot, name: str, fields: dict[str, str]) -> dict[str, Any]:
    return {
        **{field: int(fields[field]) for field in ("failures", "crashes")},
        **{field: fields.get(field) for field in ("place", "lane", "pace", "token", "task")},
        "due_in": seen.hours_until(float(fields["due_at"])),
        "kept": seen.hours_kept(f"step:{name}"),
    }


def _told_step(model: Model, step: Step) -> dict[str, Any]:
    state = model.steps[step]
    return {
        **{name: getattr(state, name) for name in ("failures", "crashes", "place", "lane", "pace", "token", "task")},
        "due_in": model.hours_until(state.due_at),
        "kept": model.hours_until(state.until) if state.place == "dead" else math.inf,
    }


def _seen_record(seen: Snapshot, name: str, fields: dict[str, str]) -> dict[str, Any]:
    assert fields["v"] == LEDGER_VERSION
    found = {
        "state": fields["state"],
        "duplicate_of": fields.get("duplicate_of"),
        "deliveries": deliveries_from(fields),
        "redrives": int(fields.get("redrives", 0)),
        "report": json.loads(fields["report"]) if "report" in fields else None,
        "kept": seen.hours_kept(f"job:{name}"),
    }
    if name.startswith("@"):
        found["size"] = int(fields["size"]) if "size" in fields else None
        found["completions"] = str(seen.whole(f"history:{name}")).count('"completed"')
        found["counts"] = {name: int(fields[name]) for name in COUNTS if int(fields.get(name, 0))}
        found["report"] = found["report"] and {
            name: count for name, count in found["report"].items() if count != 0 or name == "size"
        }
    return found


def _told_record(model: Model, record: Record) -> dict[str, Any]:
    told = {
        "state": record.state,
        "duplicate_of": record.duplicate_of,
        "deliveries": record.deliveries,
        "redrives": record.redrives,
        "report": record.report,
        "kept": model.hours_until(record.expires_at),
    }
    if isinstance(record, BatchRecord):
        told["size"] = record.size
        told["completions"] = int(record.state == "completed")
        told["counts"] = record.counts | ({"jobs": record.jobs} if record.jobs else {})
        if record.state == "open":
            told["deliveries"] = dict.fromkeys(record.endpoints, "waiting")
    return told
