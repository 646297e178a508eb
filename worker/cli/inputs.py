"""What `claimwire-worker extract` is given: a URL, a file, or standard input."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from contract.report import Stage
from worker.article.page import Page
from worker.cli.extract import STANDARD_INPUT
from worker.errors import PermanentError
from worker.settings import Settings
from worker.web import guarded_client


def read_input_page(source: str, settings: Settings) -> Page:
    """Return the page; a URL is fetched with the limits that the service has.

    Raises:
        ClaimwireError: a `fetch.…` code, or `input.unreadable`.
    """
    if source.startswith(("http://", "https://")):
        found = guarded_client(settings, Stage.FETCH).get(source)
        return Page(found.body, found.content_type, found.final_url, fetched_on=datetime.now(UTC).date())
    with open_input(source) as file:
        return Page(file.read())


def read_input_text(source: str) -> str:
    """Return the text of a file in UTF-8; raises PermanentError `input.unreadable`."""
    with open_input(source) as file:
        try:
            return file.read().decode("utf8")
        except UnicodeDecodeError as exc:
            raise PermanentError("input.unreadable", f"{source} is not UTF-8: convert it first") from exc


@contextmanager
def open_input(source: str) -> Iterator[IO[bytes]]:
    """Open a file, or standard input; raises PermanentError `input.unreadable`."""
    if source == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        with Path(source).open("rb") as file:
            yield file
    except OSError as exc:
        raise _unreadable(source, exc) from exc


def _unreadable(source: str, exc: OSError) -> PermanentError:
    return PermanentError("input.unreadable", f"{source}: {exc.strerror}; name a URL, a file, or - for standard input")
