"""What `claimwire-worker up` does: gate and workers under one supervisor, with a server of our own where none is named.

Needs the extras `extract` and, for the server, `embedded`.
"""

import os
import signal
from collections.abc import Callable, Mapping
from threading import Event

import click

from contract.report import Stage
from worker.adapters.embedded import embedded_server
from worker.cli.configuration import configured
from worker.cli.extras import require
from worker.environment import variable
from worker.settings import Settings
from worker.supervisor import Supervisor


def run_everything() -> None:
    """Run until SIGINT or SIGTERM."""
    require("spacy")  # the extract worker would only die, and be started again, over and over
    settings = configured()
    stopped = _stop_event()
    if settings.redis_url is not None:
        _run_all(settings, os.environ, stopped, where=variable("redis_url"))
        return
    with embedded_server(settings.data_dir) as server:
        environment = {**os.environ, variable("redis_url"): server.url}
        _run_all(settings, environment, stopped, where=server.url, each_look=server.ensure)


def _run_all(
    settings: Settings,
    environment: Mapping[str, str],
    stopped: Event,
    *,
    where: str,
    each_look: Callable[[], object] = lambda: None,
) -> None:
    # one file cannot tell of four processes; the supervisor knows who lives
    environment = {name: value for name, value in environment.items() if name != variable("heartbeat_path")}
    supervisor = Supervisor(environment, grace_seconds=settings.stop_seconds(Stage.DELIVER))
    supervisor.start()
    click.echo(f"claimwire is up on {where}. Hand in an article: claimwire submit --wait URL    Stop: Ctrl-C", err=True)
    try:
        supervisor.watch(stopped, each_look=each_look)
    finally:
        supervisor.stop()


def _stop_event() -> Event:
    """Return an event that SIGINT and SIGTERM set."""
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
