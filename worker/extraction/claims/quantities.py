"""The figures of one statement -> quantities: what is counted, what happened to it, and who suffered it."""

from collections.abc import Iterator

from contract.claim import Modifier, Quantity, Span
from worker.extraction.claims.figures import Figure, find_figures
from worker.extraction.claims.losses import categorize, is_loss
from worker.extraction.claims.numerals import Number
from worker.extraction.claims.page import Page
from worker.extraction.claims.propositions import Proposition
from worker.extraction.claims.sides import Sides
from worker.extraction.claims.tables import ClaimTables


def find_quantities(page: Page, proposition: Proposition, sides: Sides, tables: ClaimTables) -> tuple[Quantity, ...]:
    """Return the figures of the statement, in text order."""
    figures = find_figures(page.parsed.doc, proposition.tokens, tables.figures)
    counted = {figure.item.i for figure in figures}
    single = [figure for figure in _single_losses(page, proposition, tables) if figure.item.i not in counted]
    every = sorted((*figures, *single), key=lambda figure: figure.start)
    return tuple(_quantity(page, proposition, figure, sides, tables) for figure in every)


def _single_losses(page: Page, proposition: Proposition, tables: ClaimTables) -> Iterator[Figure]:
    """Yield "a tank" and, beside it, "artillery unit" where they are destroyed, killed, or the like."""
    for index in sorted(proposition.tokens):
        item = page.parsed.doc[index]
        if item.tag_ != "NN" or item.pos_ != "NOUN" or not is_loss(item, tables.losses):
            continue
        article = next((child for child in item.lefts if child.dep_ == "det"), None)
        shared = article is None and item.dep_ == "conj"
        shared = shared and any(child.lower_ in _ONE for child in item.head.lefts if child.dep_ == "det")
        if shared or (article is not None and article.lower_ in _ONE):
            start = article.i if article is not None else item.left_edge.i
            yield Figure(start, index + 1, Number(1.0), Modifier.EXACT, item, "item")


def _quantity(page: Page, proposition: Proposition, figure: Figure, sides: Sides, tables: ClaimTables) -> Quantity:
    words = page.parsed.doc[figure.start : figure.end]
    start, end = page.bounds(words)
    number = figure.number
    ranged = number is not None and number.high is not None
    category = categorize(figure.item, tables.losses) if figure.unit == "item" else "measure"
    return Quantity(
        span=Span(start=start, end=end, exact=words.text),
        value=number.low if number is not None and not ranged else None,
        low=number.low if number is not None and ranged else None,
        high=number.high if number is not None else None,
        modifier=figure.modifier,
        unit=figure.unit,
        item=_item_words(figure),
        category=category,
        side=sides.sufferer(page, proposition, figure.item) if category not in _NOBODYS else None,
    )


def _item_words(figure: Figure) -> str:
    """Return the item in the singular, with the noun that tells its kind: "artillery unit"."""
    kind = [child.lower_ for child in figure.item.lefts if child.dep_ == "compound" and child.pos_ == "NOUN"]
    return " ".join([*kind, figure.item.lemma_.lower()])


_ONE = frozenset({"a", "an", "one"})
_NOBODYS = frozenset({"arrested", "count", "dismissed", "infected", "measure", "rescued"})
"""Categories in which nobody loses what is counted."""
