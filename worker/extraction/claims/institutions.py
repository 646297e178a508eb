"""Institutions known by a name of their own, and the last words of names that tell a company or a medium."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from contract.claim import AgentKind

Code = Annotated[str, StringConstraints(pattern="^([A-Z]{3}|none)$")]


class InstitutionTable(BaseModel):
    """Kind -> state, or `none` -> institutions, each with its names, the fullest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    named: dict[AgentKind, dict[Code, tuple[tuple[str, ...], ...]]]
    endings: dict[AgentKind, tuple[str, ...]]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [name for by in self.named.values() for rows in by.values() for row in rows for name in row]
        endings = [word for words in self.endings.values() for word in words]
        for words in (names, endings):
            if twice := sorted({word for word in words if words.count(word) > 1 or not word.strip()}):
                raise ValueError(f"stands twice, or is empty: {twice}")
        return self


@dataclass(frozen=True, slots=True)
class Institution:
    """One institution."""

    name: str
    """The fullest."""
    kind: AgentKind
    country: str | None


@dataclass(frozen=True, slots=True)
class Institutions:
    """The table, by what a text says."""

    named: Mapping[str, Institution]
    endings: Mapping[str, AgentKind]

    @classmethod
    def of(cls, table: InstitutionTable) -> Self:
        """Index the table."""
        named = {
            name: Institution(row[0], kind, None if code == "none" else code)
            for kind, by_code in table.named.items()
            for code, rows in by_code.items()
            for row in rows
            for name in row
        }
        return cls(named, {word: kind for kind, words in table.endings.items() for word in words})
