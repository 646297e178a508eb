"""Reading a list of URLs: one a line, as they arrive, in flat memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from typing import Final

READ_BYTES: Final = 65536
LONGEST_LINE_BYTES: Final = 16384
"""Longer lines are cut: no URL that is accepted (2,048 characters) comes near it, and a file without line ends fits."""


@dataclass(frozen=True, slots=True)
class Line:
    """A URL with the number of its line, counted from 1."""

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Portion:
    """What one read brought: a pipe is not kept waiting for more."""

    lines: tuple[Line, ...]
    read_bytes: int


def portions_of(stream: BufferedIOBase) -> Iterator[Portion]:
    """Yield the lines of a stream; blank lines and those that begin with # are counted and left out."""
    number = 0
    rest = b""
    while chunk := stream.read1(READ_BYTES):
        *whole, rest = (rest + chunk).split(b"\n")
        rest = rest[:LONGEST_LINE_BYTES]
        yield Portion(tuple(_urls(whole, number)), len(chunk))
        number += len(whole)
    if rest:
        yield Portion(tuple(_urls([rest], number)), 0)


def _urls(raw: list[bytes], number_before: int) -> Iterator[Line]:
    for number, line in enumerate(raw, number_before + 1):
        # a byte order mark, as Windows' editors leave it; bytes that are no UTF-8 make the URL invalid, not the run
        url = line[:LONGEST_LINE_BYTES].decode("utf-8", errors="replace").lstrip("\ufeff").strip()
        if url and not url.startswith("#"):
            yield Line(number, url)
