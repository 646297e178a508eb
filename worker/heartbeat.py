"""A sign of life: a file that a process touches with every round it does, and the check that looks at it.

Run as a script, this is the health check of a container: `python -IS heartbeat.py`, with `CLAIMWIRE_HEARTBEAT_PATH`. It
imports next to nothing, so that it costs no more CPU than the start of a bare interpreter.
"""

import os
import sys
import time

PATH_VARIABLE = "CLAIMWIRE_HEARTBEAT_PATH"
STALE_SECONDS = 30.0
"""Longer than Redis takes to restart: that makes nobody unhealthy."""


class Heartbeat:
    """The file of this process; without a path there is none."""

    def __init__(self, path: os.PathLike[str] | None) -> None:
        """Remove what an earlier process left there; raises OSError where nothing can be written."""
        self._path = path
        if path is not None:
            self.beat()
            os.unlink(path)  # noqa: PTH108 - importing pathlib takes as long as the check itself

    def beat(self) -> None:
        """Say that a round is done."""
        if self._path is not None:
            with open(self._path, "a"):  # noqa: PTH123 - as above
                os.utime(self._path)


def main() -> int:
    """Print how long ago the last round was; return 0 when that is lately."""
    path = os.environ.get(PATH_VARIABLE, "")
    try:
        age_seconds = time.time() - os.stat(path).st_mtime  # noqa: PTH116 - as above
    except FileNotFoundError:
        sys.stdout.write(f"no round done yet: it starts, or waits for Redis ({PATH_VARIABLE}={path})\n")
        return 1
    if age_seconds > STALE_SECONDS:
        sys.stdout.write(f"no round for {age_seconds:.0f} s: it waits for Redis, or hangs; its log says which\n")
        return 1
    sys.stdout.write(f"last round {age_seconds:.1f} s ago\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
