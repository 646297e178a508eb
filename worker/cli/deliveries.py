"""What the commands about endpoints and deliveries do. Needs the extra `worker`."""

import json
import sys
import time
import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import click

from contract.delivery import DeliveryEvent, TrialDelivery, TrialNote
from worker.adapters.ledger import EndpointState
from worker.cli.operating import operator_service, print_table
from worker.environment import variable
from worker.errors import ClaimwireError, EndpointGoneError
from worker.settings import Settings


def list_endpoints(*, as_json: bool) -> None:
    """Print how each endpoint of the settings does, and each that the ledger knows besides."""
    service = operator_service()
    states = service.operator.endpoints()
    rows = []
    for name in sorted({*service.settings.endpoints, *states}):
        state = states.get(name)
        rows.append(
            {
                "name": name,
                "host": _host(service.settings, name),
                "state": _word(service.settings, name, state),
                "waiting": service.operator.waiting_deliveries(name),
                "failures": state.failures if state else 0,
                "since": _since(state),
                "last_error": f"{state.code}: {state.message}" if state else "",
            }
        )
    if as_json:
        for row in rows:
            click.echo(json.dumps(row))
        return
    columns = dict.fromkeys(("name", "host", "state", "waiting", "failures", "since"), False) | {"last error": True}
    print_table(columns, [[str(cell) for cell in row.values()] for row in rows])


def _host(settings: Settings, name: str) -> str:
    """Return the host alone: the rest of a webhook's URL may be a secret."""
    endpoint = settings.endpoints.get(name)
    return urlsplit(str(endpoint.url)).netloc if endpoint else ""


def _word(settings: Settings, name: str, state: EndpointState | None) -> str:
    if name not in settings.endpoints:
        return "not in the settings"
    if state is None:
        return "in order"
    if state.disabled_at is not None:
        return "disabled"
    return "tried at times" if state.failures >= settings.circuit_failures else "failing"


def _since(state: EndpointState | None) -> str:
    moment = (state.disabled_at or state.since) if state else None
    return f"{moment:%Y-%m-%d %H:%M:%S}Z" if moment else ""


def enable_endpoint(name: str) -> None:
    """Let it be asked again."""
    service = operator_service()
    if name not in service.operator.endpoints():  # one that has left the settings can be tidied up
        _check_known(service.settings, name)
    service.operator.enable(name)
    waiting = service.operator.waiting_deliveries(name)
    click.echo(f"{name} is enabled; {waiting} deliveries wait for it")


def disable_endpoint(name: str) -> None:
    """Let it not be asked."""
    service = operator_service()
    _check_known(service.settings, name)
    service.operator.disable(name, "operator", "disabled by an operator")
    click.echo(f"{name} is disabled; its deliveries wait until: claimwire-worker endpoints enable {name}")


def try_endpoint(name: str) -> None:
    """Send it a trial; leave with status 1 unless it took it."""
    service = operator_service()
    _check_known(service.settings, name)
    trial = TrialDelivery(type=DeliveryEvent.TEST, timestamp=service.operator.now(), data=TrialNote(endpoint=name))
    message_id = f"msg_{uuid.uuid4().hex}"
    began = time.monotonic()
    try:
        status = service.webhooks.send(name, message_id, trial.to_json(), at=trial.timestamp)
    except EndpointGoneError as error:
        click.echo(f"{error.code}: {name} answered {error.status}: it wants no more", err=True)
        sys.exit(1)
    except ClaimwireError as error:
        click.echo(f"{error}  ({time.monotonic() - began:.2f} s)", err=True)
        sys.exit(1)
    click.echo(f"{name} answered {status} to {message_id} in {time.monotonic() - began:.2f} s")


def replay_deliveries(jobs: Sequence[str], since: timedelta | None, endpoint: str | None, *, as_json: bool) -> None:
    """Make deliveries due again; leave with status 1 if a job that was named has none."""
    service = operator_service()
    if endpoint is not None:
        _check_known(service.settings, endpoint)
    operator = service.operator
    chosen: Iterable[str] = jobs if since is None else operator.reported_since(operator.now() - since)
    deliveries = missing = 0
    for job_id in chosen:
        again = operator.replay(job_id, endpoint)
        deliveries += len(again)
        if not again and since is None:
            missing += 1
            click.echo(f"{job_id}: nothing was delivered that could be delivered again", err=True)
        for name in again:
            click.echo(json.dumps({"job_id": job_id, "endpoint": name}) if as_json else f"{job_id}  {name}")
    click.echo(f"{deliveries} deliveries are due again", err=True)
    if missing:
        sys.exit(1)


def purge_ended(older_than: timedelta) -> None:
    """Remove what is kept of jobs that had ended by then."""
    service = operator_service()
    purged = 0
    for job_id in service.operator.purge(service.operator.now() - older_than):
        service.results.forget(job_id)
        purged += 1
    click.echo(f"{purged} jobs are purged")


def _check_known(settings: Settings, name: str) -> None:
    if name not in settings.endpoints:
        known = ", ".join(sorted(settings.endpoints)) or "none"
        raise click.UsageError(f"no endpoint {name!r} in {variable('endpoints')}; known: {known}")
