"""Ids that the same article gives again: a consumer can upsert by them."""

import hashlib
from collections.abc import Sequence

from worker.extraction.attribution.model import Bounds


def text_digest(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, as 64 hexadecimal digits; a lone surrogate counts as its escape."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def claim_id(digest: str, content: Sequence[Bounds], cue: Bounds | None, source: Sequence[str]) -> str:
    """Return the id of a claim: the text's digest, the spans and the source decide it."""
    return "c" + _hash(digest, _spans(content), _spans([cue] if cue else []), *source)


def attribution_id(digest: str, content: Sequence[Bounds], cue: Bounds | None) -> str:
    """Return the id that the claims of one cue share."""
    return "t" + _hash(digest, _spans(content), _spans([cue] if cue else []))


def _spans(stretches: Sequence[Bounds]) -> str:
    return " ".join(f"{start}-{end}" for start, end in stretches)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGITS]


_DIGITS = 20
"""80 bits: two claims of a billion articles share an id with a chance of one in a million."""
