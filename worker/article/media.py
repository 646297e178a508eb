"""What kind of thing a body is: HTML, plain text, or nothing that is read."""

import re
from enum import StrEnum
from typing import Final

from worker.article import refusals


class Kind(StrEnum):
    """How a body is read."""

    HTML = "html"
    TEXT = "text"


_KINDS: Final = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "text/plain": Kind.TEXT,
}
# What servers say when they do not know (WHATWG MIME Sniffing, 4.2 and 5.1): the body tells.
_UNKNOWN: Final = frozenset({"", "application/octet-stream", "application/unknown", "unknown/unknown", "*/*"})
_PDF_START: Final = b"%PDF-"
_PDF_TYPES: Final = frozenset({"application/pdf", "application/x-pdf"})
_BINARY_STARTS: Final = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "an archive or office document"),
    (b"\x1f\x8b", "an archive"),
)
_UTF_16_32: Final = (b"\xff\xfe", b"\xfe\xff")
_TAG: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p|meta|title|script)\b", re.IGNORECASE)
_SNIFFED_BYTES: Final = 1445
"""WHATWG MIME Sniffing, 5.2."""


def kind_of(body: bytes, content_type: str) -> Kind:
    """Return how to read a body.

    Raises:
        PermanentError: article.pdf, or article.unsupported_type for what else is no text.
    """
    start = body[:_SNIFFED_BYTES]
    media_type = content_type.partition(";")[0].strip().lower()
    if start.startswith(_PDF_START) or media_type in _PDF_TYPES:
        raise refusals.pdf()
    for magic, name in _BINARY_STARTS:
        if start.startswith(magic):
            raise refusals.unsupported_type(name)
    if media_type not in _UNKNOWN:
        if (kind := _KINDS.get(media_type)) is None:
            raise refusals.unsupported_type(f"content of type {media_type[:80]!r}")
        return kind
    if b"\x00" in start and not start.startswith(_UTF_16_32):
        raise refusals.unsupported_type("binary content")
    return Kind.HTML if _TAG.search(start) else Kind.TEXT
