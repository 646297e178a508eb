"""What can be known of the compose files without an engine; tests/compose has the rest."""

import os
import re
from pathlib import Path

import pytest

from worker.settings import Settings

ROOT = Path(__file__).parents[2]
FILES = ("docker-compose.yml", "docker-compose.own-redis.yml")
USED = re.compile(r"\$\{(\w+):?-([^}]*)\}")
OFFERED = re.compile(r"^#(\w+)=(.*)$", re.MULTILINE)
NEVER = ("container_name:", "ports:", "privileged:", "network_mode:", "docker.sock", "# syntax=")


@pytest.fixture
def offered() -> dict[str, str]:
    return dict(OFFERED.findall((ROOT / ".env.example").read_text("utf8")))


@pytest.mark.parametrize("name", FILES)
def test_every_variable_is_in_the_env_example_with_the_same_default(name, offered):
    used = dict(USED.findall((ROOT / name).read_text("utf8")))
    assert used
    assert used.items() <= offered.items()


def test_the_env_example_offers_nothing_that_nobody_reads(offered):
    lines = [line for name in FILES for line in (ROOT / name).read_text("utf8").splitlines() if line[:1] != "#"]
    read_by_compose_itself = {"COMPOSE_FILE"}
    assert {name for name in offered if not any(name in line for line in lines)} == read_by_compose_itself


def test_every_default_of_the_env_example_is_a_value_that_is_allowed(offered, monkeypatch):
    for name in os.environ:
        if name.startswith("CLAIMWIRE_"):
            monkeypatch.delenv(name)
    for name, value in offered.items():
        if name.startswith("CLAIMWIRE_"):
            monkeypatch.setenv(name, value)
    settings = Settings.read()
    assert settings.extract_concurrency == 1
    assert settings.redis_url.get_secret_value() == "redis://claimwire-redis:6379/0"


def test_the_grace_is_longer_than_the_soft_shutdown(offered):
    grace_seconds = int(offered["STOP_GRACE_PERIOD"].removesuffix("s"))
    assert grace_seconds >= float(offered["CLAIMWIRE_SOFT_SHUTDOWN_SECONDS"]) + 5


@pytest.mark.parametrize("name", [*FILES, "Dockerfile"])
def test_nothing_ties_the_stack_to_a_host_or_a_registry(name):
    text = (ROOT / name).read_text("utf8")
    assert not [word for word in NEVER if word in text]
    images = re.findall(r"^ *(?:image: |FROM |ARG \w+_IMAGE=)(\S+)", text, re.MULTILINE)
    # the first part of an image's name is a host when it has a dot or a port
    assert not [image for image in images if "/" in image and re.search(r"[.:]", image.partition("/")[0])]


def test_the_endpoint_of_the_demo_can_be_used(monkeypatch):
    monkeypatch.setenv("CLAIMWIRE_ENDPOINTS_FILE", str(ROOT / "demo/endpoints.json"))
    assert list(Settings.read().endpoints) == ["demo"]
