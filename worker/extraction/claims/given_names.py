"""Given names that tell which pronoun a person goes by."""

from collections.abc import Mapping

from worker.extraction.claims.shapes import Table, read_checked
from worker.extraction.tables import TableError


class _GivenNames(Table):
    he: tuple[str, ...]
    she: tuple[str, ...]


def read_given_names(language: str) -> Mapping[str, str]:
    """Return given name -> "he" or "she"; raises `TableError` for a name that stands twice."""
    table = read_checked(language, "given_names", _GivenNames)
    told = [(name, pronoun) for pronoun, names in (("he", table.he), ("she", table.she)) for name in names]
    found = dict(told)
    if len(found) < len(told):
        names = [name for name, _ in told]
        raise TableError(f"{language}/given_names.toml: twice: {sorted({n for n in names if names.count(n) > 1})}")
    return found
