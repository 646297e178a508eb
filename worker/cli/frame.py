"""The command's frame: its subcommands, and what an error looks like."""

from typing import Final

import click

from worker.cli.dead import dead
from worker.cli.endpoints import endpoints, purge, replay, test_endpoint
from worker.cli.extract import extract
from worker.cli.extras import extra_missing
from worker.cli.processes import deliver, fetch, gate, up
from worker.cli.receiver import receiver
from worker.errors import ClaimwireError

EPILOG: Final = """
\b
Examples:
  claimwire-worker up                                    everything on this machine, with a server of its own
  claimwire-worker extract https://news.example/article  the claims of one article, without any queue
  claimwire-worker extract --json page.html | jq .claims
  claimwire-worker receiver                              print the deliveries whose signature is right
  claimwire-worker dead list                             what was given up, and why
  claimwire-worker endpoints list                        how each webhook does

Settings are environment variables, CLAIMWIRE_*: the README lists them.
"""


class Frame(click.Group):
    """A group whose expected failures are one line and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except ClaimwireError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)
        except ModuleNotFoundError as exc:
            missing = extra_missing(exc, ctx.invoked_subcommand or "")
            if missing is None:
                raise
            click.echo(str(missing), err=True)
            ctx.exit(1)


@click.group(cls=Frame, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="claimwire")
def main() -> None:
    """Run claimwire's service, or extract the claims of an article without it."""


for command in (up, gate, fetch, extract, deliver, receiver, dead, endpoints, replay, test_endpoint, purge):
    main.add_command(command)
