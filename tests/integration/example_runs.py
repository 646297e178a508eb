"""A process of a receiver in docs/examples, and how it is called."""

import subprocess
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

from pydantic import SecretStr

from tests.integration.deliveries import BODY, TRIAL
from tests.waiting import wait_for
from worker.adapters.webhook import signed_headers

SECONDS = 30
"""The most that anything here takes, on a machine that is busy."""


def signed(message_id: str, body: str, *secrets: str, ago: timedelta = timedelta()) -> dict[str, str]:
    return signed_headers(tuple(map(SecretStr, secrets)), message_id, body, datetime.now(UTC) - ago)


@dataclass
class Run:
    """One process of an example."""

    process: subprocess.Popen[bytes]
    port: int
    output: Path
    secret: str

    def post(self, body: str, headers: dict[str, str]) -> int:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as connection:
            connection.request("POST", "/", body.encode(), headers)
            return connection.getresponse().status

    def deliver(self, message_id: str, body: str = BODY) -> int:
        return self.post(body, signed(message_id, body, self.secret))

    def has_printed(self, message_id: str) -> bool:
        return any(line.startswith(f"{message_id}  ") for line in self.lines())

    def printed(self) -> list[str]:
        """All that it printed of what it has acknowledged: it works in order, so a trial shows when it is through."""
        trial = f"trial-{uuid.uuid4().hex}"
        assert self.deliver(trial, TRIAL) == 204
        wait_for(lambda: self.has_printed(trial), trial, SECONDS)
        return [line for line in self.lines() if not line.startswith("trial-")]

    def lines(self) -> list[str]:
        return self.output.read_text("utf8").split("\n")[:-1]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(SECONDS)
