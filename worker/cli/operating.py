"""What the commands of an operator begin with, and how they show things. Needs the extra `worker`."""

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


def print_table(columns: Mapping[str, int], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; each column has its share of the width. The text is foreign: control codes are cut."""
    # rich takes a tenth of a second to import, which --json need not pay
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, expand=True)
    for column, ratio in columns.items():
        table.add_column(column, ratio=ratio, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    Console().print(table)
