"""`claimwire-worker dead`: what was given up, why, and what becomes of it."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from worker.cli.ages import Age

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def dead() -> None:
    """See, redrive or discard dead letters: steps that were given up.

    A dead letter is named as the list shows it (fetch:JOB, extract:JOB, deliver:JOB:ENDPOINT), or by its job.
    """


def _filters(command: Command) -> Command:
    """Add the options that choose among the dead letters."""
    options = (
        click.option("--code", metavar="CODE", help="With this code; * stands for anything, as in 'fetch.*'."),
        click.option("--host", metavar="HOST", help="Whose article is on this host."),
        click.option("--endpoint", metavar="NAME", help="Deliveries to this endpoint."),
        click.option("--batch", metavar="BATCH", help="Of jobs of this batch."),
        click.option("--older-than", type=Age(), help="Given up longer ago, as 90s, 15m, 2h, 3d."),
        click.option("--newer-than", type=Age(), help="Given up since."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")(command)


LIST_EXAMPLES: Final = """
\b
Examples:
  claimwire-worker dead list
  claimwire-worker dead list --code 'deliver.*' --endpoint newsroom --newer-than 1d
  claimwire-worker dead list --json | jq -r .code | sort | uniq -c
"""


@dead.command("list", epilog=LIST_EXAMPLES)
@_filters
@_json_option
def list_command(*, as_json: bool, **filters: Any) -> None:  # noqa: ANN401 - the fields of `Filter`
    """List dead letters, oldest first."""
    from worker.cli.dead_letters import Filter, list_letters  # noqa: PLC0415 - so that --help works in any installation

    list_letters(Filter(**filters), as_json=as_json)


@dead.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_json_option
def show(names: tuple[str, ...], *, as_json: bool) -> None:
    """Show dead letters with every attempt and its error."""
    from worker.cli.dead_letters import show_letters  # noqa: PLC0415 - as above

    show_letters(names, as_json=as_json)


REDRIVE_EXAMPLES: Final = """
\b
Examples:
  claimwire-worker dead redrive deliver:3f0c…:newsroom
  claimwire-worker dead redrive --endpoint newsroom --code deliver.refused
  claimwire-worker dead redrive --all --dry-run
"""


def _chosen(command: Command) -> Command:
    """Add names, filters and --all: at least one of them is needed."""
    command = click.option("--dry-run", is_flag=True, help="Only say what would be done.")(command)
    command = click.option("--all", "is_all", is_flag=True, help="Every dead letter.")(command)
    return click.argument("names", nargs=-1, metavar="[NAME]...")(_filters(_json_option(command)))


@dead.command(epilog=REDRIVE_EXAMPLES)
@_chosen
def redrive(names: tuple[str, ...], *, is_all: bool, dry_run: bool, as_json: bool, **filters: Any) -> None:  # noqa: ANN401 - as above
    """Begin dead letters anew: a delivery with all its attempts, anything else from the fetching on.

    The job keeps its id and its history. A delivery keeps its webhook-id and its bytes.
    """
    from worker.cli.dead_letters import Filter, redrive_letters  # noqa: PLC0415 - as above

    redrive_letters(names, Filter(**filters), is_all=is_all, dry_run=dry_run, as_json=as_json)


@dead.command()
@_chosen
def discard(names: tuple[str, ...], *, is_all: bool, dry_run: bool, as_json: bool, **filters: Any) -> None:  # noqa: ANN401 - as above
    """Take dead letters off the list. What their jobs came to stays as it is."""
    from worker.cli.dead_letters import Filter, discard_letters  # noqa: PLC0415 - as above

    discard_letters(names, Filter(**filters), is_all=is_all, dry_run=dry_run, as_json=as_json)
