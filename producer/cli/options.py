"""The options that more than one subcommand has."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from contract.job import Lane

DEFAULT_WAIT_SECONDS: Final = 300.0

Command = TypeVar("Command", bound=Callable[..., Any])


def lane_option(command: Command) -> Command:
    """Add `--lane`."""
    return click.option(
        "--lane",
        type=click.Choice([lane.value for lane in Lane]),
        default=Lane.NORMAL.value,
        show_default=True,
        help="Served in the order high, normal, low.",
    )(command)


def json_option(says: str) -> Callable[[Command], Command]:
    """Return `--json`, with what it prints here."""
    return click.option("--json", "as_json", is_flag=True, help=says)


def wait_options(says: str) -> Callable[[Command], Command]:
    """Return `--wait`, with what it does here, and `--timeout`."""
    wait = click.option("--wait", is_flag=True, help=says)
    timeout = click.option(
        "--timeout",
        "timeout_seconds",
        type=click.FloatRange(min=0),
        default=DEFAULT_WAIT_SECONDS,
        show_default=True,
        metavar="SECONDS",
        help="How long --wait waits, for all of them together.",
    )

    def both(command: Command) -> Command:
        return wait(timeout(command))

    return both
