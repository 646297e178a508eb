"""Whether what was found is only the beginning of an article, with the rest behind a paywall."""

from collections.abc import Sequence
from typing import Final

from worker.article.access import Access
from worker.article.lines import ends_sentence, word_count
from worker.article.sight import Sight
from worker.article.sign_table import Place, StandIn, sign_table

# Our choices, from how sites cut: a paragraph to four are free, of 30 to 60 words each.
_MAX_TEASER_WORDS: Final = 250
_MAX_COUNTED_TEASER_WORDS: Final = 400
"""Where the page also says how many words the whole has; above it even a wrong count refuses nothing."""
_MAX_BARE_TEASER_WORDS: Final = 100
"""Where nothing but the page's word for it, or nothing but the wall's, speaks for a paywall."""
_MIN_FOUND_SHARE: Final = 0.6
"""Of the words that the page counts: captions, lists and boxes may be among them."""
_MIN_LOCKED_WORDS: Final = 100
"""In the part that is marked as locked: a box that offers a subscription has fewer."""
_MIN_LOCKED_SHARE: Final = 0.5
_MAX_WALL_WORDS: Final = 60
"""Of a passage that offers a subscription."""


def is_teaser(sight: Sight, access: Access, paragraphs: Sequence[str]) -> bool:
    """Tell whether paragraphs of running text are all that is shown of an article.

    A page that says it is locked often holds the full text, which only a script covers (a metered paywall). So what it
    says is held against what is there: the words that it counts, then the part that it marks as locked, then a wall to
    be seen. A page that says nothing holds a teaser only where a wall is seen and the text is very short or breaks off.
    """
    words = sum(map(word_count, paragraphs))
    if access.is_locked is False or words > _MAX_COUNTED_TEASER_WORDS:
        return False
    if access.is_locked and access.words is not None:
        return words < _MIN_FOUND_SHARE * access.words
    if words > _MAX_TEASER_WORDS:
        return False
    is_cut = words < _MAX_BARE_TEASER_WORDS or _breaks_off(paragraphs)
    if access.is_locked is None:
        return is_cut and _offers_subscription(sight, paragraphs)
    if access.locked_words is not None and _holds_text(access.locked_words, words):
        return False
    return (
        is_cut
        or access.locked_words == 0
        or sight.find(StandIn.PAYWALL, Place.NAME) is not None
        or _offers_subscription(sight, paragraphs)
    )


def _holds_text(locked_words: int, words: int) -> bool:
    return locked_words >= max(_MIN_LOCKED_WORDS, _MIN_LOCKED_SHARE * words)


def _breaks_off(paragraphs: Sequence[str]) -> bool:
    last = paragraphs[-1].rstrip("\"'\u201d\u2019)] ") if paragraphs else ""
    return last.endswith(("\u2026", "...")) or not ends_sentence(last)


def _offers_subscription(sight: Sight, paragraphs: Sequence[str]) -> bool:
    """Tell whether a short passage offers one; among the article's paragraphs only the last can be that of a wall."""
    own = frozenset(paragraphs[:-1])
    passages = (each for each in sight.passages if each not in own and word_count(each) <= _MAX_WALL_WORDS)
    return sign_table().find(StandIn.PAYWALL, Place.TEXT, passages) is not None
