"""A transfer coding undone without ever holding more than was allowed (RFC 9110, 8.4.1)."""

import zlib
from typing import Final

from worker.adapters.http.failures import CallError, Failure

ACCEPTED: Final = "gzip, deflate"
"""What is asked for: the codings whose decoder can be told to stop."""

_GZIP_OR_ZLIB: Final = zlib.MAX_WBITS | 32
_RAW_DEFLATE: Final = -zlib.MAX_WBITS


class BoundedDecoder:
    """Decodes chunk by chunk; raises CallError: too_large past `max_bytes`, bad_encoding for what it cannot read."""

    def __init__(self, encoding: str, *, max_bytes: int) -> None:
        self._left = max_bytes
        self._encoding = encoding.strip().lower()
        self._inflate = None
        match self._encoding:
            case "" | "identity":
                pass
            case "gzip" | "x-gzip" | "deflate":
                self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
            case _:
                raise CallError(
                    Failure.BAD_ENCODING, f"the site answered in a coding that was not asked for; {ACCEPTED}"
                )
        self._is_fresh = True

    def feed(self, chunk: bytes) -> bytes:
        """Return the next decoded bytes."""
        if self._inflate is None:
            return self._counted(chunk)
        parts: list[bytes] = []
        while chunk:
            part = self._inflated(chunk)
            parts.append(self._counted(part))
            self._is_fresh = False
            if not self._inflate.eof:
                break
            # a gzip body may have several members (RFC 1952, 2.2); other bytes after the end mean nothing
            chunk = self._inflate.unused_data
            if not chunk.startswith(b"\x1f\x8b"):
                break
            self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
        return b"".join(parts)

    def finish(self) -> None:
        """Check that the coding came to its end."""
        if self._inflate is not None and not self._is_fresh and not self._inflate.eof:
            raise CallError(Failure.BAD_ENCODING, "the compressed body breaks off")

    def _inflated(self, chunk: bytes) -> bytes:
        if self._inflate is None:  # for the type alone: nothing is inflated without it
            return chunk
        try:
            # one byte more than is left shows that there is more; the rest of a bomb is never inflated
            return self._inflate.decompress(chunk, self._left + 1)
        except zlib.error as exc:
            if not (self._is_fresh and self._encoding == "deflate"):
                raise CallError(Failure.BAD_ENCODING, "the compressed body cannot be read") from exc
        # many servers send the raw form under this name (RFC 9110, 8.4.1.2, note)
        self._inflate = zlib.decompressobj(_RAW_DEFLATE)
        try:
            return self._inflate.decompress(chunk, self._left + 1)
        except zlib.error as exc:
            raise CallError(Failure.BAD_ENCODING, "the compressed body cannot be read") from exc

    def _counted(self, part: bytes) -> bytes:
        self._left -= len(part)
        if self._left < 0:
            raise CallError(Failure.TOO_LARGE, "the page is larger than is read")
        return part
