"""Tables of knowledge, one TOML file a subject: reading them, and the digest that names their edition."""

import hashlib
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable


class TableError(ValueError):
    """A table that cannot be used; the message names the file and the entry. It fails the start."""


def read_table(language: str, name: str) -> dict[str, object]:
    """Return what `languages/<language>/<name>.toml` holds; raises TableError when it is missing or no TOML.

    TOML itself refuses a key that stands twice in one section.
    """
    source = _directory(language) / f"{name}.toml"
    try:
        return tomllib.loads(source.read_text("utf-8"))
    except FileNotFoundError:
        raise TableError(f"{language}/{name}.toml: there is no such table") from None
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{language}/{name}.toml: {error}") from error


def tables_digest(language: str) -> str:
    """Return the SHA-256 over the names and bytes of all tables of the language and the table of places, in hex."""
    digest = hashlib.sha256()
    tables = [each for each in _directory(language).iterdir() if each.name.endswith(".toml")]
    for source in (
        *sorted(tables, key=lambda entry: entry.name),
        files("worker.extraction") / "gazetteer" / "places.tsv",
    ):
        content = source.read_bytes()
        digest.update(f"{source.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _directory(language: str) -> Traversable:
    directory = files("worker.extraction") / "languages" / language
    if not directory.is_dir():
        raise TableError(f"{language}: there are no tables of this language")
    return directory
