"""What a dead receiver costs a healthy one: python -m bench.endpoints [--jobs 500].

Half of the jobs go to a healthy endpoint, half to one that is healthy too (the baseline), refuses at once, or falls
silent until the time limit of a call. Printed is the time until the healthy one has all of its own.
"""

import argparse
import tempfile
import time
from pathlib import Path

from tests.faults.conftest import world
from tests.waiting import wait_for

SILENCE_SECONDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=500)
    half = parser.parse_args().jobs // 2
    baseline = None
    for kind in ("healthy", "refuses", "is silent"):
        seconds, calls = _run(kind, half)
        baseline = baseline or seconds
        print(f"the other one {kind:10} {seconds:6.1f} s   {seconds / baseline:4.2f} times   {calls} calls of it")


def _run(kind: str, half: int) -> tuple[float, int]:
    """Return the seconds until the healthy endpoint has all of its reports, and the calls of the other one by then."""

    def answer(endpoint: str, _body: bytes) -> int:
        if endpoint == "desk" or kind == "healthy":
            return 204
        if kind == "is silent":
            time.sleep(SILENCE_SECONDS)
        return 503

    with (
        tempfile.TemporaryDirectory() as folder,
        world(Path(folder), deliver_timeout_seconds=SILENCE_SECONDS - 1, deliver_retry_seconds="3600") as made,
    ):
        made.receiver.answer = answer
        began = time.monotonic()
        made.submit(half, endpoints=["other"])
        ids = set(made.submit(half, start=half, endpoints=["desk"]))
        wait_for(lambda: ids <= {call.event[0] for call in list(made.receiver.calls) if call.endpoint == "desk"})
        return time.monotonic() - began, sum(call.endpoint == "other" for call in made.receiver.calls)


if __name__ == "__main__":
    main()
