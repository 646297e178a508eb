"""What is installed is locked: one version of each package, whoever installs it, and no address of a registry."""

import re
from pathlib import Path

import pytest

LOCKS = Path(__file__).parents[2] / "requirements"
PIN = re.compile(r"^([a-z0-9-]+(?:\[[a-z,]+\])?)==(\S+)(.*)", re.MULTILINE)
PARTS = {
    # each image is built upon the one before it
    "producer": "worker",
    "worker": "extract",
    "extract": "run",
    "run": "dev",
    "build": "run",
}


def pins(name: str) -> set[tuple[str, ...]]:
    text = (LOCKS / f"{name}.txt").read_text("utf8")
    return {(package, version, marker.strip(" \\")) for package, version, marker in PIN.findall(text)}


@pytest.mark.parametrize(("part", "whole"), PARTS.items())
def test_a_part_of_the_lock_pins_what_the_whole_pins(part, whole):
    assert pins(part)
    assert pins(part) <= pins(whole)


@pytest.mark.parametrize("lock", sorted(LOCKS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_pin_has_its_hashes_and_no_address(lock):
    text = lock.read_text("utf8")
    assert "://" not in text
    assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=[a-z])", text) if "==" in entry.splitlines()[0])


def test_what_extracts_nothing_carries_no_spacy():
    assert not {package for package, *_ in pins("worker")} & {"spacy", "numpy", "trafilatura"}
    assert "httpx" not in {package for package, *_ in pins("producer")}
