"""The command's frame: the options that all subcommands share, and what an error looks like."""

import os
from collections.abc import Callable
from typing import Final

import click

from contract.failure import JobFailed
from producer.cli.batch import batch
from producer.cli.exits import Exit, exit_code_of
from producer.cli.read import result, status
from producer.cli.submit import submit
from producer.client import Client
from producer.errors import ClientError
from producer.settings import KEY_PREFIX, REDIS_URL, RESULT_BACKEND, settings_from

EPILOG: Final = f"""
\b
Exit codes:
  {Exit.REFUSED:d}    something was refused or failed; the rest was done
  {Exit.USAGE:d}    wrong usage, or no Redis named
  {Exit.UNAVAILABLE:d}    Redis or the result backend is away, full, or does not let us in
  {Exit.NOT_YET:d}    there is no result yet
  {Exit.INTERRUPTED:d}  interrupted by Ctrl-C

\b
Examples:
  claimwire submit https://news.example/article
  claimwire submit --file urls.txt --tag backfill --lane low > ids.tsv
  grep /world/ urls.txt | claimwire submit
  claimwire submit --wait https://news.example/article
  claimwire status 3f0c…
  claimwire result --json 3f0c… | jq .claims
"""


class Frame(click.Group):
    """A group whose expected failures are one line and an exit code, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except (ClientError, JobFailed) as error:
            click.echo(str(error), err=True)
            ctx.exit(exit_code_of(error))
        except KeyboardInterrupt:
            ctx.exit(Exit.INTERRUPTED)


@click.group(cls=Frame, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--redis-url", metavar="URL", help=f"redis://, rediss:// or unix://; else {REDIS_URL}, which `ps` does not show."
)
@click.option("--key-prefix", metavar="PREFIX", help=f"In front of every key; else {KEY_PREFIX}, else `claimwire:`.")
@click.option(
    "--result-backend", metavar="URL", help=f"Celery result backend; else {RESULT_BACKEND}, else the same Redis."
)
@click.version_option(package_name="claimwire")
@click.pass_context
def main(ctx: click.Context, redis_url: str | None, key_prefix: str | None, result_backend: str | None) -> None:
    """Hand news articles to claimwire and read the claims that were found in them.

    Without a Redis URL, the server that `claimwire-worker up` runs in this directory is used.
    """
    given = {REDIS_URL: redis_url, KEY_PREFIX: key_prefix, RESULT_BACKEND: result_backend}

    def connect() -> Client:
        settings = settings_from({**os.environ, **{name: value for name, value in given.items() if value}})
        return Client(settings.redis_url, key_prefix=settings.key_prefix, result_backend=settings.result_backend)

    opener: Callable[[], Client] = connect
    ctx.obj = opener


main.add_command(submit)
main.add_command(status)
main.add_command(result)
main.add_command(batch)
