"""A page's blocks -> the lines of its article: headline first, then what stands around the running text, in order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Final

from worker.article.blocks import Block, Box, box_of_most, outwards
from worker.article.lines import ends_sentence, word_count
from worker.article.zones import Line, told_zone
from worker.extraction.article import Zone

# What belongs to the article wherever it stands among its paragraphs; links and promotion boxes do not.
_KEPT: Final = frozenset({Zone.HEADLINE, Zone.DECK, Zone.BYLINE, Zone.CAPTION, Zone.CREDIT})
_MAX_LINK_SHARE: Final = 0.5
"""A paragraph that is mostly link leads elsewhere."""

# Our choices.
_MIN_TOP_WORDS: Final = 4
"""Of a line between headline and text: shorter ones are buttons and labels."""
_MAX_DECK_WORDS: Final = 60
_MOST: Final = 0.8
"""Of the paragraphs, in the element that is taken for the article's."""
_MAX_WRAPPERS: Final = 3
"""Elements around a heading or paragraph that hold nothing else."""
_MIN_TITLE_WORDS: Final = 3
_MAX_TITLE_DISTANCE: Final = 25
"""In blocks, of a headline without a tag of its own from the first paragraph."""
_MAX_LINES_ABOVE_TITLE: Final = 3
"""Which pass for text where nothing marks the headline."""


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
    shelves = _Shelves(blocks, text)
    title = _headline_at(blocks, text[0], headline)
    text = [at for at in text if title is None or at > title]
    end = _next_article(blocks, text)
    text = [at for at in text if at < end]
    if not text:
        return ()
    first, last = text[0], text[-1]
    kept: list[Line] = []
    if title is None:
        start = _start_of_hinted(blocks, first)
        if headline:
            kept.append(Line(headline, Zone.HEADLINE))
    else:
        start = title + 1
        kept += _above(blocks, title)
        kept.append(Line(blocks[title].text, Zone.HEADLINE))
    kept += _top_lines(blocks, range(start, first))
    belongs = frozenset(text)
    for at in range(first, _end_of_article(blocks, last, shelves)):
        block = blocks[at]
        is_kept = block.hint in _KEPT and (block.hint not in {Zone.HEADLINE, Zone.DECK} or shelves.hold(block))
        if is_kept or at in belongs or at > last or _is_missed(block, shelves):
            kept.append(_line_of(block))
    return tuple(kept)


def _is_missed(block: Block, shelves: "_Shelves") -> bool:
    """Tell whether a block that was not found as running text is some: beside paragraphs, or in a list amid them."""
    if block.hint is not None:
        return False
    if block.tag == "li":
        is_link = block.link_share > _MAX_LINK_SHARE
        return not is_link and word_count(block.text) > _MIN_TOP_WORDS and shelves.surround(block)
    return block.tag == "p" and shelves.hold(block)


def _is_body(block: Block) -> bool:
    return block.hint is None and block.link_share <= _MAX_LINK_SHARE


@dataclass(frozen=True)
class _Shelves:
    """The elements in which an article's paragraphs stand side by side."""

    blocks: Sequence[Block]
    text: Sequence[int]
    """The numbers of the paragraphs."""

    def hold(self, block: Block) -> bool:
        """Tell whether a block stands beside the paragraphs, alone in an element of its own or not."""
        shelf = block.box.around
        while shelf is not None and shelf not in self._used and self._blocks_within[shelf] == 1:
            shelf = shelf.around
        return shelf in self._used

    def surround(self, block: Block) -> bool:
        """Tell whether a block stands somewhere within the article."""
        return any(box is self._article for box in outwards(block.box))

    @cached_property
    def _used(self) -> frozenset[Box | None]:
        return frozenset({*self._inner, self._article})

    @cached_property
    def _inner(self) -> tuple[Box | None, ...]:
        return tuple(self.blocks[at].box.around for at in self.text)

    @cached_property
    def _article(self) -> Box | None:
        return box_of_most(((shelf, 1) for shelf in self._inner), _MOST)

    @cached_property
    def _blocks_within(self) -> Counter[Box]:
        return Counter(box for block in self.blocks for box in islice(outwards(block.box.around), _MAX_WRAPPERS))


def _headline_at(blocks: Sequence[Block], first: int, headline: str | None) -> int | None:
    """Return the last h1 before the text: a site's name may be an h1 too, and stands earlier.

    Where there is none, a line will do that the page's title holds.
    """
    before = range(first - 1, -1, -1)
    if (found := next((at for at in before if blocks[at].tag == "h1"), None)) is not None or not headline:
        return found
    near = range(max(first - _MAX_TITLE_DISTANCE, 0), min(first + _MAX_LINES_ABOVE_TITLE, len(blocks)))
    return next((at for at in near if _is_within(blocks[at].text, headline)), None)


def _is_within(text: str, headline: str) -> bool:
    return word_count(text) >= _MIN_TITLE_WORDS and text.casefold() in headline.casefold()


def _next_article(blocks: Sequence[Block], text: Sequence[int]) -> int:
    """Return where another article begins, as some sites append one: at an h1 away from the paragraphs so far."""
    for at in range(text[0] if text else 0, len(blocks)):
        if blocks[at].tag == "h1":
            so_far = [earlier for earlier in text if earlier < at]
            if so_far and not _Shelves(blocks, so_far).hold(blocks[at]):
                return at
    return len(blocks)


def _start_of_hinted(blocks: Sequence[Block], first: int) -> int:
    while first > 0 and blocks[first - 1].hint in _KEPT - {Zone.HEADLINE}:
        first -= 1
    return first


def _above(blocks: Sequence[Block], title: int) -> list[Line]:
    """Return what is told of the picture that some sites set above the headline."""
    start = title
    while start and blocks[start - 1].hint in {Zone.CAPTION, Zone.CREDIT}:
        start -= 1
    return [_line_of(block) for block in blocks[start:title]]


def _top_lines(blocks: Sequence[Block], between: range) -> list[Line]:
    """Return what belongs to the article between its headline and its first paragraph."""
    kept: list[Line] = []
    for at in between:
        block = blocks[at]
        told = told_zone(Line(block.text)) if block.hint in {None, Zone.BYLINE} else None
        # short, or all link, as it may be
        line = Line(block.text, told) if told in {Zone.BYLINE, Zone.CREDIT} else _line_of(block)
        if line.hint in {None, Zone.HEADLINE} and _may_be_deck(block, line, kept):
            # unmarked, or marked as a heading below the headline
            kept.append(Line(block.text, Zone.DECK))
        elif line.hint in _KEPT - {Zone.HEADLINE} or (block.hint is None and word_count(block.text) >= _MIN_TOP_WORDS):
            kept.append(line)
    return kept


def _may_be_deck(block: Block, line: Line, kept: Sequence[Line]) -> bool:
    if _has_begun(kept) or block.link_share > _MAX_LINK_SHARE or (kept and ends_sentence(block.text)):
        return False  # below a byline, whole sentences are the lead
    return _MIN_TOP_WORDS < word_count(block.text) <= _MAX_DECK_WORDS and told_zone(replace(line, hint=None)) is None


def _line_of(block: Block) -> Line:
    """Return the line of a block that belongs to the article."""
    if block.link_share > _MAX_LINK_SHARE and block.hint in {None, Zone.DECK}:
        return Line(block.text, Zone.LINKS)
    line = Line(block.text, block.hint, follows_picture=block.follows_picture)
    if block.tag == "li" and block.hint is None:
        # an item of a list may be as short as a heading
        return Line(block.text, told_zone(line) or Zone.BODY)
    return line


def _has_begun(kept: Sequence[Line]) -> bool:
    """Tell whether a deck, a picture or text has come already: what follows is no deck."""
    return any(line.hint not in {Zone.BYLINE, Zone.PROMOTION, Zone.LINKS} for line in kept)


def _end_of_article(blocks: Sequence[Block], last: int, shelves: _Shelves) -> int:
    """Return where the article ends: after the captions, credits and short paragraphs behind its last paragraph."""
    end = last + 1
    while end < len(blocks):
        block = blocks[end]
        is_neighbour = block.hint is None and block.tag == "p" and shelves.hold(block)
        closes = block.hint in _KEPT - {Zone.HEADLINE, Zone.DECK} or (
            block.hint is None and told_zone(Line(block.text)) in {Zone.BYLINE, Zone.CREDIT}
        )
        if not is_neighbour and not closes:
            break
        end += 1
    return end
