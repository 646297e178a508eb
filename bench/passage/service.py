"""`python -m bench.passage.service ROLE`: the service whose stages do nothing: what is left is the passage."""

import sys
from functools import cached_property
from typing import Any

from contract.report import ArticleInfo, Outcome, Report, Stage
from worker.app import Service
from worker.article.page import Page
from worker.log import configure_logging
from worker.process import run_gate, run_stage
from worker.settings import Settings
from worker.sites import FetchedPage

PAGE = b"<p>A minister said that the bridge is safe.</p>" * 40
"""Some 2 kB, so that a page is carried from stage to stage as always."""


class Nothing:
    """A site, a reporter and webhooks in one, each of which answers at once."""

    def get(self, url: str) -> FetchedPage:
        return FetchedPage(url, "text/plain", b"")

    def visit(self, url: str, **_: object) -> FetchedPage:
        return FetchedPage(url, "text/html", PAGE)

    def report(self, page: Page, *, report_id: str, url: str | None, **_: Any) -> Report:  # noqa: ANN401, ARG002 - as the port has it
        article = ArticleInfo(language="en", text_sha256="0" * 64, text=PAGE.decode())
        return Report(id=report_id, url=url, outcome=Outcome.EXTRACTED, article=article)

    def send(self, *_: object, **__: object) -> int:
        return 204


class EmptyService(Service):
    """The service, with nothing to do."""

    @cached_property
    def site(self) -> Any:  # noqa: ANN401 - it stands for three ports
        return Nothing()

    @cached_property
    def webhooks(self) -> Any:  # noqa: ANN401 - as above
        return Nothing()

    def reporter(self) -> Any:  # noqa: ANN401 - as above
        return Nothing()


def main(role: str) -> None:
    settings = Settings.read()
    configure_logging(log_format="json", log_level=settings.log_level)
    service = EmptyService(settings)
    if role == "gate":
        raise SystemExit(run_gate(service))
    run_stage(service, Stage(role))


if __name__ == "__main__":
    main(sys.argv[1])
