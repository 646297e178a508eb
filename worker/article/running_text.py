"""Which blocks of a page are the article's running text, where the page's structure tells it plainly."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from worker.article.blocks import Block, Box
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
_PASSING: Final = frozenset({"blockquote", "dd", "dl", "dt", "li", "ol", "section", "ul"})
"""What holds parts of a text and makes no box of its own."""

_Place = tuple[str, ...]
"""The tags from the article's box down to a block."""


def plain_text(blocks: Sequence[Block]) -> tuple[bool, ...] | None:
    """Tell of every block whether it is running text; none where the page does not tell plainly.

    It does where one element holds most of the page's sentences, and nearly all of them at the same place within it,
    as paragraphs are set.
    """
    words = {at: count for at, block in enumerate(blocks) if (count := _words_in_sentences(block))}
    total = sum(words.values())
    if total < _MIN_WORDS:
        return None
    box, held = _box_of_most(blocks, words, total)
    if box is None:
        return None
    places = {at: place for at in range(min(words), len(blocks)) if (place := _place(blocks[at].box, box)) is not None}
    inside = [at for at in words if at in places]
    before = sum(count for at, count in words.items() if at < inside[0])
    if len(inside) < _MIN_PARAGRAPHS or before > _MAX_SHARE_BEFORE * total:
        return None
    by_place = Counter[_Place]()
    for at in inside:
        by_place[places[at]] += words[at]
    usual = {place for place, count in by_place.items() if count >= _MIN_SHARE_OF_PLACE * held}
    in_place = sum(count for place, count in by_place.items() if place in usual or _PASSING.issuperset(place[:-1]))
    if in_place < _MIN_SHARE_IN_PLACE * held:
        return None
    return tuple(
        at in places and (places[at] in usual or _PASSING.issuperset(places[at][:-1])) and _may_run(block)
        for at, block in enumerate(blocks)
    )


def _words_in_sentences(block: Block) -> int:
    """Return how many words a block has that is a sentence or more, none where it is something else."""
    count = block.text.count(" ") + 1
    is_text = count >= _MIN_SENTENCE_WORDS and _may_run(block) and ends_sentence(block.text)
    return count if is_text else 0


def _may_run(block: Block) -> bool:
    return block.hint is None and block.link_share <= _MAX_LINK_SHARE


def _box_of_most(blocks: Sequence[Block], words: dict[int, int], total: int) -> tuple[Box | None, int]:
    """Return the innermost box that holds `_MIN_SHARE` of the words, and how many it holds."""
    held = Counter[Box]()
    for at, count in words.items():
        box: Box | None = blocks[at].box
        while box is not None:
            held[box] += count
            box = box.around
    # boxes come in from the inside out: of two that hold as many, the first is the inner one
    enough = [(count, box) for box, count in held.items() if count >= _MIN_SHARE * total]
    if not enough:
        return None, 0
    count, innermost = min(enough, key=lambda entry: entry[0])
    return innermost, count


def _place(box: Box, around: Box) -> _Place | None:
    """Return where a box stands in another, none where it does not."""
    tags: list[str] = []
    current: Box | None = box
    while current is not None:
        if current is around:
            return tuple(reversed(tags))
        tags.append(current.tag)
        current = current.around
    return None
