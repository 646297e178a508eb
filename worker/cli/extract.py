"""`claimwire-worker extract`: the claims of an article without any queue; named no article, the extract worker."""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

import click
from pydantic import BaseModel, ConfigDict, ValidationError

from contract.report import Outcome, Problem, Report, Stage
from worker.cli.inputs import STANDARD_INPUT, open_input, read_input_page, read_input_text
from worker.cli.processes import configured, run_stage
from worker.cli.show import show_report, with_progress
from worker.errors import ClaimwireError

if TYPE_CHECKING:
    from worker.reporting import Reporter


@click.command()
@click.argument("source", required=False, metavar="[URL|FILE|-]")
@click.option("--text", "is_text", is_flag=True, help="The input is plain text in UTF-8.")
@click.option("--jsonl", "is_jsonl", is_flag=True, help='The input is lines of {"id", "text", "published_at"?}.')
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, one line an article.")
@click.option("--published-at", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="When the article appeared.")
def extract(
    source: str | None,
    *,
    is_text: bool,
    is_jsonl: bool,
    as_json: bool,
    published_at: datetime | None,
) -> None:
    """Print the claims of an article: a URL, a file, or - for standard input.

    Without an article, --text or --jsonl: run the worker that extracts the articles of the queue (prefork).
    """
    if source is None and not (is_text or is_jsonl):
        run_stage(Stage.EXTRACT)
    source = source or STANDARD_INPUT
    settings = configured()
    day = published_at.date() if published_at else None
    # spaCy and trafilatura take a second to import, which --help need not pay
    from worker.article.reader import read_text  # noqa: PLC0415
    from worker.reporting import Reporter  # noqa: PLC0415

    if is_jsonl:
        _extract_lines(Reporter.load(settings.spacy_model), source, day, as_json=as_json)
    elif is_text:
        read = read_text(read_input_text(source))
        report = Reporter.load(settings.spacy_model).report_on(read, report_id=source, published_at=day)
        show_report(report, as_json=as_json)
    else:
        page = read_input_page(source, settings)
        report = Reporter.load(settings.spacy_model).report(page, report_id=source, url=page.url, published_at=day)
        show_report(report, as_json=as_json)


def _extract_lines(reporter: "Reporter", source: str, day: date | None, *, as_json: bool) -> None:
    """Print a report a line, in order; leave with status 1 if one of them failed."""
    has_failed = False
    for report in _reports(reporter, source, day):
        show_report(report, as_json=as_json)
        has_failed |= report.outcome is Outcome.FAILED
    sys.exit(1 if has_failed else 0)


class _Line(BaseModel):
    """A text of --jsonl; other keys are ignored."""

    model_config = ConfigDict(extra="ignore")

    id: str
    text: str
    published_at: date | None = None


def _reports(reporter: "Reporter", source: str, day: date | None) -> Iterator[Report]:
    """Yield a report a line; a line that cannot be used gives a failed one, so that the order holds."""
    from worker.article.reader import read_text  # noqa: PLC0415 - as above

    with open_input(source) as lines:
        for number, raw in enumerate(with_progress(lines), start=1):
            try:
                line = _Line.model_validate_json(raw)
            except ValidationError as exc:
                reason = exc.errors(include_url=False, include_input=False)[0]
                where = ".".join(map(str, reason["loc"])) or "the line"
                yield _failed(f"line-{number}", "input.bad_line", f"line {number}: {where}: {reason['msg']}")
                continue
            try:
                yield reporter.report_on(read_text(line.text), report_id=line.id, published_at=line.published_at or day)
            except ClaimwireError as exc:
                yield _failed(line.id, exc.code, exc.message)


def _failed(report_id: str, code: str, message: str) -> Report:
    click.echo(f"{report_id}: {code}: {message}", err=True)
    return Report(id=report_id, outcome=Outcome.FAILED, error=Problem(code=code, message=message))
