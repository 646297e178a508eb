"""`python -m demo [URL|FILE]`: submit, watch, print the claims and the verified webhook, leave no process behind."""

import base64
import json
import os
import secrets
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from contract.delivery import Delivery
from contract.readable import printable
from contract.report import Report
from contract.status import JobState, JobStatus
from demo.background import running, serving
from demo.site import ARTICLES, Site
from producer import Client
from producer.cli.show import claims_table
from worker.adapters.embedded import embedded_server
from worker.errors import ClaimwireError
from worker.log import configure_logging
from worker.receiver import Received, Receiver
from worker.supervisor import Supervisor

PATIENCE_SECONDS = 180.0
"""For all jobs: a first start of spaCy on a slow disk takes a while."""
LOOK_SECONDS = 0.1
DATA_DIR = Path(".claimwire/demo")

console = Console()


def main(arguments: Sequence[str]) -> int:
    """Run the demonstration; return 0 when every report has arrived, signed and verified."""
    started = time.monotonic()
    configure_logging(log_format="console", log_level="warning")
    given = [Path(argument) for argument in arguments if not _is_url(argument)]
    if missing := [path for path in given if not path.is_file()]:
        console.print(f"[red]{printable(str(missing[0]))} is neither a URL nor a file[/]")
        return 2
    deliveries = _Deliveries()
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    site = Site(given)
    receiver = Receiver(("127.0.0.1", 0), [secret], deliveries.take)
    urls = [argument if _is_url(argument) else site.url_of(Path(argument).name) for argument in arguments]
    urls = urls or [site.url_of(name) for name in ARTICLES]

    with embedded_server(DATA_DIR) as server:
        console.print(f"[dim]started[/] Valkey at {server.url}")
        supervisor = Supervisor(_environment(server.url, receiver.url, secret), grace_seconds=2.0)
        with serving(site), serving(receiver), Client(server.url) as client, running(supervisor):
            console.print(f"[dim]started[/] gate, fetch, extract, deliver; a news site; a receiver at {receiver.url}\n")
            ids = [client.submit(url, endpoints=["demo"], force=True) for url in urls]
            is_done = _watch(client, dict(zip(ids, urls, strict=True)), deliveries, started)
            for job_id in ids:
                _print_outcome(client.status(job_id), deliveries)
    seconds = time.monotonic() - started
    first = deliveries.first_claim_at
    if first is not None:
        console.print(
            f"first claim after [bold]{first - started:.1f} s[/], all done after {seconds:.1f} s; nothing left running"
        )
    return 0 if is_done else 1


class _Deliveries:
    """What the receiver has verified, by job."""

    def __init__(self) -> None:
        self._reports: dict[str, tuple[str, Report]] = {}
        self.first_claim_at: float | None = None

    def take(self, received: Received) -> None:
        """Keep a delivery; called from the receiver's threads."""
        if isinstance(received.delivery, Delivery):
            report = received.delivery.data
            if report.claims and self.first_claim_at is None:
                self.first_claim_at = time.monotonic()
            self._reports[report.id] = (received.message_id, report)

    def get(self, job_id: str) -> tuple[str, Report] | None:
        """Return the `webhook-id` and the report of a job, once they are here."""
        return self._reports.get(job_id)


def _watch(client: Client, urls: dict[str, str], deliveries: _Deliveries, started: float) -> bool:
    """Show where each job stands until all are delivered; return whether they were in time."""
    with Live(console=console, refresh_per_second=10) as live:
        while True:
            statuses = {job_id: client.status(job_id) for job_id in urls}
            live.update(_progress(statuses, urls, deliveries, time.monotonic() - started))
            if all(deliveries.get(job_id) or _is_refused(status) for job_id, status in statuses.items()):
                return all(deliveries.get(job_id) for job_id in urls)
            if time.monotonic() - started > PATIENCE_SECONDS:
                console.print(f"[red]not done after {PATIENCE_SECONDS:.0f} s[/]; see the log lines above")
                return False
            time.sleep(LOOK_SECONDS)


def _is_refused(status: JobStatus) -> bool:
    return status.state is JobState.REJECTED


def _progress(statuses: dict[str, JobStatus], urls: dict[str, str], deliveries: _Deliveries, seconds: float) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("article", "stage", f"{seconds:.1f} s"):
        table.add_column(column)
    for job_id, status in statuses.items():
        stage = "delivered" if deliveries.get(job_id) else str(status.state)
        last = status.history[-1].event if status.history else "in the inbox"
        table.add_row(Text(printable(urls[job_id])), stage, last)
    return table


def _print_outcome(status: JobStatus, deliveries: _Deliveries) -> None:
    delivered = deliveries.get(status.id)
    console.print()
    if delivered is None:
        console.print(Text(f"{status.id}: {status.error.code if status.error else status.state}", style="red"))
        return
    message_id, report = delivered
    if report.error:
        console.print(Text(printable(f"{report.error.code}: {report.error.message}"), style="red"))
    else:
        console.print(claims_table(report))
    console.print(Text(f"webhook {message_id}: signature verified", style="green"))


def _environment(redis_url: str, receiver_url: str, secret: str) -> dict[str, str]:
    """Return the environment of the processes: the settings of whoever runs the demonstration stay out of it."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")}
    return ours | {
        "CLAIMWIRE_REDIS_URL": redis_url,
        "CLAIMWIRE_ENDPOINTS": json.dumps({"demo": {"url": receiver_url, "secrets": [secret]}}),
        "CLAIMWIRE_ALLOW_ADDRESSES": "127.0.0.0/8",
        "CLAIMWIRE_HOST_SPACING_SECONDS": "0.2",
        "CLAIMWIRE_FETCH_RETRY_SECONDS": "1,2",
        "CLAIMWIRE_DELIVER_MAX_BYTES": "30000000",
        "CLAIMWIRE_LOG_LEVEL": "error",
    }


def _is_url(argument: str) -> bool:
    return argument.startswith(("http://", "https://"))


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(130)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    named = os.environ.get("URL")  # from `make demo URL=…`, where no shell may read it
    try:
        sys.exit(main(sys.argv[1:] or ([named] if named else [])))
    except ClaimwireError as error:
        console.print(Text(str(error), style="red"))
        sys.exit(1)
