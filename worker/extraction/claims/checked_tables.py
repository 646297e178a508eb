"""TOML tables -> checked shapes: an unknown key, a duplicate or a capital where none belongs fails the start."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from worker.extraction.tables import TableError, read_table


class Table(BaseModel):
    """A section of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _small_and_once(words: object) -> object:
    if isinstance(words, list):
        if twice := sorted({str(word) for word in words if words.count(word) > 1}):
            raise ValueError(f"stands twice: {twice}")
        if large := [word for word in words if not isinstance(word, str) or not word.strip() or word != word.lower()]:
            raise ValueError(f"is no word in small letters: {large}")
    return words


Words = Annotated[frozenset[str], BeforeValidator(_small_and_once)]

Shape = TypeVar("Shape")


def read_checked(language: str, name: str, shape: type[Shape]) -> Shape:
    """Return the table in its shape; raises `TableError` that names the file and the entry."""
    try:
        return TypeAdapter(shape).validate_python(read_table(language, name))
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(map(str, first["loc"]))
        raise TableError(f"{language}/{name}.toml: {entry}: {first['msg']}") from error
