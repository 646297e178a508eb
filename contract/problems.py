"""What is wrong with a message, in one line."""

from typing import NamedTuple

from pydantic import ValidationError


class FirstProblem(NamedTuple):
    """The first thing that pydantic found; nothing of the input is in it."""

    field: str
    """The path with dots, as `endpoints.0`; empty for the whole."""
    type: str
    """Pydantic's name for the kind of error: `missing`, `extra_forbidden`, …"""
    message: str
    """In words."""


def first_problem(exc: ValidationError) -> FirstProblem:
    """Return the first of the errors."""
    first = exc.errors(include_url=False, include_input=False)[0]
    # what is wrong with the whole may name the field that would mend it
    path = first["loc"] or filter(None, [first.get("ctx", {}).get("field")])
    return FirstProblem(".".join(map(str, path)), first["type"], first["msg"])
