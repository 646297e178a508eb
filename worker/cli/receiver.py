"""`claimwire-worker receiver`: prints deliveries, and says how to make one come."""

import base64
import json
import secrets as random

import click

from contract.delivery import DeliveryEvent
from contract.readable import printable
from worker.receiver import Received, Receiver
from worker.settings import Settings, variable


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8088, show_default=True, help="Port to listen on; 0: any.")
@click.option("--endpoint", metavar="NAME", help="Use the secrets of this endpoint of CLAIMWIRE_ENDPOINTS.")
@click.option("--json", "as_json", is_flag=True, help="Print each delivery as a line of JSON.")
def receiver(host: str, port: int, endpoint: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes it by name
    """Receive deliveries, check their signatures, and print them.

    Without --endpoint a secret is made up, and the setting that makes claimwire use it is printed.
    """
    known = Settings.read().endpoints
    if endpoint is not None and endpoint not in known:
        raise click.UsageError(f"no endpoint {endpoint!r} in {variable('endpoints')}")
    made_up = "whsec_" + base64.b64encode(random.token_bytes(24)).decode()
    secrets = [made_up] if endpoint is None else [secret.get_secret_value() for secret in known[endpoint].secrets]

    def show(received: Received) -> None:
        click.echo(received.delivery.to_json() if as_json else printable(_line(received)))

    with Receiver((host, port), secrets, show) as server:
        if endpoint is None:
            setting = {"default": {"url": server.url, "secrets": [made_up]}}
            click.echo(f"{variable('endpoints')}='{json.dumps(setting)}'", err=True)
        click.echo(f"listening on {server.url}, Ctrl-C stops", err=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("stopped", err=True)


def _line(received: Received) -> str:
    report = received.delivery.data
    again = "  (again: ignored)" if received.is_repeated else ""
    if received.delivery.type is DeliveryEvent.FAILED and report.error:
        return f"verified  {received.message_id}  job {report.id} failed: {report.error.code}{again}"
    headline = (report.article and report.article.headline) or ""
    return f"verified  {received.message_id}  job {report.id}: {len(report.claims)} claims  {headline}{again}"
