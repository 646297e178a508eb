"""What `claimwire-worker dead` does. Needs the extra `worker`."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

import click

from contract.readable import printable
from contract.status import HistoryEntry
from worker.adapters.ledger import DeadLetter, OperatorLedger
from worker.cli.operating import operator_service, print_table
from worker.steps import Step


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of a dead letter; None asks for nothing."""

    code: str | None
    host: str | None
    endpoint: str | None
    batch: str | None
    older_than: timedelta | None
    newer_than: timedelta | None

    def passes(self, letter: DeadLetter, now: datetime) -> bool:
        """Whether the dead letter is what is asked for."""
        return (
            (self.code is None or fnmatchcase(letter.code, self.code))
            and (self.host is None or letter.host == self.host.lower())
            and (self.endpoint is None or letter.step.endpoint == self.endpoint)
            and (self.batch is None or letter.batch == self.batch)
            and (self.older_than is None or letter.at < now - self.older_than)
            and (self.newer_than is None or letter.at >= now - self.newer_than)
        )

    @property
    def asks(self) -> bool:
        """Whether it asks for anything."""
        return any(part is not None for part in astuple(self))


def list_letters(chosen: Filter, *, as_json: bool) -> None:
    """Print the dead letters that are asked for."""
    operator = operator_service().operator
    now = operator.now()
    letters = (letter for letter in operator.dead_letters() if chosen.passes(letter, now))
    if as_json:
        for letter in letters:
            click.echo(json.dumps(_as_dict(letter)))
        return
    rows = [
        (f"{letter.at:%Y-%m-%d %H:%M:%S}Z", str(letter.step), letter.code, letter.url or "", letter.message)
        for letter in letters
    ]
    print_table({"given up": False, "name": False, "code": False, "article": True, "why": True}, rows)
    click.echo(f"{len(rows)} dead letters", err=True)


def show_letters(names: Sequence[str], *, as_json: bool) -> None:
    """Print dead letters with their attempts; leave with status 1 if one is not on the list."""
    operator = operator_service().operator
    letters, missing = _named(operator, names)
    for letter in letters:
        attempts = [entry for entry in operator.history(letter.step.job_id) if _belongs(entry, letter)]
        if as_json:
            click.echo(json.dumps(_as_dict(letter) | {"attempts": [entry.to_dict() for entry in attempts]}))
            continue
        click.echo(printable(f"{letter.step}  {letter.code}: {letter.message}"))
        for name, value in (("article", letter.url), ("batch", letter.batch)):
            if value:
                click.echo(printable(f"  {name}: {value}"))
        for entry in attempts:
            click.echo(printable(f"  {entry.line}"))
    _tell_missing(missing)


def redrive_letters(names: Sequence[str], chosen: Filter, *, is_all: bool, dry_run: bool, as_json: bool) -> None:
    """Begin the chosen dead letters anew."""
    operator = operator_service().operator
    _act_on(operator, operator.redrive, names, chosen, is_all=is_all, dry_run=dry_run, as_json=as_json)


def discard_letters(names: Sequence[str], chosen: Filter, *, is_all: bool, dry_run: bool, as_json: bool) -> None:
    """Take the chosen dead letters off the list."""
    operator = operator_service().operator

    def discard(letter: DeadLetter) -> str:
        return "discarded" if operator.discard(letter.step) else "gone"

    _act_on(operator, discard, names, chosen, is_all=is_all, dry_run=dry_run, as_json=as_json)


def _act_on(
    operator: OperatorLedger,
    action: Callable[[DeadLetter], str],
    names: Sequence[str],
    chosen: Filter,
    *,
    is_all: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Do it to those that are named and asked for; leave with status 1 if one that is named is not on the list."""
    if not (names or chosen.asks or is_all):
        raise click.UsageError("name dead letters, filter them, or say --all")
    now = operator.now()
    # all are found before the first is moved: what is done changes the list
    letters, missing = _named(operator, names) if names else (list(operator.dead_letters()), [])
    counts: dict[str, int] = {}
    for letter in (letter for letter in letters if chosen.passes(letter, now)):
        done = "chosen" if dry_run else action(letter)
        counts[done] = counts.get(done, 0) + 1
        click.echo(json.dumps({"step": str(letter.step), "answer": done}) if as_json else f"{done}  {letter.step}")
    click.echo(", ".join(f"{count} {done}" for done, count in counts.items()) or "no dead letter is chosen", err=True)
    _tell_missing(missing)


def _named(operator: OperatorLedger, names: Sequence[str]) -> tuple[list[DeadLetter], list[str]]:
    """Return the dead letters that are named, by step or by job, and the names that fit none."""
    found, missing = [], []
    jobs = {name for name in names if ":" not in name}
    of_jobs = [letter for letter in operator.dead_letters() if letter.step.job_id in jobs] if jobs else []
    for name in dict.fromkeys(names):
        if name in jobs:
            letters = [letter for letter in of_jobs if letter.step.job_id == name]
        else:
            letters = [letter] if (letter := _by_step(operator, name)) else []
        found += letters
        if not letters:
            missing.append(name)
    return found, missing


def _by_step(operator: OperatorLedger, name: str) -> DeadLetter | None:
    try:
        return operator.dead_letter(Step.parse(name))
    except ValueError:
        return None


def _tell_missing(missing: Sequence[str]) -> None:
    for name in missing:
        click.echo(f"{name}: not among the dead letters", err=True)
    if missing:
        sys.exit(1)


def _belongs(entry: HistoryEntry, letter: DeadLetter) -> bool:
    stage = entry.event.partition(".")[0]
    return stage == letter.step.stage and entry.endpoint == letter.step.endpoint


def _as_dict(letter: DeadLetter) -> dict[str, object]:
    return {
        "step": str(letter.step),
        "stage": letter.step.stage,
        "job_id": letter.step.job_id,
        "endpoint": letter.step.endpoint,
        "at": letter.at.isoformat(),
        "code": letter.code,
        "message": letter.message,
        "url": letter.url,
        "host": letter.host,
        "batch": letter.batch,
    }
