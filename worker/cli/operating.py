"""What the commands of an operator begin with, and how they show things. Needs the extra `worker`."""

import sys
from collections.abc import Iterable, Mapping, Sequence

from pydantic import SecretStr

from contract.readable import printable
from worker.app import Service
from worker.cli.configuration import configured


def operator_service() -> Service:
    """Return the service of the settings, or that of the embedded server which runs in CLAIMWIRE_DATA_DIR."""
    settings = configured()
    if settings.redis_url is None:
        beside = settings.data_dir / "redis.url"
        if beside.is_file():
            url = SecretStr(beside.read_text("utf8").strip())
            settings = settings.model_copy(update={"redis_url": url})
    return Service(settings)


def print_table(columns: Mapping[str, bool], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, or in a pipe its rows with tabs. The text is foreign: control codes are cut.

    Args:
        columns: the heads; true for a column that may be folded where the terminal is narrow.
        rows: as many cells as there are columns.
    """
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(map(printable, row)))  # noqa: T201 - a command's output
        return
    # rich takes a tenth of a second to import, which --json need not pay
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False)
    for column, is_folded in columns.items():
        table.add_column(column, overflow="fold", no_wrap=not is_folded)
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    Console().print(table)
