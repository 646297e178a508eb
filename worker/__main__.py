"""`python -m worker` is `claimwire-worker`."""

from worker.cli import main

main(prog_name="claimwire-worker")
