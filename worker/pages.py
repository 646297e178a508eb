"""A page as bytes, for its stay in the ledger between fetch and extract: one line of JSON, then the body, deflated."""

import json
import zlib
from datetime import date

from worker.article.page import Page

LEVEL = 6
"""zlib's own default: a news page shrinks to a fifth; higher levels cost more than they save."""


def pack(page: Page) -> bytes:
    """Return the page as bytes."""
    head = {"url": page.url, "content_type": page.content_type, "fetched_on": _iso(page.fetched_on)}
    return json.dumps(head).encode() + b"\n" + zlib.compress(page.body, LEVEL)


def unpack(packed: bytes) -> Page:
    """Return the page that `pack` was given."""
    head, body = packed.split(b"\n", 1)
    known = json.loads(head)
    return Page(
        body=zlib.decompress(body),
        content_type=known["content_type"],
        url=known["url"],
        fetched_on=date.fromisoformat(known["fetched_on"]) if known["fetched_on"] else None,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
