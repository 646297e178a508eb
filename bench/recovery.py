"""How long a step that was lost waits until it runs again.

python -m bench.recovery [--children N] [--containers N]

A pool child and a whole extract worker are killed in the middle of a step, each so many times, under the default lease.
Beside them, as the baseline, the same steps when nothing is killed: from their hint to their start.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from contract.status import HistoryEntry
from tests.faults.conftest import World, world
from tests.waiting import wait_for
from worker.settings import Settings

LEASE_SECONDS: float = Settings.model_fields["lease_seconds"].default
STEP_SECONDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=10)
    parser.add_argument("--containers", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, world(Path(folder), lease_seconds=LEASE_SECONDS) as made:
        numbers = count()
        _tell("nothing is killed", [_seconds_of(made, next(numbers), lambda: None) for _ in range(asked.children)])
        _tell("a pool child", [_seconds_of(made, next(numbers), made.kill_child) for _ in range(asked.children)])
        lost = [_seconds_of(made, next(numbers), lambda: made.kill("extract")) for _ in range(asked.containers)]
        _tell(f"a whole worker, under a lease of {LEASE_SECONDS:g} s", lost)


def _seconds_of(made: World, number: int, harm: Callable[[], None]) -> float:
    """Return the seconds from the harm to the new start of the step; with no harm, from the fetch to the start."""
    (job_id,) = made.submit(1, start=number, sleep=STEP_SECONDS)
    wait_for(lambda: list(_starts(made, job_id)))
    (first,) = _starts(made, job_id)
    time.sleep(0.5)  # the step is well under way
    harmed_at = datetime.now(UTC)
    harm()
    made.check([job_id])
    starts = list(_starts(made, job_id))
    if len(starts) == 1:
        fetched = next(e for e in made.client.status(job_id).history if e.event == "fetch.done")
        return (first.at - fetched.at).total_seconds()
    return (starts[-1].at - harmed_at).total_seconds()


def _starts(made: World, job_id: str) -> Iterator[HistoryEntry]:
    return (entry for entry in made.client.status(job_id).history if entry.event == "extract.started")


def _tell(what: str, seconds: list[float]) -> None:
    print(f"{what:50} median {statistics.median(seconds):6.2f} s   longest {max(seconds):6.2f} s   of {len(seconds)}")


if __name__ == "__main__":
    main()
