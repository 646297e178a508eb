"""The command `claimwire-worker`: run the service, or extract without it."""

from worker.cli.frame import main

__all__ = ["main"]
