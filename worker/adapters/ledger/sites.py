"""What the ledger knows of sites: their robots.txt, and what they said of the pages that were read."""

import json
import zlib

from redis import Redis

from worker.adapters.ledger.pacing import Pacing
from worker.adapters.ledger.server import Server
from worker.sites import Seen, pace_of, page_digest
from worker.steps import Lease

ROBOTS_MS = 24 * 3_600_000
"""RFC 9309, 2.4: no copy is to be used for longer than a day."""


class SiteLedger:
    """What fetch asks and tells of sites; all workers share it."""

    def __init__(self, client: Redis, prefix: str, pacing: Pacing) -> None:
        self._server = Server(client, prefix)
        self._pacing = pacing

    def robots(self, origin: str) -> str | None:
        """Return the robots.txt of a site, empty where there is none; None when it is not known."""
        packed: bytes | None = self._server.ask("GET", self._server.key(f"robots:{origin}"))
        return zlib.decompress(packed).decode() if packed is not None else None

    def note_robots(self, lease: Lease, origin: str, text: str, *, delay_seconds: float) -> None:
        """Keep a robots.txt, and make the step due again when its host may be asked for the article."""
        delay_ms = int(delay_seconds * 1000)
        self._server.run(
            "note_robots",
            str(lease.step),
            lease.token,
            origin,
            zlib.compress(text.encode()),
            max(self._pacing.host_spacing_ms, delay_ms),
            int(delay_ms > self._pacing.host_spacing_ms),
            ROBOTS_MS,
        )

    def move(self, lease: Lease, url: str) -> None:
        """Make the step due again for another URL of its article, when that one's host may be asked."""
        self._server.run("move", str(lease.step), lease.token, url, pace_of(url))

    def seen(self, url: str) -> Seen | None:
        """Return what the site said of the page when it was read last."""
        kept: bytes | None = self._server.ask("GET", self._server.key(f"seen:{page_digest(url)}"))
        return Seen(**json.loads(kept)) if kept is not None else None
