"""The progress of a long submission, on standard error, and the lines that go to standard output beside it."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from rich.progress import Progress

SHORT_JOBS: Final = 2_000
"""Up to here, about a tenth of a second, a bar would only flicker."""


class Bar:
    """Shows itself once the input turns out to be long, if standard error is a terminal."""

    def __init__(self, total_bytes: int | None) -> None:
        self._total_bytes = total_bytes
        self._read_bytes = 0
        self._wanted = sys.stderr.isatty()
        self._progress: Progress | None = None

    def advance(self, sent: int, read_bytes: int) -> None:
        """Show how many were sent, and how much of the input was read since the last time."""
        self._read_bytes += read_bytes
        if self._wanted and self._progress is None and sent > SHORT_JOBS:
            self._progress = _started(self._total_bytes)
        if self._progress is not None:
            task = self._progress.task_ids[0]
            self._progress.update(task, completed=self._read_bytes, description=f"{sent:,} sent")

    def write(self, text: str) -> None:
        """Put lines on standard output, above the bar where both are the same terminal."""
        beside = self._progress if sys.stdout.isatty() else None
        if beside is None:
            click.echo(text, nl=False)
            return
        # not through the bar's own console: it would make spaces of the tabs
        beside.stop()
        click.echo(text, nl=False)
        beside.start()

    def stop(self) -> None:
        """Take the bar off the screen."""
        if self._progress is not None:
            self._progress.stop()


@contextmanager
def bar_for(stream: BufferedIOBase | None) -> Iterator[Bar]:
    """Yield a bar that knows the length of a regular file; of a pipe it counts what passes."""
    bar = Bar(_size(stream))
    try:
        yield bar
    finally:
        bar.stop()


def _started(total_bytes: int | None) -> "Progress":
    # rich takes a tenth of a second to import, which a short submission need not pay
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    progress.add_task("", total=total_bytes)
    progress.start()
    return progress


def _size(stream: BufferedIOBase | None) -> int | None:
    if stream is None:
        return None
    try:
        status = os.fstat(stream.fileno())
    except OSError:  # a stream without a file, as in tests
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
