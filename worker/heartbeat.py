"""A sign of life: a file that a process touches with every round it does, and the check that looks at it.

Run as a script, this is the health check of a container: `python -IS heartbeat.py`, with `CLAIMWIRE_HEARTBEAT_PATH`. It
imports next to nothing, so that it costs no more CPU than the start of a bare interpreter.
"""

import contextlib
import os
import sys
import time

PATH_VARIABLE = "CLAIMWIRE_HEARTBEAT_PATH"
NEVER = 0
"""The time of a file whose process has done no round yet."""
STALE_SECONDS = 30.0
"""Longer than Redis takes to restart with little data: that makes nobody unhealthy."""


class Heartbeat:
    """The file of this process; without a path there is none."""

    def __init__(self, path: os.PathLike[str] | None) -> None:
        """Take back what an earlier process said there; raises OSError where nothing can be written."""
        self._path = path
        if path is not None:
            with open(path, "a"):  # noqa: PTH123 - importing pathlib takes as long as the check itself
                os.utime(path, (NEVER, NEVER))

    def beat(self) -> None:
        """Say that a round is done. Where that cannot be said, the check says so, and the work goes on."""
        if self._path is not None:
            with contextlib.suppress(OSError), open(self._path, "a"):  # noqa: PTH123 - as above
                os.utime(self._path)


def main() -> int:
    """Print how long ago the last round was; return 0 when that is lately."""
    path = os.environ.get(PATH_VARIABLE, "")
    try:
        last = os.stat(path).st_mtime  # noqa: PTH116 - as above
    except FileNotFoundError:
        last = NEVER
    if last == NEVER:
        sys.stdout.write("no round done yet: it starts, waits for Redis, or refuses its settings; its log says which\n")
        return 1
    age_seconds = time.time() - last
    if age_seconds > STALE_SECONDS:
        sys.stdout.write(f"no round for {age_seconds:.0f} s: it waits for Redis, or hangs; its log says which\n")
        return 1
    sys.stdout.write(f"last round {age_seconds:.1f} s ago\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
