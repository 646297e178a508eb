"""What `claimwire-worker receiver` does. Needs the extra `worker`."""

import base64
import json
import secrets as random
from collections.abc import Callable

import click

from contract.delivery import BatchDelivery, Delivery, StoredDelivery
from contract.readable import printable
from worker.environment import variable
from worker.errors import PermanentError
from worker.receiver import Received, Receiver
from worker.settings import Settings


def print_deliveries(host: str, port: int, endpoint: str | None, *, as_json: bool) -> None:
    """Print what comes until Ctrl-C; raises PermanentError `receiver.address`."""
    known = Settings.read().endpoints
    if endpoint is not None and endpoint not in known:
        raise click.UsageError(f"no endpoint {endpoint!r} in {variable('endpoints')}")
    made_up = "whsec_" + base64.b64encode(random.token_bytes(24)).decode()
    secrets = [made_up] if endpoint is None else [secret.get_secret_value() for secret in known[endpoint].secrets]

    def show(received: Received) -> None:
        click.echo(received.delivery.to_json() if as_json else printable(_line(received)))

    with _receiver(host, port, secrets, show) as server:
        if endpoint is None:
            setting = {"default": {"url": server.url, "secrets": [made_up], "private": True}}
            click.echo(f"{variable('endpoints')}='{json.dumps(setting)}'", err=True)
        click.echo(f"listening on {server.url}, Ctrl-C stops", err=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("stopped", err=True)


def _receiver(host: str, port: int, secrets: list[str], show: Callable[[Received], None]) -> Receiver:
    try:
        return Receiver((host, port), secrets, show)
    except (OSError, OverflowError) as exc:
        raise PermanentError("receiver.address", f"cannot listen on {host}:{port}: {exc}") from exc


def _line(received: Received) -> str:
    again = "  (again: ignored)" if received.is_repeated else ""
    return f"verified  {received.message_id}  {_said(received)}{again}"


def _said(received: Received) -> str:
    match received.delivery:
        case Delivery(data=report) if report.error:
            return f"job {report.id} failed: {report.error.code}"
        case Delivery(data=report):
            headline = (report.article and report.article.headline) or ""
            return f"job {report.id}: {len(report.claims)} claims  {headline}"
        case StoredDelivery(data=stored):
            return f"job {stored.id}: {stored.claims} claims, too large to send: claimwire result {stored.id}"
        case BatchDelivery(data=batch):
            return f"batch {batch.id} is complete: {batch.extracted} of {batch.size} extracted, {batch.failed} failed"
        case trial:
            return f"a trial of the endpoint {trial.data.endpoint}"
