"""What is written from the code into files that people read, each part between two marks.

README.md            the table of codes and the table of settings
.env.example         the settings that Docker Compose hands on, with what they are
docker-compose.yml   the same ones, as the environment of its services

python -m worker.generated FILE…           write the parts of these files
python -m worker.generated --check FILE…   exit 1 and name what is stale; write nothing
"""

import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from contract.codes import CODES
from worker.environment import variable
from worker.settings import Settings

OF_COMPOSE: Final = frozenset({"redis_url", "data_dir", "endpoints", "heartbeat_path"})
"""Settings that the compose file settles itself."""
OF_SOME_SERVICES: Final = frozenset({"allow_addresses", "allow_hosts", "egress_proxy"})
"""Settings that it hands to those services alone that call others."""
COMPOSE_DEFAULTS: Final[Mapping[str, str]] = {
    "allow_hosts": "site.claimwire.test",
    "fetch_concurrency": "16",
    "extract_concurrency": "1",
    "deliver_concurrency": "16",
}
"""Where a container needs another default, or one that its limits of CPU and memory were measured with.
The host is that of the demo, and exists nowhere else."""
ENV_WIDTH: Final = 118


def codes_table() -> Iterator[str]:
    """Yield the codes in Markdown, a row a code in the order of a job's life."""
    yield from ("| code | what becomes of it | what it means, and what to do |", "| --- | --- | --- |")
    for row in CODES:
        yield f"| `{row.code}` | {row.repetition} | {_cell(row.meaning)} |"


def settings_table() -> Iterator[str]:
    """Yield the settings in Markdown, a row a setting in the order of the class."""
    yield from ("| variable | default | what it is |", "| --- | --- | --- |")
    for name, description, default in _settings():
        yield f"| `{variable(name)}` | {f'`{default}`' if default else ''} | {_cell(description)} |"


def env_lines() -> Iterator[str]:
    """Yield the settings as lines of an `.env`, each with its default and commented out."""
    for name, description, default in _settings_of_services():
        yield ""
        yield from textwrap.wrap(description, ENV_WIDTH, initial_indent="# ", subsequent_indent="# ")
        yield f"#{variable(name)}={default}"


def compose_environment() -> Iterator[str]:
    """Yield the settings as keys of a YAML mapping: what is not set outside is not set inside."""
    for name, _, default in _settings_of_services():
        if name not in OF_SOME_SERVICES:
            value = f" ${{{variable(name)}:-{default}}}" if name in COMPOSE_DEFAULTS else ""
            yield f"{variable(name)}:{value}"


PARTS: Final[Mapping[str, Callable[[], Iterator[str]]]] = {
    "codes": codes_table,
    "settings": settings_table,
    "env": env_lines,
    "environment": compose_environment,
}
MARKED: Final = re.compile(
    r"^(?P<indent> *)(?P<begin>\S+ (?P<part>\w+): begin; `make schema` writes this.*)\n"
    r"(?:.*\n)*?"
    r"(?P<end> *\S+ (?P=part): end.*)$",
    re.MULTILINE,
)
BEGIN: Final = re.compile(r"\w+: begin; `make schema`")
END: Final = re.compile(r"^ *\S+ \w+: end\b", re.MULTILINE)


def written(text: str) -> str:
    """Return the text with today's parts between their marks.

    Raises:
        ValueError: a mark is missing, or names a part that does not exist.
    """
    marked = MARKED.findall(text)
    if not len(marked) == len(BEGIN.findall(text)) == len(END.findall(text)):
        raise ValueError("a mark of a part that is written has lost its fellow")
    if unknown := {part for _, _, part, _ in marked} - PARTS.keys():
        raise ValueError(f"no part is called {', '.join(sorted(unknown))}")

    def fresh(marked: re.Match[str]) -> str:
        indent, begin, part, end = marked.group("indent", "begin", "part", "end")
        lines = [f"{indent}{line}".rstrip() for line in PARTS[part]()]
        return "\n".join([indent + begin, *lines, end])

    return MARKED.sub(fresh, text)


def _settings() -> Iterator[tuple[str, str, str]]:
    """Yield name, description and default, in the order of the class."""
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        yield name, " ".join((field.description or "").split()), _shown(default)


def _settings_of_services() -> Iterator[tuple[str, str, str]]:
    for name, description, default in _settings():
        if name not in OF_COMPOSE:
            yield name, description, COMPOSE_DEFAULTS.get(name, default)


def _shown(default: object) -> str:
    if default in (None, (), {}):
        return ""
    if isinstance(default, tuple):
        return ",".join(f"{part:g}" for part in default)
    return f"{default:g}" if isinstance(default, float) else str(default)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the parts, or with --check compare them; return the exit status."""
    is_check = "--check" in arguments
    status = 0
    for path in (Path(argument) for argument in arguments if argument != "--check"):
        text = path.read_text("utf8")
        fresh = written(text)
        if fresh == text:
            continue
        if is_check:
            sys.stderr.write(f"{path} is stale; run `make schema`\n")
            status = 1
        else:
            path.write_text(fresh, "utf8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
