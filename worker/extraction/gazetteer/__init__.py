"""Names of places -> what and where they are; made by `training.gazetteer`, and never parsed as a whole."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from contract.claim import PlaceKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a name."""

    kind: PlaceKind
    country: str
    """ISO 3166-1 alpha-3."""
    inhabitants: int
    """Of a city, in thousands; 0 where nobody counts."""


class Gazetteer:
    """Cities of 15,000 inhabitants and more, and the regions of states."""

    def __init__(self, lines: bytes) -> None:
        self._lines = lines

    @classmethod
    def load(cls) -> Self:
        """Read the table that ships with the worker."""
        _head, _, lines = Path(__file__).with_name("places.tsv").read_bytes().partition(b"\n")
        return cls(lines)

    def find(self, name: str) -> tuple[Entry, ...]:
        """Return all places of the name, the largest first; diacritics do not count."""
        key = plain(name).encode() + b"\t"
        at = self._first(key)
        found: list[Entry] = []
        while self._lines.startswith(key, at):
            end = self._lines.index(b"\n", at)
            _, kind, country, inhabitants = self._lines[at:end].decode().split("\t")
            found.append(Entry(PlaceKind(kind), country, int(inhabitants)))
            at = end + 1
        return tuple(sorted(found, key=lambda each: -each.inhabitants))

    def _first(self, key: bytes) -> int:
        """Return where the first line stands that is not before the key: the lines are in the order of their bytes."""
        low, high = 0, len(self._lines)
        while low < high:
            start = self._lines.rfind(b"\n", 0, (low + high) // 2) + 1
            end = self._lines.find(b"\n", start) + 1 or len(self._lines)
            if self._lines[start:end] < key:
                low = end
            else:
                high = start
        return low


def plain(name: str) -> str:
    """Return the name without diacritics, as most newspapers print it; names are kept and looked up in this form."""
    apart = unicodedata.normalize("NFKD", name.replace("\u2019", "'"))
    return "".join(each for each in apart if not unicodedata.combining(each))
