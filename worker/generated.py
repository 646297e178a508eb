"""The parts of the README that are written from the code: the table of codes and the table of settings.

python -m worker.readme README.md           write them there, between their marks
python -m worker.readme --check README.md   exit 1 and name what is stale; write nothing
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from contract.codes import CODES
from worker.environment import variable
from worker.settings import Settings


def codes_table() -> str:
    """Return the codes in Markdown, a row a code in the order of a job's life."""
    rows = ["| code | what becomes of it | what it means, and what to do |", "| --- | --- | --- |"]
    rows += (f"| `{row.code}` | {row.repetition} | {_one_line(row.meaning)} |" for row in CODES)
    return "\n".join(rows)


def settings_table() -> str:
    """Return the settings in Markdown, a row a setting in the order of the class."""
    rows = ["| variable | default | what it is |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        rows.append(f"| `{variable(name)}` | {_shown(default)} | {_one_line(field.description or '')} |")
    return "\n".join(rows)


PARTS: Final[Mapping[str, Callable[[], str]]] = {"codes": codes_table, "settings": settings_table}


def begin(part: str) -> str:
    """Return the mark that stands before a part."""
    return f"<!-- {part}: begin; `make schema` writes this -->"


def end(part: str) -> str:
    """Return the mark that stands after a part."""
    return f"<!-- {part}: end -->"


def written(page: str) -> str:
    """Return the page with today's parts between their marks; raises ValueError where a mark is missing or twice."""
    for part, table in PARTS.items():
        before, rest = page.split(begin(part))
        _, after = rest.split(end(part))
        page = f"{before}{begin(part)}\n{table()}\n{end(part)}{after}"
    return page


def _shown(default: object) -> str:
    if default in (None, (), {}):
        return ""
    if isinstance(default, tuple):
        return "`" + ",".join(f"{part:g}" for part in default) + "`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the parts, or with --check compare them; return the exit status."""
    is_check = "--check" in arguments
    status = 0
    for path in (Path(argument) for argument in arguments if argument != "--check"):
        page = path.read_text("utf8")
        fresh = written(page)
        if fresh == page:
            continue
        if is_check:
            sys.stderr.write(f"{path}: its tables are stale; run `make schema`\n")
            status = 1
        else:
            path.write_text(fresh, "utf8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
