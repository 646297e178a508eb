"""Ctrl-C between two portions, not in the middle of one: so that what was sent can be told exactly."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self


class Interrupts:
    """While entered, Ctrl-C inside `deferred()` takes effect at its end; a second one takes effect at once."""

    def __init__(self) -> None:
        self._deferring = False
        self._pending = False

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        signal.signal(signal.SIGINT, self._before)

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Hold an interrupt back until the block has ended."""
        self._deferring = True
        try:
            yield
        finally:
            self._deferring = False
        if self._pending:
            raise KeyboardInterrupt

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self._deferring and not self._pending:
            self._pending = True
        else:
            raise KeyboardInterrupt
