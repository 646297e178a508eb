"""Which extra of the package a command needs, and what is said where it is not installed."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Final

from worker.errors import PermanentError

OURS: Final = ("contract", "producer", "worker")
EXTRAS: Final[Mapping[str, str]] = {"extract": "extract", "up": "extract,embedded"}
"""Command -> extras; every other command needs `worker`."""


def extra_missing(missing: ModuleNotFoundError, command: str) -> PermanentError | None:
    """Return what to tell the user; none where the module is one of ours, and its absence a fault."""
    module = (missing.name or "").partition(".")[0]
    if not module or module in OURS:
        return None
    extras = EXTRAS.get(command, "worker")
    return PermanentError(
        "settings.extra_missing",
        f"`claimwire-worker {command}` needs {module}, which is not installed: pip install 'claimwire[{extras}]'",
    )


def require(module: str) -> None:
    """Raise ModuleNotFoundError where a library is not installed, without the time that its import takes."""
    if find_spec(module) is None:
        raise ModuleNotFoundError(f"no module {module}", name=module)
