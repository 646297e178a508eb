"""The guarded HTTP client of a stage, as the operator has set it."""

from collections.abc import Iterator

from contract.report import Stage
from worker.adapters.http.client import GuardedClient, Limits
from worker.adapters.http.reach import EgressProxy, Reach
from worker.settings import Settings

SILENCE_SECONDS = 10.0


def guarded_client(settings: Settings, stage: Stage) -> GuardedClient:
    """Return the client; the stage's name stands in the codes of its errors."""
    is_fetch = stage is Stage.FETCH
    proxy = settings.egress_proxy
    reach = Reach(
        networks=settings.allow_addresses,
        hosts=frozenset(settings.allow_hosts if is_fetch else _private_hosts(settings)),
        proxy=EgressProxy.parse(proxy.get_secret_value()) if proxy else None,
    )
    seconds = settings.fetch_timeout_seconds if is_fetch else settings.deliver_timeout_seconds
    limits = Limits(
        total_seconds=seconds,
        # a site that falls silent is left early; a receiver may take its whole time before it answers
        read_seconds=min(SILENCE_SECONDS, seconds) if is_fetch else seconds,
        max_wire_bytes=settings.max_page_bytes,
        max_decoded_bytes=settings.max_page_bytes,
    )
    cool_down = settings.host_cool_down_seconds
    return GuardedClient(settings.user_agent, reach, stage=stage.value, limits=limits, cool_down_seconds=cool_down)


def _private_hosts(settings: Settings) -> Iterator[str]:
    for endpoint in settings.endpoints.values():
        if endpoint.private and endpoint.url.host:
            yield endpoint.url.host.lower().strip("[].")
