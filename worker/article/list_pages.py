"""Pages that list articles: many headlines that lead elsewhere, and between them a sentence each at most."""

from collections.abc import Sequence
from typing import Final

from worker.article.blocks import Block
from worker.article.lines import word_count

MIN_HEADLINES: Final = 8
"""Links that read like headlines, on a page without running text: a notice with a menu has fewer. Our choice."""
MIN_HEADLINES_OF_LIST: Final = 3
"""The same where the page says that it is a list."""

_MIN_HEADLINE_WORDS: Final = 4
"""Menus are shorter."""
_MIN_LINK_SHARE: Final = 0.5
_MIN_TEASED: Final = 4
_MIN_HEADLINES_A_PARAGRAPH: Final = 0.6
"""Between the paragraphs of an article stand links too ("Read more: …"), but not one to nearly each. Our choice."""


def headline_links(blocks: Sequence[Block]) -> int:
    """Return how many blocks are a link that reads like a headline."""
    return sum(_is_headline_link(block) for block in blocks)


def teases(blocks: Sequence[Block], is_running_text: Sequence[bool]) -> bool:
    """Tell whether what was found as running text is the teasers of a list: nearly each under a link of its own."""
    found = [at for at, block in enumerate(blocks) if is_running_text[at] and not _is_headline_link(block)]
    if not found:
        return False
    # a headline stands before its teaser
    between = headline_links(blocks[max(found[0] - 1, 0) : found[-1]])
    return between >= _MIN_TEASED and between >= _MIN_HEADLINES_A_PARAGRAPH * len(found)


def _is_headline_link(block: Block) -> bool:
    return block.link_share > _MIN_LINK_SHARE and word_count(block.text) >= _MIN_HEADLINE_WORDS
