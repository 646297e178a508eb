"""How a report looks: a table for people, a line of JSON for programs."""

import sys
from collections.abc import Iterable, Iterator

import click

from contract.readable import CLAIM_COLUMNS, claim_rows, printable
from contract.report import Report


def show_report(report: Report, *, as_json: bool) -> None:
    """Print the report on standard output."""
    if as_json:
        click.echo(report.to_json())
        return
    # rich takes a tenth of a second to import, which --json need not pay
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    headline = report.article and report.article.headline
    table = Table(title=Text(printable(headline or report.id)), title_justify="left", show_lines=True, expand=True)
    for column, ratio in CLAIM_COLUMNS.items():
        table.add_column(column, ratio=ratio, overflow="fold")
    for row in claim_rows(report):
        table.add_row(*map(Text, row))
    Console().print(table)


def with_progress(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Count the lines on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield from lines
        return
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.completed} articles"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        for line in lines:
            yield line
            progress.advance(task)
