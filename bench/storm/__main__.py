"""`python -m bench.storm`: the storms, the table, and a line for each system."""

import argparse
import random
import shutil
import sys
import tempfile
from contextlib import redirect_stderr
from pathlib import Path

from bench import storm
from bench.storm.chain import Chain
from bench.storm.claimwire import Claimwire
from bench.storm.faults import Kind, plan
from bench.storm.figures import Figures
from bench.storm.run import Start, run
from bench.storm.table import line, ratios, table
from worker.log import configure_logging

SYSTEMS: dict[str, Start] = {"claimwire": Claimwire, "chain": Chain}


def main() -> int:
    parser = argparse.ArgumentParser(description=(storm.__doc__ or "").partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=30, help="faults of each kind")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--only", choices=SYSTEMS)
    parser.add_argument("--keep", action="store_true", help="keep the logs, even if all went well")
    given = parser.parse_args()
    print(f"seed {given.seed}: {given.jobs:,} jobs, {given.kills} faults of each of {len(Kind)} kinds", flush=True)
    sequences = plan(random.Random(given.seed), given.kills)
    folder = Path(tempfile.mkdtemp(prefix="storm-"))
    is_well = False
    try:
        with (folder / "supervisor.log").open("w", encoding="utf-8") as log:
            with redirect_stderr(log):
                configure_logging(log_format="json", log_level="info")
            figures = {}
            for name in [given.only] if given.only else SYSTEMS:
                figures[name] = run(SYSTEMS[name], sequences, given.jobs, folder / name)
                print(line(figures[name]), file=sys.stderr)
        _print(list(figures.values()))
        broken = figures["claimwire"].broken_promises if "claimwire" in figures else []
        is_well = not broken
        for sentence in broken:
            print(f"claimwire: {sentence}", file=sys.stderr)
    finally:
        if is_well and not given.keep:
            shutil.rmtree(folder)
        else:
            print(f"the logs and the data of the server are in {folder}", file=sys.stderr)
    return 0 if is_well else 1


def _print(systems: list[Figures]) -> None:
    for row in table(systems):
        print(row)
    print()
    if len(systems) > 1:
        print(ratios(*systems))
    for each in systems:
        print(line(each))


if __name__ == "__main__":
    sys.exit(main())
