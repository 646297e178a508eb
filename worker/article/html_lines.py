"""A page's tree -> the lines of its article: headline first, then what stands around the running text, in order."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from worker.article.blocks import Block, Box
from worker.article.zones import Line
from worker.extraction.article import Zone

# What belongs to the article wherever it stands among its paragraphs; links and promotion boxes do not.
_KEPT: Final = frozenset({Zone.HEADLINE, Zone.DECK, Zone.BYLINE, Zone.CAPTION, Zone.CREDIT})
_MAX_LINK_SHARE: Final = 0.5
"""A paragraph that is mostly link leads elsewhere."""


def lines_of(blocks: Sequence[Block], is_running_text: Sequence[bool], *, headline: str | None) -> tuple[Line, ...]:
    """Return the article's lines; none when no block is running text.

    Args:
        blocks: of the whole page, in document order.
        is_running_text: of each block.
        headline: as the page's metadata say it; it stands first where the page shows none.
    """
    text = [at for at, block in enumerate(blocks) if is_running_text[at] and _is_body(block)]
    if not text:
        return ()
    first, last = text[0], text[-1]
    title = _headline_before(blocks, first)
    start = first if title is None else title
    belongs = frozenset(text)
    shelves = {blocks[at].box.around for at in text}
    kept: list[Line] = []
    if title is None and headline:
        kept.append(Line(headline, Zone.HEADLINE))
        start = _start_of_hinted(blocks, first)
    for at in range(start, _end_of_article(blocks, last, shelves)):
        block = blocks[at]
        if block.hint in _KEPT and _has_its_place(block, at, first=first, title=title, shelves=shelves):
            kept.append(Line(block.text, block.hint))
        elif at in belongs or (block.hint is None and block.tag == "p" and block.box.around in shelves):
            # trafilatura drops short paragraphs, whose neighbours tell that they belong
            kept.append(Line(block.text, Zone.LINKS if block.link_share > _MAX_LINK_SHARE else None))
    return tuple(kept)


def _has_its_place(block: Block, at: int, *, first: int, title: int | None, shelves: AbstractSet[Box | None]) -> bool:
    """Tell whether a headline or deck is this article's: the headings of boxes between its paragraphs are not."""
    match block.hint:
        case Zone.HEADLINE:
            return at == title or block.box.around in shelves
        case Zone.DECK:
            return at < first
        case _:
            return True


def _is_body(block: Block) -> bool:
    return block.hint is None and block.link_share <= _MAX_LINK_SHARE


def _headline_before(blocks: Sequence[Block], first: int) -> int | None:
    """Return the last h1 before the text: a site's name may be an h1 too, and stands earlier."""
    return next((at for at in range(first - 1, -1, -1) if blocks[at].tag == "h1"), None)


def _start_of_hinted(blocks: Sequence[Block], first: int) -> int:
    while first > 0 and blocks[first - 1].hint in _KEPT - {Zone.HEADLINE}:
        first -= 1
    return first


def _end_of_article(blocks: Sequence[Block], last: int, shelves: AbstractSet[Box | None]) -> int:
    """Return where the article ends: after the captions, credits and short paragraphs behind its last paragraph."""
    end = last + 1
    while end < len(blocks):
        block = blocks[end]
        is_neighbour = block.hint is None and block.tag == "p" and block.box.around in shelves
        if not is_neighbour and block.hint not in _KEPT - {Zone.HEADLINE}:
            break
        end += 1
    return end
