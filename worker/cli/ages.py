"""Ages on the command line: 90s, 15m, 2h, 3d."""

import re
from datetime import timedelta
from typing import Any, Final

import click

UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
MOST: Final = timedelta(days=3650)


class Age(click.ParamType):  # type: ignore[type-arg] # generic only for type checkers
    """A whole number and its unit; given as a `timedelta`."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:  # noqa: ANN401 - click's signature
        """Read the text; click tells the user what is wrong with it."""
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"(\d{1,6})([smhd])", str(value))
        if found is None:
            self.fail(f"{value!r} is no age; write a number and s, m, h or d, as 90s, 15m, 2h or 3d", param, ctx)
        age = timedelta(**{UNITS[found[2]]: int(found[1])})
        if age > MOST:
            self.fail(f"{value!r} is more than ten years", param, ctx)
        return age
