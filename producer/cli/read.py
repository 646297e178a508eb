"""`claimwire status` and `claimwire result`: where jobs are, and what came of them."""

import sys
import time
from collections.abc import Callable, Iterable

import click

from contract.failure import JobFailed
from contract.report import Report
from producer.cli.exits import exit_code_of
from producer.cli.options import json_option, wait_options
from producer.cli.show import claims_table, status_lines
from producer.client import Client
from producer.errors import ClientError, QueueUnavailable


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@json_option("One JSON object a line.")
@click.pass_obj
def status(connect: Callable[[], Client], ids: tuple[str, ...], *, as_json: bool) -> None:
    """Print where jobs are, and every step that led there with its time (UTC)."""
    with connect() as client:
        for job_id in ids:
            found = client.status(job_id)
            for line in [found.to_json()] if as_json else status_lines(found):
                click.echo(line)


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@wait_options("Wait until it is there.")
@json_option("The report as JSON, one a line; the default in a pipe.")
@click.pass_obj
def result(
    connect: Callable[[], Client], ids: tuple[str, ...], *, wait: bool, timeout_seconds: float, as_json: bool
) -> None:
    """Print the reports of jobs: their claims as a table on a terminal, else as JSON."""
    with connect() as client:
        failed = print_reports(client, ids, timeout_seconds if wait else 0.0, as_json=as_json)
    if failed:
        raise click.exceptions.Exit(failed)


def print_reports(client: Client, ids: Iterable[str], timeout_seconds: float, *, as_json: bool) -> int:
    """Print each report in the order of the ids, failures on standard error; return the exit code of the last one."""
    deadline = time.monotonic() + timeout_seconds
    failed = 0
    for job_id in ids:
        try:
            report = client.wait(job_id, max(0.0, deadline - time.monotonic()))
        except QueueUnavailable:
            raise
        except (ClientError, JobFailed) as error:
            click.echo(f"{job_id}: {error}", err=True)
            failed = exit_code_of(error)
        else:
            _print_report(report, as_json=as_json or not sys.stdout.isatty())
    return failed


def _print_report(report: Report, *, as_json: bool) -> None:
    if as_json:
        click.echo(report.to_json())
        return
    from rich.console import Console  # noqa: PLC0415 - only where a table is shown

    Console().print(claims_table(report))
