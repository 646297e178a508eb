"""A transfer coding undone without ever holding more than was allowed (RFC 9110, 8.4.1)."""

from collections.abc import Callable, Mapping
from typing import Final

from worker.adapters.http.codings import BROKEN, Brotli, Coding, Deflate, Zstandard
from worker.adapters.http.failures import CallError, Failure

ACCEPTED: Final = "gzip, deflate, br, zstd"
"""What is asked for: the codings whose decoder can be told to stop."""

MOST_TIMES: Final = 250
"""As large as it came, above `FREE_BYTES`: HTML shrinks to a tenth, with long lists to a fiftieth. Our choice."""
FREE_BYTES: Final = 1024 * 1024
"""Of any page, however small it came."""

_STEP_BYTES: Final = 1024 * 1024
"""Of one step: what a decoder holds besides what it has given."""

_CODINGS: Final[Mapping[str, Callable[[], Coding]]] = {
    "gzip": Deflate,
    "x-gzip": Deflate,
    "deflate": lambda: Deflate(may_be_raw=True),
    "br": Brotli,
    "zstd": Zstandard,
}


class BoundedDecoder:
    """Decodes chunk by chunk; raises CallError: too_large past a bound, bad_encoding for what it cannot read."""

    def __init__(self, encoding: str, *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._taken = 0
        self._given = 0
        self._coding: Coding | None = None
        name = encoding.strip().lower()
        if name in ("", "identity"):
            return
        if name not in _CODINGS:
            raise CallError(Failure.BAD_ENCODING, f"the site answered in a coding that was not asked for; {ACCEPTED}")
        self._coding = _CODINGS[name]()

    def feed(self, chunk: bytes) -> bytes:
        """Return the next decoded bytes."""
        self._taken += len(chunk)
        if self._coding is None:
            return self._counted(chunk)
        parts = [self._decoded(self._coding, chunk)]
        while self._coding.holds_more:
            parts.append(self._decoded(self._coding, b""))
        return b"".join(parts)

    def finish(self) -> None:
        """Check that the coding came to its end."""
        if self._coding is not None and self._taken and not self._coding.is_complete:
            raise CallError(Failure.BAD_ENCODING, "the compressed body breaks off")

    def _decoded(self, coding: Coding, chunk: bytes) -> bytes:
        try:
            return self._counted(coding.decode(chunk, _STEP_BYTES))
        except BROKEN as exc:
            raise CallError(Failure.BAD_ENCODING, "the compressed body cannot be read") from exc

    def _counted(self, part: bytes) -> bytes:
        self._given += len(part)
        if self._given > self._max_bytes:
            raise CallError(Failure.TOO_LARGE, "the page is larger than is read")
        if self._given > max(FREE_BYTES, MOST_TIMES * self._taken):
            raise CallError(Failure.TOO_LARGE, f"the page grows more than {MOST_TIMES}-fold when it is decompressed")
        return part
