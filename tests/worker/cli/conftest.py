import os
import subprocess
import sys
from collections.abc import Callable

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def operate(desk, redis_url) -> Run:
    """Run `claimwire-worker` on the ledger of the test's desk."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")}
        ours |= {"CLAIMWIRE_REDIS_URL": redis_url, "CLAIMWIRE_KEY_PREFIX": desk.prefix, "COLUMNS": "200", **environment}
        command = [sys.executable, "-m", "worker", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=ours, check=False)

    return run
