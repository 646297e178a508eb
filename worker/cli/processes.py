"""Commands that run until they are stopped: one process of the service, or all of them."""

import fcntl
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from typing import TextIO

import click

from contract.report import Stage
from worker.adapters.embedded import embedded_server
from worker.errors import PermanentError
from worker.log import configure_logging
from worker.settings import Settings, variable
from worker.supervisor import Supervisor


@click.command()
def gate() -> None:
    """Run a gate: it admits jobs, and tells workers what to do. Two may run."""
    from worker.process import run_gate  # noqa: PLC0415 - Celery takes half a second to import

    raise SystemExit(run_gate(configured()))


@click.command()
def fetch() -> None:
    """Run a worker that fetches pages (threads)."""
    run_stage(Stage.FETCH)


@click.command()
def deliver() -> None:
    """Run a worker that delivers reports (threads)."""
    run_stage(Stage.DELIVER)


def run_stage(stage: Stage) -> None:
    """Run the worker of a stage and leave with its exit status."""
    from worker.process import run_stage as run  # noqa: PLC0415 - as above

    raise SystemExit(run(configured(), stage))


@click.command()
def up() -> None:
    """Run gate and workers on this machine, on CLAIMWIRE_REDIS_URL or a server of our own.

    A process that dies is started again. Ctrl-C and SIGTERM stop all of them; what is waiting stays in Redis.
    """
    settings = configured()
    stopped = stop_event()
    if settings.redis_url is not None:
        _run_all(settings, os.environ, stopped, where="CLAIMWIRE_REDIS_URL")
        return
    with _alone(settings):
        server = embedded_server(settings.data_dir)
        try:
            environment = {**os.environ, variable("redis_url"): server.url}
            _run_all(settings, environment, stopped, where=server.url)
        finally:
            server.stop()


def _run_all(settings: Settings, environment: Mapping[str, str], stopped: Event, *, where: str) -> None:
    supervisor = Supervisor(environment, grace_seconds=settings.soft_shutdown_seconds)
    supervisor.start()
    click.echo(f"claimwire is up on {where}. Hand in an article: claimwire submit --wait URL    Stop: Ctrl-C", err=True)
    try:
        supervisor.watch(stopped)
    finally:
        supervisor.stop()


def configured() -> Settings:
    """Read the settings and set up logging."""
    settings = Settings.read()
    configure_logging(log_format=settings.log_format, log_level=settings.log_level)
    return settings


def stop_event() -> Event:
    """Return an event that SIGINT and SIGTERM set."""
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


@contextmanager
def _alone(settings: Settings) -> Iterator[TextIO]:
    """Hold the data folder: two supervisors on one server would stop it under each other."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (settings.data_dir / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PermanentError(
                "up.running", f"`claimwire-worker up` runs in {settings.data_dir} already; stop it, or use it"
            ) from None
        yield lock
