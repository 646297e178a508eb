"""The figures of one statement -> quantities, with the party whose the counted are."""

from collections.abc import Sequence

from contract.claim import Quantity, Span
from worker.extraction.claims.paragraph_figures import Figure
from worker.extraction.claims.propositions import Proposition
from worker.extraction.claims.sides import Sides
from worker.extraction.claims.views import ParagraphView


def find_quantities(
    view: ParagraphView, proposition: Proposition, figures: Sequence[Figure], sides: Sides
) -> tuple[Quantity, ...]:
    """Return those of the paragraph's figures that the statement holds, in text order."""
    start, end = view.bounds(view.parsed.doc[min(proposition.tokens) : max(proposition.tokens) + 1])
    near = (figure for figure in figures if start < figure.bounds[1] and figure.bounds[0] < end)
    held = [figure for figure in near if _holds(view, proposition, figure)]
    return tuple(_quantity(view, figure, sides.of(view, proposition, figure)) for figure in held)


def _holds(view: ParagraphView, proposition: Proposition, figure: Figure) -> bool:
    words = view.indices([figure.bounds])
    return 2 * len(words & proposition.tokens) > len(words)


def _quantity(view: ParagraphView, figure: Figure, side: str | None) -> Quantity:
    start, end = figure.bounds
    exact = view.text[start - view.offset : end - view.offset]
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
