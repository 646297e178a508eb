"""TOML tables -> checked shapes: an unknown key, a duplicate or a capital where none belongs fails the start."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from contract.claim import CueClass
from worker.extraction.tables import TableError, read_table


def _small_and_once(words: object) -> object:
    if isinstance(words, list):
        if wrong := sorted({str(word) for word in words if words.count(word) > 1}):
            raise ValueError(f"stands twice: {wrong}")
        if wrong := [word for word in words if not isinstance(word, str) or word != word.lower() or not word.strip()]:
            raise ValueError(f"is no word in small letters: {wrong}")
    return words


Words = Annotated[frozenset[str], BeforeValidator(_small_and_once)]
Classes = frozenset[CueClass]


class Table(BaseModel):
    """A section of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WordList(Table):
    """One list of words."""

    words: Words


class Heads(Table):
    """Heads of noun phrases, as lemmas."""

    heads: Words


class ClassList(Table):
    """Cue classes of one kind."""

    classes: Classes


Shape = TypeVar("Shape")


def read_checked(language: str, name: str, shape: type[Shape]) -> Shape:
    """Return the table in its shape; raises `TableError` that names the file and the entry."""
    return checked(f"{language}/{name}.toml", read_table(language, name), shape)


def checked(where: str, raw: object, shape: type[Shape]) -> Shape:
    """Return the entry in its shape; raises `TableError` that says where it is broken."""
    try:
        return TypeAdapter(shape).validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(map(str, first["loc"]))
        raise TableError(f"{where}: {entry}: {first['msg']}") from error
