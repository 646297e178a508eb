"""The composition root: settings -> adapters -> gate and stages. Beside it only `worker.web` hands settings on."""

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version

from celery import Celery
from redis import Redis

from contract.connection import redis_urls
from contract.report import Report, Stage
from contract.results import result_backend_config
from worker.adapters.broker import Hints, celery_app
from worker.adapters.ledger import GateLedger, OperatorLedger, Pacing, SiteLedger, StepLedger, TextLedger
from worker.adapters.redis import connect
from worker.adapters.results import BackendResults
from worker.adapters.webhook import Endpoint, SignedWebhooks
from worker.errors import PermanentError
from worker.fetching import Fetch
from worker.gate import Gate
from worker.pipeline import Deliver, Extract
from worker.ports import Reporter, Results, Site, Webhooks
from worker.runner import Retries, StepRunner
from worker.settings import Settings
from worker.steps import Lease, Step
from worker.web import guarded_client

LOOK_SECONDS = 2.0
"""For an answer that only a watchdog waits for, in the loop of a worker."""

LAST_TRY_WAIT_MS = 500
"""A step takes about so long; the wait comes only before the last try of one that has died of every other."""


class Service:
    """What the processes of claimwire are made of; each part is made when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        if settings.redis_url is None:
            raise PermanentError(
                "settings.no_redis",
                "CLAIMWIRE_REDIS_URL is not set; set it, or run `claimwire-worker up`, which brings its own server",
            )
        self.settings = settings
        self._redis_url = settings.redis_url.get_secret_value()

    @cached_property
    def celery(self) -> Celery:
        """The Celery app: hints over Redis, reports in the result backend."""
        settings = self.settings
        backend = settings.result_backend.get_secret_value() if settings.result_backend else self._redis_url
        results = result_backend_config(backend, settings.key_prefix) | {
            "result_expires": settings.report_retention_seconds
        }
        return celery_app(redis_urls(self._redis_url), prefix=settings.key_prefix, results=results)

    @cached_property
    def ledger(self) -> StepLedger:
        """The ledger, as workers use it."""
        return StepLedger(self._redis, self.settings.key_prefix, self._pacing)

    @cached_property
    def gate_ledger(self) -> GateLedger:
        """The ledger, as a gate uses it."""
        settings = self.settings
        return GateLedger(self._redis, settings.key_prefix, self._pacing, crash_limit=settings.crash_limit)

    @cached_property
    def hints(self) -> Hints:
        """What sends workers to the ledger."""
        return Hints(self.celery)

    def waiting_hints(self, stage: Stage) -> int:
        """Return how many hints of a stage nobody has taken; asks once and briefly, for it holds up whoever looks."""
        return self._lookout.waiting_hints(stage)

    def gate(self, *, on_turn: Callable[[], None]) -> Gate:
        """Return a gate that tells each turn it has done."""
        settings = self.settings
        return Gate(
            self.gate_ledger,
            self.ledger,
            self.results,
            send_hint=self.hints.send,
            make_token=_make_token,
            endpoints=settings.endpoints.keys(),
            max_open_jobs=settings.max_open_jobs,
            max_waiting_pages=settings.max_waiting_pages,
            on_turn=on_turn,
        )

    def stage(self, stage: Stage) -> StepRunner:
        """Return what runs the steps of a stage. For extract, this loads spaCy and its model."""
        return StepRunner(
            self._work(stage),
            ledger=self.ledger,
            results=self.results,
            retries=self._retries,
            send_hint=self.hints.send,
            make_token=_make_token,
        )

    def _work(self, stage: Stage) -> Callable[[Lease], Sequence[Step] | None]:
        match stage:
            case Stage.FETCH:
                return self._fetch()
            case Stage.EXTRACT:
                texts = TextLedger(self._redis, self.settings.key_prefix, self._pacing)
                return Extract(self.ledger, texts, self.reporter(), self.results)
            case Stage.DELIVER:
                return Deliver(self.ledger, self.results, self.webhooks, max_bytes=self.settings.deliver_max_bytes)

    def _fetch(self) -> Fetch:
        settings = self.settings
        ours = version("claimwire")

        def is_current(report: Report) -> bool:
            made_by = report.extractor
            return made_by is not None and (
                (made_by.version, made_by.model.split()[0]) == (ours, settings.spacy_model)
                and made_by.attribution_caution == settings.caution
            )

        return Fetch(
            self.ledger,
            SiteLedger(self._redis, settings.key_prefix, self._pacing),
            self.results,
            self.site,
            today=lambda: datetime.now(UTC).date(),
            robots_name=settings.user_agent if settings.obey_robots else None,
            is_current=is_current,
        )

    def reporter(self) -> Reporter:
        """Return what makes reports of pages."""
        # gate, fetch and deliver run where spaCy is not installed
        from worker.reporting import Reporter  # noqa: PLC0415

        return Reporter.load(self.settings.spacy_model, caution=self.settings.caution)

    @cached_property
    def site(self) -> Site:
        """The web."""
        return guarded_client(self.settings, Stage.FETCH)

    @cached_property
    def webhooks(self) -> Webhooks:
        """The endpoints of the settings."""
        endpoints = {
            name: Endpoint(str(endpoint.url), endpoint.secrets) for name, endpoint in self.settings.endpoints.items()
        }
        return SignedWebhooks(endpoints, guarded_client(self.settings, Stage.DELIVER).post)

    @cached_property
    def operator(self) -> OperatorLedger:
        """The ledger, as an operator uses it."""
        return OperatorLedger(self._redis, self.settings.key_prefix, self._pacing)

    @cached_property
    def results(self) -> Results:
        """The result backend."""
        return BackendResults(self.celery)

    @cached_property
    def _redis(self) -> Redis:
        return connect(redis_urls(self._redis_url).client)

    @cached_property
    def _lookout(self) -> StepLedger:
        client = connect(redis_urls(self._redis_url).client, timeout_seconds=LOOK_SECONDS, retries=0)
        return StepLedger(client, self.settings.key_prefix, self._pacing)

    @cached_property
    def _pacing(self) -> Pacing:
        settings = self.settings
        return Pacing(
            lease_ms=int(settings.lease_seconds * 1000),
            resend_ms=int(settings.hint_resend_seconds * 1000),
            retention_ms=settings.retention_seconds * 1000,
            duplicate_window_ms=settings.duplicate_window_seconds * 1000,
            same_text_window_ms=settings.same_text_window_seconds * 1000,
            host_spacing_ms=int(settings.host_spacing_seconds * 1000),
            last_try_wait_ms=LAST_TRY_WAIT_MS,
            most_hints=settings.max_hints,
            endpoint_calls=settings.endpoint_concurrency,
            circuit_failures=settings.circuit_failures,
            circuit_pause_ms=int(settings.circuit_pause_seconds * 1000),
            deliver_within_ms=int(settings.deliver_within_seconds * 1000),
        )

    @cached_property
    def _retries(self) -> Retries:
        settings = self.settings
        return Retries(
            {
                Stage.FETCH: settings.fetch_retry_seconds,
                Stage.EXTRACT: settings.extract_retry_seconds,
                Stage.DELIVER: settings.deliver_retry_seconds,
            }
        )


def _make_token() -> str:
    return secrets.token_hex(12)
