"""Whether content is quoted."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from contract.claim import QuoteKind
from worker.extraction.attribution.model import Bounds
from worker.extraction.attribution.quotations import Quotation


def kind_of(content: Sequence[Bounds], quotations: Sequence[Quotation]) -> QuoteKind:
    """Return how much of the content stands between quotation marks."""
    length = sum(end - start for start, end in content)
    inside = sum(
        min(end, each.bounds[1]) - max(start, each.bounds[0])
        for start, end in content
        for each in touched(quotations, (start, end))
    )
    if inside == 0:
        return QuoteKind.INDIRECT
    return QuoteKind.DIRECT if inside >= _DIRECT_SHARE * length else QuoteKind.MIXED


def touched(quotations: Sequence[Quotation], bounds: Bounds) -> Sequence[Quotation]:
    """Return the quotations that share a character with the stretch."""
    first = bisect_right(quotations, bounds[0], key=lambda each: each.bounds[1])
    last = bisect_left(quotations, bounds[1], key=lambda each: each.bounds[0])
    return quotations[first:last]


_DIRECT_SHARE = 0.95
"""Of the content's characters between quotation marks, for it to count as direct: room for a word outside them."""
