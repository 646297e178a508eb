"""`claimwire-worker endpoints` and what else is done about deliveries: `replay`, `test-endpoint`, `purge`."""

from datetime import timedelta
from typing import Final

import click

from worker.cli.ages import Age

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.group()
def endpoints() -> None:
    """See how endpoints do; let one be asked again, or not."""


@endpoints.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """List the endpoints of the settings: whether they take deliveries, and what waits for them."""
    from worker.cli.deliveries import list_endpoints  # noqa: PLC0415 - so that --help works in any installation

    list_endpoints(as_json=as_json)


@endpoints.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let an endpoint be asked again, at once: one that answered 410, fails, or was disabled."""
    from worker.cli.deliveries import enable_endpoint  # noqa: PLC0415 - as above

    enable_endpoint(name)


@endpoints.command()
@click.argument("name")
def disable(name: str) -> None:
    """Let an endpoint not be asked until it is enabled. Its deliveries wait for as long as their retries take."""
    from worker.cli.deliveries import disable_endpoint  # noqa: PLC0415 - as above

    disable_endpoint(name)


@click.command("test-endpoint")
@click.argument("name")
def test_endpoint(name: str) -> None:
    """Send an endpoint a signed trial (`endpoint.test`), and print how it answered."""
    from worker.cli.deliveries import try_endpoint  # noqa: PLC0415 - as above

    try_endpoint(name)


REPLAY_EXAMPLES: Final = """
\b
Examples:
  claimwire-worker replay 3f0c…
  claimwire-worker replay --since 2h --endpoint newsroom
"""


@click.command(epilog=REPLAY_EXAMPLES)
@click.argument("jobs", nargs=-1, metavar="[JOB]...")
@click.option("--since", type=Age(), help="All jobs whose report was made since, as 90s, 15m, 2h, 3d.")
@click.option("--endpoint", metavar="NAME", help="Only to this endpoint.")
@json_option
def replay(jobs: tuple[str, ...], *, since: timedelta | None, endpoint: str | None, as_json: bool) -> None:
    """Deliver reports once more, to the endpoints that had them: the same webhook-id and bytes, signed anew.

    A batch is named with an @ before its id; --since counts it as a job.
    """
    from worker.cli.deliveries import replay_deliveries  # noqa: PLC0415 - as above

    if bool(jobs) == (since is not None):
        raise click.UsageError("name jobs, or say --since")
    replay_deliveries(jobs, since, endpoint, as_json=as_json)


@click.command()
@click.option("--older-than", type=Age(), help="That ended longer ago, as 15m or 3d.")
@click.option("--all", "is_all", is_flag=True, help="Whenever they ended.")
def purge(*, older_than: timedelta | None, is_all: bool) -> None:
    """Remove what is kept of jobs that have ended, before its retention: records, reports, dead letters, refusals."""
    from worker.cli.deliveries import purge_ended  # noqa: PLC0415 - as above

    if is_all == (older_than is not None):
        raise click.UsageError("say --older-than, or --all")
    purge_ended(older_than or timedelta())
