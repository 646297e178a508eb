"""Given names that tell which pronoun a person goes by."""

from collections.abc import Mapping
from functools import cached_property
from typing import Self

from pydantic import model_validator

from worker.extraction.claims.shapes import Table


class GivenNames(Table):
    """Names by pronoun; one that goes both ways stands in neither list."""

    he: tuple[str, ...]
    she: tuple[str, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [*self.he, *self.she]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"stands twice: {twice}")
        return self

    @cached_property
    def pronoun_of(self) -> Mapping[str, str]:
        """Return given name -> pronoun."""
        return dict.fromkeys(self.he, "he") | dict.fromkeys(self.she, "she")
