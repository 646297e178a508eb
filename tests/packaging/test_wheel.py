"""What is in the wheel: our three packages, and everything that they read at run time."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"contract", "producer", "worker"}
DATA = {".json", ".lua", ".toml", ".typed"}


@pytest.fixture(scope="module")
def names(tmp_path_factory) -> set[str]:
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    # a copy, since setuptools builds in the tree; with the folders that a careless pattern would pack
    for folder in (*PACKAGES, "demo", "tests/packaging"):
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, source)
    (source / "worker_notes").mkdir()
    (source / "worker_notes/__init__.py").touch()
    command = ("-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", made, source)
    done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [wheel] = made.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_its_packages_are_ours_and_no_other(names):
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == PACKAGES


def test_every_module_and_every_file_that_is_read_at_run_time_is_in_it(names):
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in DATA | {".py"}
    }
    assert {Path(name).suffix for name in wanted} == DATA | {".py"}
    assert wanted - names == set()


def test_it_carries_the_licence_and_both_commands(names):
    ends = {name.split(".dist-info/")[1] for name in names if ".dist-info/" in name}
    assert {"entry_points.txt", "licenses/LICENSE", "METADATA"} <= ends
