"""Names of many origins: for people whom a noisy article quotes, and for datelines."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Names:
    """The table `names.toml`."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    places: tuple[str, ...]
    agencies: tuple[str, ...]
    institutions: frozenset[str]


@cache
def load_names() -> Names:
    """Read the table; raises ValueError for a key that is unknown, missing, or not a list of names, each once."""
    table = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
    wanted = {field.name for field in fields(Names)}
    if set(table) != wanted:
        raise ValueError(f"names.toml: its keys are {sorted(wanted)}")
    for key, names in table.items():
        if not names or len(set(names)) != len(names) or not all(isinstance(each, str) and each for each in names):
            raise ValueError(f"names.toml: {key} is a list of names, each once")
    return Names(
        given=tuple(table["given"]),
        family=tuple(table["family"]),
        places=tuple(table["places"]),
        agencies=tuple(table["agencies"]),
        institutions=frozenset(table["institutions"]),
    )
