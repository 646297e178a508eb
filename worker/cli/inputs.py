"""What `claimwire-worker extract` is given: a URL, a file, or standard input."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from worker.adapters.http.client import GuardedClient
from worker.article.page import Page
from worker.errors import PermanentError
from worker.settings import Settings

STANDARD_INPUT = "-"


def read_input_page(source: str, settings: Settings) -> Page:
    """Return the page; a URL is fetched as the service would fetch it.

    Raises:
        ClaimwireError: a `fetch.…` code, or `input.unreadable`.
    """
    if source.startswith(("http://", "https://")):
        found = GuardedClient(settings.user_agent, settings.allow_addresses).get(source)
        return Page(found.body, found.content_type, found.final_url, fetched_on=datetime.now(UTC).date())
    if source == STANDARD_INPUT:
        return Page(sys.stdin.buffer.read())
    try:
        return Page(Path(source).read_bytes())
    except OSError as exc:
        raise _unreadable(source, exc) from exc


def read_input_text(source: str) -> str:
    """Return the text of a file in UTF-8; raises PermanentError `input.unreadable`."""
    try:
        with input_lines(source) as file:
            return file.read()
    except UnicodeDecodeError as exc:
        raise PermanentError("input.unreadable", f"{source} is not UTF-8: convert it first") from exc


@contextmanager
def input_lines(source: str) -> Iterator[IO[str]]:
    """Open a file in UTF-8 for reading line by line; raises PermanentError `input.unreadable`."""
    if source == STANDARD_INPUT:
        yield sys.stdin
        return
    try:
        with Path(source).open(encoding="utf-8", newline="") as file:
            yield file
    except OSError as exc:
        raise _unreadable(source, exc) from exc


def _unreadable(source: str, exc: OSError) -> PermanentError:
    return PermanentError("input.unreadable", f"{source}: {exc.strerror}; name a URL, a file, or - for standard input")
