"""The receiver of the reports, which notes when each came."""

import time

from bench.storm.site import ANSWER_SECONDS
from tests.faults.servers import Recorder


class Receiver(Recorder):
    """Takes every report, and its time."""

    def __init__(self) -> None:
        super().__init__()
        self.arrivals: list[tuple[float, bytes]] = []
        """The monotonic time and the body of each call, in order."""
        self.answer = self._take

    def _take(self, _endpoint: str, body: bytes) -> int:
        time.sleep(ANSWER_SECONDS)
        self.arrivals.append((time.monotonic(), body))
        return 204
