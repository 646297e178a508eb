"""`python -m tests.faults.service ROLE`: a process of the service that can be struck, with a small extractor.

The product has no hook for this: its parts are composed anew. A page says what becomes of it (see `SmallReporter`).
A file `{part}.{method}.{before|after}.{anything}` in the folder STRIKES kills the whole process group when that call of
a part is reached, once: the file is gone then.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from contract.report import ArticleInfo, Outcome, Report, Stage
from worker.app import Service
from worker.errors import PermanentError, TransientError
from worker.log import configure_logging
from worker.process import run_gate, run_stage
from worker.settings import Settings

STRIKES, HEARTBEATS = "STRIKES", "HEARTBEATS"
"""Environment variables: folders."""


class SmallReporter:
    """Makes a report of the page's words, and does what they say: sleep=SECONDS, die=child|container, fail=CODE."""

    def report(self, page, *, report_id, url, tags, batch, **_):
        said = {name: values[0] for name, values in parse_qs(page.body.decode()).items()}
        time.sleep(float(said.get("sleep", 0)))  # the step takes as long as the page says
        match said.get("die"):
            case "child":
                os.kill(os.getpid(), signal.SIGKILL)
            case "container":
                die()
        if "fail" in said:
            raise PermanentError(said["fail"], "the page says so")
        article = ArticleInfo(language="en", text_sha256="0" * 64, text=page.body.decode())
        return Report(id=report_id, url=url, outcome=Outcome.EXTRACTED, tags=tags, batch=batch, article=article)


class Struck:
    """A part of the service that may die at any of its calls."""

    def __init__(self, part: Any, name: str, folder: Path) -> None:
        self._part = part
        self._name = name
        self._folder = folder

    def __getattr__(self, method: str) -> Callable[..., Any]:
        found = getattr(self._part, method)

        def call(*arguments: Any, **keywords: Any) -> Any:
            self._strike(f"{method}.before")
            answer = found(*arguments, **keywords)
            self._strike(f"{method}.after")
            return answer

        return call

    def _strike(self, point: str) -> None:
        for file in self._folder.glob(f"{self._name}.{point}.*"):
            try:
                file.unlink()
            except FileNotFoundError:
                continue  # another process was struck
            die()


class RefusingResults:
    """A result backend that refuses the reports of some jobs, as one that is too small for them would."""

    def __init__(self, results: Any) -> None:
        self._results = results

    def store(self, report: Report) -> None:
        if "unstorable" in report.tags:
            raise TransientError("results.fault", "the result backend refused what we asked")
        self._results.store(report)

    def __getattr__(self, method: str) -> Any:
        return getattr(self._results, method)


class FaultyService(Service):
    """The service, with a small reporter and parts that can be struck."""

    def reporter(self) -> SmallReporter:
        return SmallReporter()

    @cached_property
    def ledger(self) -> Any:
        return self._struck(super().ledger, "ledger")

    @cached_property
    def gate_ledger(self) -> Any:
        return self._struck(super().gate_ledger, "gate_ledger")

    @cached_property
    def hints(self) -> Any:
        return self._struck(super().hints, "hints")

    @cached_property
    def results(self) -> Any:
        return self._struck(RefusingResults(super().results), "results")

    def _struck(self, part: object, name: str) -> Struck:
        return Struck(part, name, Path(os.environ[STRIKES]))


def die() -> None:
    """End as a container does that is killed: with all its processes."""
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main(role: str) -> None:
    kind = role.partition("-")[0]
    settings = Settings.read().model_copy(update={"heartbeat_path": Path(os.environ[HEARTBEATS]) / role})
    configure_logging(log_format="json", log_level=settings.log_level)
    service = FaultyService(settings)
    if kind == "gate":
        raise SystemExit(run_gate(service))
    run_stage(service, Stage(kind))


if __name__ == "__main__":
    main(sys.argv[1])
