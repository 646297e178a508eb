"""`claimwire submit`: URLs from arguments, a file or a pipe into the inbox."""

import json
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from io import BufferedIOBase
from pathlib import Path
from typing import Final, cast

import click

from contract.job import Job, Lane
from producer.cli.exits import Exit
from producer.cli.interrupts import Interrupts
from producer.cli.lines import Line, Portion, portions_of
from producer.cli.options import json_option, lane_option, wait_options
from producer.cli.progress import bar_for
from producer.cli.read import print_reports
from producer.client import Client
from producer.errors import InvalidJob, QueueUnavailable
from producer.inbox import Submitted
from producer.jobs import make_job

JobOf = Callable[[Line], Job]
"""Makes the job of a line with the options of the command; raises `InvalidJob`."""


class Submission:
    """One run of the command: what was sent so far, and what was refused."""

    def __init__(self, client: Client, lane: Lane, job_of: JobOf, *, line_word: str) -> None:
        self._client = client
        self._lane = lane
        self._job_of = job_of
        self._line_word = line_word
        self.sent = 0
        self.refused = 0
        self.last_line = 0

    def send(self, lines: Iterable[Line]) -> Iterator[Submitted]:
        """Send the lines and yield the jobs that Redis took; a line that is no article is reported and passed over."""
        given: dict[str, str] = {}
        for job_id, _ in self._client.submit_many(self._jobs(lines, given), lane=self._lane):
            self.sent += 1
            yield Submitted(job_id, given.pop(job_id))

    def _jobs(self, lines: Iterable[Line], given: dict[str, str]) -> Iterator[Job]:
        for line in lines:
            self.last_line = line.number
            try:
                job = self._job_of(line)
            except InvalidJob as error:
                self.refused += 1
                click.echo(f"{self._line_word} {line.number}: {error}", err=True)
            else:
                given[str(job.id)] = line.url
                yield job


SUBMIT_EXAMPLES: Final = """
\b
Examples:
  claimwire submit https://news.example/a https://news.example/b
  claimwire submit --file urls.txt --tag backfill --lane low > ids.tsv
  tail -f new-urls.log | claimwire submit --endpoint newsroom
  claimwire submit --wait --json https://news.example/a | jq .claims
  claimwire submit --html-file page.html https://news.example/a
"""


@click.command(epilog=SUBMIT_EXAMPLES)
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option(
    "--file",
    "stream",
    type=click.File("rb"),
    help="One URL a line; blank lines and # comments are skipped; - is standard input.",
)
@click.option(
    "--html-file",
    "html_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A web page that you have: nothing is fetched. May be repeated; with one, [URL] says where it is from.",
)
@click.option(
    "--text-file",
    "text_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An article as plain text, else as --html-file.",
)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Handed through to the report; may be repeated.")
@click.option("--batch", metavar="ID", help="The batch they belong to; see `claimwire batch`.")
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    metavar="NAME",
    help="Who gets the report, instead of `default`; may be repeated.",
)
@click.option("--no-deliver", is_flag=True, help="Only keep the report to be read; deliver it nowhere.")
@lane_option
@click.option(
    "--published-at",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The publication date, if you know it better than the page.",
)
@click.option("--force", is_flag=True, help="Process a URL again even if it was lately.")
@wait_options("Print the reports when they are there, instead of the ids.")
@json_option("One JSON object a line: id and url, or with --wait the report.")
@click.pass_obj
def submit(
    connect: Callable[[], Client],
    urls: tuple[str, ...],
    stream: BufferedIOBase | None,
    *,
    html_files: tuple[Path, ...],
    text_files: tuple[Path, ...],
    tags: tuple[str, ...],
    batch: str | None,
    endpoints: tuple[str, ...],
    no_deliver: bool,
    lane: str,
    published_at: datetime | None,
    force: bool,
    wait: bool,
    timeout_seconds: float,
    as_json: bool,
) -> None:
    """Queue articles and print a line `id<TAB>URL` for each.

    URLs come from the arguments, from --file, or from a pipe. A bad URL is reported with its line number on standard
    error, the others are sent, and the exit code is 1. Being queued is not being accepted: `claimwire status` tells.
    """
    if no_deliver and endpoints:
        raise click.UsageError("--no-deliver and --endpoint exclude each other")
    if urls and stream is not None:
        raise click.UsageError("give URLs or --file, not both")
    files = {str(path): path for path in (*html_files, *text_files)}
    if files and (stream is not None or len(urls) > (len(files) == 1)):
        raise click.UsageError("with one --html-file or --text-file give at most one URL, with more none")
    if not urls and stream is None and not files:
        if sys.stdin.isatty():
            raise click.UsageError("no URL given: name some, use --file, or pipe them in")
        stream = cast("BufferedIOBase", sys.stdin.buffer)  # typeshed knows it only as BinaryIO, without read1

    def job_of(line: Line) -> Job:
        path = files.get(line.url)
        return make_job(
            line.url if path is None else next(iter(urls), None),
            html=_article_in(path) if path in html_files else None,
            text=_article_in(path) if path in text_files else None,
            job_id=uuid.uuid4().hex,
            tags=tags,
            batch=batch,
            endpoints=() if no_deliver else endpoints or None,
            published_at=published_at.date() if published_at else None,
            force=force,
        )

    try:
        job_of(Line(0, "https://news.example/"))
    except InvalidJob as error:
        # an option that no URL can go with: said once, not once a line
        raise click.UsageError(str(error)) from error
    portions = portions_of(stream) if stream else iter([_as_portion(files or urls)])
    with connect() as client:
        submission = Submission(client, Lane(lane), job_of, line_word="line" if stream else "argument")
        kept = _send_all(submission, portions, stream, as_json=as_json, wait=wait)
        failed = _wait_for(client, kept, timeout_seconds, as_json=as_json) if kept else 0
    if submission.sent == submission.refused == 0:
        click.echo("nothing was sent: there is no URL in the input", err=True)
    if submission.refused or failed:
        raise click.exceptions.Exit(failed or Exit.REFUSED)


def _article_in(path: Path | None) -> str | None:
    try:
        return path.read_text("utf-8-sig") if path else None
    except UnicodeDecodeError as exc:
        raise InvalidJob(str(path), "it is not UTF-8: convert it first") from exc
    except OSError as exc:
        raise InvalidJob(str(path), str(exc.strerror)) from exc


def _as_portion(urls: Iterable[str]) -> Portion:
    return Portion(tuple(Line(number, url) for number, url in enumerate(urls, 1)), 0)


def _send_all(
    submission: Submission, portions: Iterable[Portion], stream: BufferedIOBase | None, *, as_json: bool, wait: bool
) -> list[str]:
    """Send portion after portion and print what was sent; return the ids that are waited for."""
    kept: list[str] = []
    try:
        with bar_for(stream) as bar, Interrupts() as interrupts:
            for portion in portions:
                with interrupts.deferred():
                    taken: list[Submitted] = []
                    try:
                        taken.extend(submission.send(portion.lines))
                    finally:
                        if wait:
                            kept.extend(job.id for job in taken)
                        else:
                            bar.write("".join(_printed(job, as_json=as_json) for job in taken))
                    bar.advance(submission.sent, portion.read_bytes)
    except KeyboardInterrupt:
        click.echo(f"interrupted: {submission.sent:,} sent, up to line {submission.last_line:,} of the input", err=True)
        _tell(kept)
        raise
    except QueueUnavailable:
        click.echo(f"stopped: {submission.sent:,} sent before the following error", err=True)
        _tell(kept)
        raise
    return kept


def _wait_for(client: Client, kept: list[str], timeout_seconds: float, *, as_json: bool) -> int:
    """Print the reports when they are there; return the exit code of the last that failed."""
    try:
        # an interrupt in the middle of an import can come out of it as another error
        with Interrupts() as interrupts, interrupts.deferred():
            client.prepare_results()
        return print_reports(client, kept, timeout_seconds, as_json=as_json)
    except (KeyboardInterrupt, QueueUnavailable):
        click.echo("stopped waiting; the jobs go on", err=True)
        _tell(kept)
        raise


def _tell(kept: Iterable[str]) -> None:
    """Print the ids that were to be waited for: nobody else knows them."""
    for job_id in kept:
        click.echo(job_id, err=True)


def _printed(job: Submitted, *, as_json: bool) -> str:
    line = json.dumps({"id": job.id, "url": job.url}) if as_json else f"{job.id}\t{job.url}"
    return f"{line}\n"
