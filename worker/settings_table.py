"""The settings as a table: `python -m worker.settings_table README.md` writes it there; --check says if it is stale."""

import sys
from pathlib import Path
from typing import Final

from worker.settings import Settings, variable

BEGIN: Final = "<!-- settings: begin; `make schema` writes this -->"
END: Final = "<!-- settings: end -->"


def settings_table() -> str:
    """Return the table in Markdown, a row a setting in the order of the class."""
    rows = ["| variable | default | what it is |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        rows.append(f"| `{variable(name)}` | {_shown(default)} | {_one_line(field.description or '')} |")
    return "\n".join(rows)


def with_table(page: str) -> str:
    """Return the page with today's table between the two marks; raises ValueError where a mark is missing."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{settings_table()}\n{END}{after}"


def _shown(default: object) -> str:
    if default in (None, (), {}):
        return ""
    if isinstance(default, tuple):
        return "`" + ",".join(f"{part:g}" for part in default) + "`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the table, or with --check compare it; return the exit status."""
    is_check = "--check" in arguments
    for name in (argument for argument in arguments if argument != "--check"):
        path = Path(name)
        page = path.read_text("utf8")
        fresh = with_table(page)
        if is_check and fresh != page:
            sys.stderr.write(f"{name}: the settings table is stale; run `make schema`\n")
            return 1
        path.write_text(fresh, "utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
