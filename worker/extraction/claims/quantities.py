"""The figures of one statement -> quantities, with the party that suffered what they count."""

from collections.abc import Sequence

from contract.claim import Quantity, Span
from worker.extraction.claims.page import Page
from worker.extraction.claims.paragraph_figures import Figure
from worker.extraction.claims.propositions import Proposition
from worker.extraction.claims.sides import Sides


def find_quantities(
    page: Page, proposition: Proposition, figures: Sequence[Figure], sides: Sides
) -> tuple[Quantity, ...]:
    """Return those of the paragraph's figures that the statement holds, in text order."""
    held = [figure for figure in figures if _holds(page, proposition, figure)]
    return tuple(_quantity(page, figure, sides.sufferer(page, proposition, figure)) for figure in held)


def _holds(page: Page, proposition: Proposition, figure: Figure) -> bool:
    words = page.indices([figure.bounds])
    return 2 * len(words & proposition.tokens) > len(words)


def _quantity(page: Page, figure: Figure, side: str | None) -> Quantity:
    start, end = figure.bounds
    exact = page.parsed.doc.text[start - page.offset : end - page.offset]
    return Quantity(
        span=Span(start=start, end=end, exact=exact),
        value=figure.value,
        low=figure.low,
        high=figure.high,
        modifier=figure.modifier,
        unit=figure.unit,
        item=figure.item,
        category=figure.category,
        side=side,
    )
