"""Commands that run until they are stopped: one process of the service, or all of them.

What they need is imported when they run, so that --help works in any installation and at once.
"""

from typing import Final

import click

from contract.report import Stage

GATE_EXAMPLES: Final = """
\b
Example:
  CLAIMWIRE_REDIS_URL=redis://localhost:6379/0 claimwire-worker gate
"""


@click.command(epilog=GATE_EXAMPLES)
def gate() -> None:
    """Run a gate: it admits jobs, and tells workers what to do. Two may run."""
    from worker.app import Service  # noqa: PLC0415 - see above
    from worker.cli.configuration import configured  # noqa: PLC0415 - see above
    from worker.process import run_gate  # noqa: PLC0415 - see above

    raise SystemExit(run_gate(Service(configured())))


FETCH_EXAMPLES: Final = """
\b
Example:
  CLAIMWIRE_REDIS_URL=redis://localhost:6379/0 CLAIMWIRE_FETCH_CONCURRENCY=32 claimwire-worker fetch
"""


@click.command(epilog=FETCH_EXAMPLES)
def fetch() -> None:
    """Run a worker that fetches pages (threads)."""
    run_stage(Stage.FETCH)


DELIVER_EXAMPLES: Final = """
\b
Example:
  CLAIMWIRE_REDIS_URL=redis://localhost:6379/0 claimwire-worker deliver
"""


@click.command(epilog=DELIVER_EXAMPLES)
def deliver() -> None:
    """Run a worker that delivers reports (threads)."""
    run_stage(Stage.DELIVER)


def run_stage(stage: Stage) -> None:
    """Run the worker of a stage and leave with its exit status."""
    from worker.app import Service  # noqa: PLC0415 - see above
    from worker.cli.configuration import configured  # noqa: PLC0415 - see above
    from worker.process import run_stage as run  # noqa: PLC0415 - see above

    raise SystemExit(run(Service(configured()), stage))


UP_EXAMPLES: Final = """
\b
Examples:
  claimwire-worker up
  CLAIMWIRE_DATA_DIR=/var/lib/claimwire claimwire-worker up
  CLAIMWIRE_REDIS_URL=rediss://user:password@redis.example:6379/0 claimwire-worker up

\b
Then, in another shell of the same folder:
  claimwire submit --wait https://news.example/article
"""


@click.command(epilog=UP_EXAMPLES)
def up() -> None:
    """Run gate and workers on this machine, on CLAIMWIRE_REDIS_URL or a server of our own.

    A process that dies is started again. Ctrl-C and SIGTERM stop all of them; what is waiting stays in Redis.
    Without CLAIMWIRE_REDIS_URL an embedded Valkey server keeps its data in CLAIMWIRE_DATA_DIR (.claimwire), where the
    command `claimwire` finds it.
    """
    from worker.cli.everything import run_everything  # noqa: PLC0415 - see above

    run_everything()
