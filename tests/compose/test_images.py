"""What an image carries beyond its base: only what its services need, and not more of it than is stated."""

import os

import pytest

from tests.compose.engine import FIGURES, TAG, run

BASE = os.environ.get("PYTHON_IMAGE", "python:3.11-slim-bookworm")
CEILINGS_MB = {"producer": 60, "gate": 70, "fetch": 70, "deliver": 70, "extract": 600}
"""Beyond the base image. Measured: 50, 62 and 565 on x86-64; README.md states them."""
COMPILERS = ("gcc", "cc", "g++", "clang", "make", "ld")


def in_image(image: str, script: str) -> str:
    return run(
        "docker", "run", "--rm", "--network", "none", "--entrypoint", "sh", f"claimwire-{image}:{TAG}", "-c", script
    )


def layers(image: str) -> list[int]:
    return [int(size) for size in run("docker", "history", "--human=false", "--format", "{{.Size}}", image).split()]


@pytest.mark.parametrize("image", CEILINGS_MB)
def test_its_size_is_below_its_ceiling(image):
    megabytes = (sum(layers(f"claimwire-{image}:{TAG}")) - sum(layers(BASE))) / 1e6
    FIGURES.append(f"{megabytes:5.0f} MB  image {image}, beyond its base")
    assert megabytes < CEILINGS_MB[image]


@pytest.mark.parametrize("image", CEILINGS_MB)
def test_it_has_no_compiler_and_is_nobody_but_its_user(image):
    found = in_image(image, f"for tool in {' '.join(COMPILERS)}; do command -v $tool; done; id -u")
    assert found.split() == ["10001"]


@pytest.mark.parametrize(
    ("image", "has_spacy", "has_client"), [("producer", 0, 0), ("gate", 0, 1), ("fetch", 0, 1), ("extract", 1, 1)]
)
def test_it_has_the_libraries_of_its_services_and_no_others(image, has_spacy, has_client):
    script = "from importlib.util import find_spec; print(*(int(find_spec(m) is not None) for m in ('spacy', 'httpx')))"
    assert in_image(image, f'python -c "{script}"').split() == [str(has_spacy), str(has_client)]


def test_the_english_model_is_there_without_a_download():
    out = in_image(
        "extract", "echo 'The minister said that the bridge was closed.' | claimwire-worker extract --text --json -"
    )
    assert '"lemma":"say"' in out


def test_each_command_answers():
    assert "claimwire, version" in in_image("producer", "claimwire --version")
    assert "claimwire-worker, version" in in_image("deliver", "claimwire-worker --version")
