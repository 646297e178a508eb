"""`claimwire-worker receiver`: prints deliveries, and says how to make one come."""

from typing import Final

import click

RECEIVER_EXAMPLES: Final = """
\b
Examples:
  claimwire-worker receiver
  claimwire-worker receiver --json | jq .data.claims
  claimwire-worker receiver --endpoint desk --host 0.0.0.0 --port 9000
"""


@click.command(epilog=RECEIVER_EXAMPLES)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8088, show_default=True, help="Port to listen on; 0: any.")
@click.option("--endpoint", metavar="NAME", help="Use the secrets of this endpoint of CLAIMWIRE_ENDPOINTS.")
@click.option("--json", "as_json", is_flag=True, help="Print each delivery as a line of JSON.")
def receiver(host: str, port: int, endpoint: str | None, *, as_json: bool) -> None:
    """Receive deliveries, check their signatures, and print them.

    Without --endpoint a secret is made up, and the setting that makes claimwire use it is printed.
    """
    # so that --help works in any installation
    from worker.cli.listening import print_deliveries  # noqa: PLC0415

    print_deliveries(host, port, endpoint, as_json=as_json)
