"""The command `claimwire`: hand articles in, see where they are, read what came of them."""

from producer.cli.frame import main

__all__ = ["main"]
