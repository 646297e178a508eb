"""`claimwire batch`: what became of jobs that belong together, and when there are no more."""

from collections.abc import Callable
from typing import Final

import click

from contract.batch import BatchStatus
from contract.job import Lane
from contract.readable import printable
from producer.cli.options import json_option, lane_option
from producer.client import Client

BATCH_EXAMPLES: Final = """
\b
Examples:
  claimwire submit --batch backfill --file urls.txt > ids.tsv
  claimwire batch backfill --close
  claimwire batch backfill
"""


@click.command(epilog=BATCH_EXAMPLES)
@click.argument("batch_id", metavar="ID")
@click.option("--size", type=click.IntRange(min=0), metavar="N", help="It has so many jobs.")
@click.option("--close", is_flag=True, help="It has the jobs that were submitted before, on the same lane.")
@click.option("--endpoint", "endpoints", multiple=True, metavar="NAME", help="Who is told when it is complete.")
@lane_option
@json_option("The status as JSON.")
@click.pass_obj
def batch(
    connect: Callable[[], Client],
    batch_id: str,
    *,
    size: int | None,
    close: bool,
    endpoints: tuple[str, ...],
    lane: str,
    as_json: bool,
) -> None:
    """Print how many jobs of a batch have ended, and how; or say its size, or that it has no more jobs.

    When as many have ended as it has, its endpoints get one `batch.completed`.
    """
    if close and (size is not None or endpoints):
        raise click.UsageError("--close goes with neither --size nor --endpoint")
    with connect() as client:
        if close:
            client.close_batch(batch_id, lane=Lane(lane))
        elif size is not None or endpoints:
            client.open_batch(batch_id, size=size, endpoints=endpoints or None, lane=Lane(lane))
        else:
            status = client.batch(batch_id)
            click.echo(status.to_json() if as_json else _line(status))


def _line(status: BatchStatus) -> str:
    size = "size not known yet" if status.size is None else f"{status.size} jobs"
    counts = {
        "extracted": status.extracted,
        "failed": status.failed,
        "duplicate": status.duplicate,
        "rejected": status.rejected,
        "undelivered": status.undelivered,
    }
    said = ", ".join(f"{count} {how}" for how, count in counts.items() if count)
    deliveries = "".join(f"  delivery to {name}: {state}" for name, state in status.deliveries.items())
    ended = f"; {said}" if said else ""
    return printable(f"{status.id}  {status.state}  {size}, {status.jobs} read{ended}{deliveries}")
