"""How a test waits for a state: it polls with a deadline."""

import time
from collections.abc import Callable
from typing import Any

PATIENCE_SECONDS = 120


def wait_for(look: Callable[[], Any], what: object = "", seconds: float = PATIENCE_SECONDS) -> Any:
    """Return what is found, as soon as it is anything; fail when the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)  # polls with a deadline
    raise AssertionError(f"not within {seconds:g} s: {what}")
