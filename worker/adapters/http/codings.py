"""The transfer codings that are undone, each with a decoder that stops where it is told to."""

import zlib
from typing import Final, Protocol

import brotli
from backports import zstd

BROKEN: Final = (zlib.error, brotli.error, zstd.ZstdError)
"""What a body raises that is not of its coding."""

_GZIP_OR_ZLIB: Final = zlib.MAX_WBITS | 32
_RAW_DEFLATE: Final = -zlib.MAX_WBITS
_GZIP_MEMBER: Final = b"\x1f\x8b"
_ZSTD_FRAME: Final = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW_LOG: Final = 23
"""8 MiB: no content in the coding `zstd` may want more (RFC 9659)."""


class Coding(Protocol):
    """A coding of one body, undone piece by piece."""

    def decode(self, chunk: bytes, at_most: int) -> bytes:
        """Return the next bytes, about `at_most` of them at the most; raises one of `BROKEN`."""

    @property
    def holds_more(self) -> bool:
        """Whether there is more to come of what was given: ask with no bytes."""

    @property
    def is_complete(self) -> bool:
        """Whether what was given does not break off."""


class Deflate:
    """gzip (RFC 1952) and deflate, which many servers send without the header of zlib (RFC 9110, 8.4.1.2, note)."""

    def __init__(self, *, may_be_raw: bool = False) -> None:
        self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._may_be_raw = may_be_raw
        self._left = b""
        self._is_full = False

    def decode(self, chunk: bytes, at_most: int) -> bytes:
        """Undo the next bytes."""
        chunk = self._left + chunk
        try:
            part = self._inflate.decompress(chunk, at_most)
        except zlib.error:
            if not self._may_be_raw:
                raise
            self._inflate = zlib.decompressobj(_RAW_DEFLATE)
            part = self._inflate.decompress(chunk, at_most)
        self._may_be_raw = False
        self._left = self._inflate.unconsumed_tail
        self._is_full = len(part) == at_most and not self._inflate.eof
        # a body may have several members (RFC 1952, 2.2); other bytes after the end mean nothing
        if self._inflate.eof and self._inflate.unused_data.startswith(_GZIP_MEMBER):
            self._left = self._inflate.unused_data
            self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
        return part

    @property
    def holds_more(self) -> bool:
        """Whether the last piece was cut."""
        return bool(self._left) or self._is_full

    @property
    def is_complete(self) -> bool:
        """Whether the last member has ended."""
        return self._inflate.eof


class Brotli:
    """br (RFC 7932)."""

    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()
        self._has_given = False

    def decode(self, chunk: bytes, at_most: int) -> bytes:
        """Undo the next bytes; what follows the end means nothing."""
        if self.is_complete:
            self._has_given = False
            return b""
        part: bytes = self._decompressor.process(chunk, output_buffer_limit=at_most)
        self._has_given = bool(part)
        return part

    @property
    def holds_more(self) -> bool:
        """Whether the last piece was cut."""
        # it may accept more, and still hold back what it has undone: only asking tells
        return self._has_given and not self.is_complete

    @property
    def is_complete(self) -> bool:
        """Whether the stream has ended."""
        return bool(self._decompressor.is_finished())


class Zstandard:
    """zstd (RFC 8878), of one frame or several."""

    def __init__(self) -> None:
        self._decompressor = _zstd_decompressor()
        self._left = b""

    def decode(self, chunk: bytes, at_most: int) -> bytes:
        """Undo the next bytes; what follows the last frame means nothing."""
        chunk, self._left = self._left + chunk, b""
        if self._decompressor.eof:
            return b""
        part = self._decompressor.decompress(chunk, at_most)
        if self._decompressor.eof and self._decompressor.unused_data.startswith(_ZSTD_FRAME):
            self._left = self._decompressor.unused_data
            self._decompressor = _zstd_decompressor()
        return part

    @property
    def holds_more(self) -> bool:
        """Whether the last piece was cut."""
        return bool(self._left) or not (self._decompressor.eof or self._decompressor.needs_input)

    @property
    def is_complete(self) -> bool:
        """Whether the last frame has ended."""
        return self._decompressor.eof


def _zstd_decompressor() -> zstd.ZstdDecompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})
