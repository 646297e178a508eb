"""What `claimwire-worker extract` does with an article, or with many. Needs the extra `extract`."""

import sys
from collections.abc import Iterable, Iterator
from datetime import date

import click
from pydantic import BaseModel, ConfigDict, ValidationError

from contract.claim import Claim
from contract.problems import first_problem
from contract.readable import printable
from contract.report import Outcome, Problem, Report
from worker.article.reader import read_text
from worker.cli.configuration import configured
from worker.cli.inputs import open_input, read_input_page, read_input_text
from worker.cli.show import show_report, with_progress
from worker.errors import ClaimwireError
from worker.extraction.explanation import Explained
from worker.reporting import Reporter
from worker.settings import Settings


def print_claims(source: str, day: date | None, *, is_text: bool, as_json: bool, is_explained: bool) -> None:
    """Print the report on one article, or how it came about; raises ClaimwireError where there is none."""
    settings = configured()
    if is_text:
        read = read_text(read_input_text(source))
        reporter = _reporter(settings)
        report = reporter.report_on(read, report_id=source, published_at=day)
    else:
        page = read_input_page(source, settings)
        reporter = _reporter(settings)
        report = reporter.report(page, report_id=source, url=page.url, published_at=day)
    if is_explained:
        _show_explanations(reporter.explain(report))
    else:
        show_report(report, as_json=as_json)


def _show_explanations(explained: Iterable[tuple[Claim, Iterable[Explained]]]) -> None:
    """Print each claim, and below it each field with what made it."""
    for claim, fields in explained:
        click.secho(printable(f"{claim.id}  {claim.text}"), bold=True)
        for each in fields:
            click.echo(f"  {each.field:12s} {printable(each.value)}")
            for reason in each.because:
                click.echo(f"               · {printable(reason)}")


def print_claims_of_lines(source: str, day: date | None, *, as_json: bool) -> None:
    """Print a report a line, in order; leave with status 1 if one of them failed."""
    reporter = _reporter(configured())
    has_failed = False
    for report in _reports(reporter, source, day):
        show_report(report, as_json=as_json)
        has_failed |= report.outcome is Outcome.FAILED
    sys.exit(1 if has_failed else 0)


def _reporter(settings: Settings) -> Reporter:
    return Reporter.load(settings.spacy_model, caution=settings.caution)


class _Line(BaseModel):
    """A text of --jsonl; other keys are ignored."""

    model_config = ConfigDict(extra="ignore")

    id: str
    text: str
    published_at: date | None = None


def _reports(reporter: Reporter, source: str, day: date | None) -> Iterator[Report]:
    """Yield a report a line; a line that cannot be used gives a failed one, so that the order holds."""
    with open_input(source) as lines:
        for number, raw in enumerate(with_progress(lines), start=1):
            try:
                line = _Line.model_validate_json(raw)
            except ValidationError as exc:
                problem = first_problem(exc)
                where = problem.field or "the line"
                yield _failed(f"line-{number}", "input.bad_line", f"line {number}: {where}: {problem.message}")
                continue
            try:
                yield reporter.report_on(read_text(line.text), report_id=line.id, published_at=line.published_at or day)
            except ClaimwireError as exc:
                yield _failed(line.id, exc.code, exc.message)


def _failed(report_id: str, code: str, message: str) -> Report:
    click.echo(f"{report_id}: {code}: {message}", err=True)
    return Report(id=report_id, outcome=Outcome.FAILED, error=Problem(code=code, message=message))
