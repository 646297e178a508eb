"""How a status and a report look on a terminal. Text of articles and messages is foreign: control codes are cut."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contract.readable import CLAIM_COLUMNS, claim_rows, printable
from contract.report import Report
from contract.status import JobState, JobStatus

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

EXPLAINED = {
    JobState.UNKNOWN: "not in the ledger: still in the inbox, never submitted, or past its retention",
}


def status_lines(status: JobStatus) -> Iterator[str]:
    """Yield the head of a status, then a line for each thing that happened, then one for each delivery."""
    head = [status.id, status.state, status.url or EXPLAINED.get(status.state, "")]
    if status.duplicate_of:
        head.append(f"duplicate of {status.duplicate_of}")
    yield printable("  ".join(filter(None, head)))
    if status.error:
        yield printable(f"  {status.error.code}: {status.error.message}")
    for entry in status.history:
        yield printable(f"  {entry.line}")
    for endpoint, state in status.deliveries.items():
        yield printable(f"  delivery to {endpoint}: {state}")


def claims_table(report: Report) -> "Table":
    """Return the claims in text order: who says what, with which figures, how surely, and who denies it."""
    # rich takes a tenth of a second to import, which `status` and `--json` need not pay
    from rich.table import Table  # noqa: PLC0415

    article = report.article
    heading = article and (article.headline or article.url)
    table = Table(
        title=_text(heading or report.id),
        caption=_text(f"{len(report.claims)} claims; job {report.id}"),
        title_justify="left",
        caption_justify="left",
        show_lines=True,
        expand=True,
    )
    for column, ratio in CLAIM_COLUMNS.items():
        table.add_column(column, ratio=ratio, overflow="fold")
    for row in claim_rows(report):
        table.add_row(*map(_text, row))
    return table


def _text(words: str) -> "Text":
    from rich.text import Text  # noqa: PLC0415 - as above

    return Text(printable(words))
