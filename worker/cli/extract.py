"""`claimwire-worker extract`: the claims of an article without any queue; named no article, the extract worker."""

from datetime import datetime
from typing import Final

import click

from contract.report import Stage
from worker.cli.processes import run_stage

STANDARD_INPUT = "-"


EXTRACT_EXAMPLES: Final = """
\b
Examples:
  claimwire-worker extract https://news.example/article
  claimwire-worker extract --json page.html | jq .claims
  claimwire-worker extract --text --published-at 2026-03-02 - < article.txt
  claimwire-worker extract --explain page.html
  claimwire-worker extract --jsonl --json texts.jsonl > reports.jsonl
  CLAIMWIRE_REDIS_URL=redis://localhost:6379/0 claimwire-worker extract
"""


@click.command(epilog=EXTRACT_EXAMPLES)
@click.argument("source", required=False, metavar="[URL|FILE|-]")
@click.option("--text", "is_text", is_flag=True, help="The input is plain text in UTF-8.")
@click.option("--jsonl", "is_jsonl", is_flag=True, help='The input is lines of {"id", "text", "published_at"?}.')
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, one line an article.")
@click.option("--explain", "is_explained", is_flag=True, help="Print which table rows and rules made each field.")
@click.option("--published-at", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="When the article appeared.")
def extract(
    source: str | None,
    *,
    is_text: bool,
    is_jsonl: bool,
    as_json: bool,
    is_explained: bool,
    published_at: datetime | None,
) -> None:
    """Print the claims of an article: a URL, a file, or - for standard input.

    Without an article, --text or --jsonl: run the worker that extracts the articles of the queue (prefork).
    """
    if source is None and not (is_text or is_jsonl):
        run_stage(Stage.EXTRACT)
    # spaCy and trafilatura take a second to import, and are not everywhere: --help needs neither
    from worker.cli.reports import print_claims, print_claims_of_lines  # noqa: PLC0415

    if is_explained and (is_jsonl or as_json):
        raise click.UsageError("--explain tells of one article, for people to read: leave out --json and --jsonl")
    source = source or STANDARD_INPUT
    day = published_at.date() if published_at else None
    if is_jsonl:
        print_claims_of_lines(source, day, as_json=as_json)
    else:
        print_claims(source, day, is_text=is_text, as_json=as_json, is_explained=is_explained)
