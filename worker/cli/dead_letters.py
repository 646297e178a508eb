"""What `claimwire-worker dead` does. Needs the extra `worker`."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

import click

from contract.readable import printable
from contract.status import HistoryEntry
from worker.adapters.ledger import DeadLetter
from worker.cli.operating import operator_service, print_table
from worker.steps import Stage


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
    now = datetime.now(UTC)
    letters = (letter for letter in operator_service().operator.dead_letters() if chosen.passes(letter, now))
    if as_json:
        for letter in letters:
            click.echo(json.dumps(_as_dict(letter)))
        return
    rows = [
        (f"{letter.at:%Y-%m-%d %H:%M:%S}Z", str(letter.step), letter.code, letter.url or "", letter.message)
        for letter in letters
    ]
    print_table({"given up": 2, "name": 4, "code": 2, "article": 4, "why": 4}, rows)
    click.echo(f"{len(rows)} dead letters", err=True)


def show_letters(names: Sequence[str], *, as_json: bool) -> None:
    """Print dead letters with their attempts; leave with status 1 if one is not on the list."""
    operator = operator_service().operator
    for letter in _named(operator.dead_letters(), names):
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


def redrive_letters(names: Sequence[str], chosen: Filter, *, is_all: bool, dry_run: bool, as_json: bool) -> None:
    """Begin the chosen dead letters anew."""
    service = operator_service()

    def redrive(letter: DeadLetter) -> str:
        if letter.step.stage is not Stage.DELIVER:
            # the failure that is stored is not to be taken for the outcome of what begins now
            service.results.forget(letter.step.job_id)
        return service.operator.redrive(letter)

    _do(redrive, service.operator.dead_letters(), names, chosen, is_all=is_all, dry_run=dry_run, as_json=as_json)


def discard_letters(names: Sequence[str], chosen: Filter, *, is_all: bool, dry_run: bool, as_json: bool) -> None:
    """Take the chosen dead letters off the list."""
    operator = operator_service().operator

    def discard(letter: DeadLetter) -> str:
        return "discarded" if operator.discard(letter.step) else "gone"

    _do(discard, operator.dead_letters(), names, chosen, is_all=is_all, dry_run=dry_run, as_json=as_json)


def _do(
    action: Callable[[DeadLetter], str],
    letters: Iterable[DeadLetter],
    names: Sequence[str],
    chosen: Filter,
    *,
    is_all: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    if not (names or chosen.asks or is_all):
        raise click.UsageError("name dead letters, filter them, or say --all")
    now = datetime.now(UTC)
    # all are found before the first is moved: what is done changes the list
    found = [letter for letter in (_named(letters, names) if names else letters) if chosen.passes(letter, now)]
    counts: dict[str, int] = {}
    for letter in found:
        done = "would be" if dry_run else action(letter)
        counts[done] = counts.get(done, 0) + 1
        click.echo(json.dumps({"step": str(letter.step), "answer": done}) if as_json else f"{done}  {letter.step}")
    click.echo(", ".join(f"{count} {done}" for done, count in counts.items()) or "no dead letter is chosen", err=True)


def _named(letters: Iterable[DeadLetter], names: Sequence[str]) -> Iterator[DeadLetter]:
    """Yield those that are named, by step or by job; leave with status 1 at the end if a name fits none."""
    wanted = set(names)
    met = set()
    for letter in letters:
        fitting = wanted & {str(letter.step), letter.step.job_id}
        if fitting:
            met |= fitting
            yield letter
    if missing := wanted - met:
        for name in sorted(missing):
            click.echo(f"{name}: not among the dead letters", err=True)
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
