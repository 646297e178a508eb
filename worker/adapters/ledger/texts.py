"""What the ledger knows of texts: which job was the first to bring a story."""

from redis import Redis

from worker.adapters.ledger.pacing import Pacing
from worker.adapters.ledger.server import Server
from worker.article.signature import LEAST_FACTS, LEAST_RUNS, Signature


class TextLedger:
    """What extract asks of texts; all workers share it."""

    def __init__(self, client: Redis, prefix: str, pacing: Pacing) -> None:
        self._server = Server(client, prefix)
        self._pacing = pacing

    def first_like(self, job_id: str, signature: Signature) -> str | None:
        """Return the first job that has the same story; None where this one has it. Asked again, it says the same."""
        keep_ms = self._pacing.same_text_window_ms
        if not keep_ms:
            return None
        first: bytes = self._server.run(
            "first_like",
            job_id,
            LEAST_RUNS,
            LEAST_FACTS,
            keep_ms,
            signature.runs,
            signature.facts,
            signature.words,
            *signature.bands(),
        )
        return first.decode() or None
