"""Which blocks of a page are the article's running text, where the page's structure tells it plainly."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from worker.article.blocks import Block, Box, box_of_most
from worker.article.lines import ends_sentence

# Our choices, calibrated on tests/gold/pages: where one of them is not reached, the page does not tell plainly.
_MIN_SHARE: Final = 0.6
"""Of the words in sentences: so many stand in the article's box. The rest are comments, teasers and notices."""
_MAX_SHARE_BEFORE: Final = 0.1
"""Of the same: so many may stand before the box. An article comes before its comments."""
_MIN_SHARE_IN_PLACE: Final = 0.9
"""Of the box's words: so many stand where its paragraphs stand, and not in boxes of their own."""
_MIN_SHARE_OF_PLACE: Final = 0.15
"""Of the box's words, for a place to be one of paragraphs."""
_MIN_WORDS: Final = 120
_MIN_PARAGRAPHS: Final = 4

_MIN_SENTENCE_WORDS: Final = 8
_MAX_LINK_SHARE: Final = 0.5
_PASSING: Final = frozenset({"blockquote", "dd", "dl", "dt", "li", "ol", "ul"})
"""What holds parts of a text and makes no box of its own."""

_Place = tuple[str, ...]
"""The tags from the article's box down to a block, without its own and those in passing."""


def plain_text(blocks: Sequence[Block]) -> tuple[bool, ...] | None:
    """Tell of every block whether it is running text; none where the page does not tell plainly.

    It does where one element holds most of the page's sentences, and nearly all of them at the same place within it,
    as paragraphs are set.
    """
    words = {at: count for at, block in enumerate(blocks) if (count := _words_in_sentences(block))}
    total = sum(words.values())
    if total < _MIN_WORDS:
        return None
    box = box_of_most(((blocks[at].box, count) for at, count in words.items()), _MIN_SHARE)
    if box is None:
        return None
    places = [_place(block.box, box) for block in blocks]
    inside = {at: count for at, count in words.items() if places[at] is not None}
    before = sum(count for at, count in words.items() if at < min(inside))
    if len(inside) < _MIN_PARAGRAPHS or before > _MAX_SHARE_BEFORE * total:
        return None
    held = sum(inside.values())
    by_place = Counter[_Place | None]()
    for at, count in inside.items():
        by_place[places[at]] += count
    usual = {place: count for place, count in by_place.items() if count >= _MIN_SHARE_OF_PLACE * held}
    if sum(usual.values()) < _MIN_SHARE_IN_PLACE * held:
        return None
    return tuple(place in usual and _may_run(block) for place, block in zip(places, blocks, strict=True))


def _words_in_sentences(block: Block) -> int:
    """Return how many words a block has that is a sentence or more, none where it is something else."""
    count = block.text.count(" ") + 1
    is_text = count >= _MIN_SENTENCE_WORDS and _may_run(block) and ends_sentence(block.text)
    return count if is_text else 0


def _may_run(block: Block) -> bool:
    return block.hint is None and block.link_share <= _MAX_LINK_SHARE


def _place(box: Box, around: Box) -> _Place | None:
    """Return where a box stands in another, none where it does not."""
    tags: list[str] = []
    current: Box | None = box
    while current is not around:
        if current is None:
            return None
        if current is not box and current.tag not in _PASSING:
            tags.append(current.tag)
        current = current.around
    return tuple(tags)
