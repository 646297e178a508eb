"""Which refusal a page gets that has something else in its article's place. Precision first: an article is read."""

from collections.abc import Sequence
from typing import Final

from worker.article import refusals
from worker.article.access import Access
from worker.article.lines import word_count
from worker.article.list_pages import MIN_HEADLINES, MIN_HEADLINES_OF_LIST
from worker.article.sight import Sight
from worker.article.sign_table import Place, Sign, StandIn, sign_table
from worker.errors import PermanentError

# Our choices.
_MAX_BARE_WORDS: Final = 100
"""Of a page where a single sign is enough, since hardly anything else is there."""
_MAX_WALL_WORDS: Final = 400
"""Of running text that may be a notice: the longest consent pages have 350, and an article beyond it is one."""
_MIN_SHARE: Final = 0.3
"""Of all that can be read on a page: so much of it speaks as a wall does."""
_MIN_SHARE_OF_TEXT: Final = 0.5
"""Of what was found as running text. An article about walls quotes them in a sentence or two."""
_MIN_BOXED_SHARE: Final = 0.5
"""Of all that can be read, in the elements of a consent manager."""


def in_place_of_article(sight: Sight, access: Access, *, headlines: int, words: int, paragraphs: int) -> PermanentError:
    """Return the refusal of a page without running text, by what is there instead, the surest sign first.

    Args:
        sight: what can be seen of the page.
        access: what it says of who may read its article.
        headlines: links that read like headlines.
        words: of what little running text there is.
        paragraphs: of the same.
    """
    if refusal := wall_of(sight, None):
        return refusal
    is_list = sight.declares_list and headlines >= MIN_HEADLINES_OF_LIST
    if _is_bare(sight) and sight.find(StandIn.NEEDS_JAVASCRIPT, Place.HOLLOW, Place.TEXT):
        return refusals.needs_javascript()
    if access.is_locked or (not is_list and sight.find(StandIn.PAYWALL, Place.TEXT)):
        return refusals.paywall(words=words)
    if is_list or (headlines >= MIN_HEADLINES and not sight.declares_article):
        return refusals.list_page(headlines=headlines)
    return refusals.not_an_article(words=words, paragraphs=paragraphs)


def wall_of(sight: Sight, paragraphs: Sequence[str] | None) -> PermanentError | None:
    """Return the refusal of a page that is a wall, or none.

    Args:
        sight: what can be seen of the page.
        paragraphs: the running text, which may be the wall's own; none where there is hardly any.
    """
    if sign := sight.find(StandIn.CONSENT_WALL, Place.HOST):
        return refusals.consent_wall(sign.source)
    if paragraphs is not None and sum(map(word_count, paragraphs)) > _MAX_WALL_WORDS:
        return None
    if sign := _bot_wall(sight, paragraphs):
        return refusals.bot_wall(sign.source)
    if _soft_404(sight, paragraphs):
        return refusals.soft_404()
    if sign := _consent_wall(sight, paragraphs):
        return refusals.consent_wall(sign.source)
    return None


def _bot_wall(sight: Sight, paragraphs: Sequence[str] | None) -> Sign | None:
    titled = _title(sight, StandIn.BOT_WALL)
    if paragraphs is not None:
        titled = titled and sight.find(StandIn.BOT_WALL, Place.TEXT, Place.NAME)
    if sign := titled or _speaker(sight, StandIn.BOT_WALL, paragraphs):
        return sign
    is_bare = paragraphs is None and _is_bare(sight)
    return sight.find(StandIn.BOT_WALL, Place.NAME, Place.RESOURCE, Place.TEXT) if is_bare else None


def _soft_404(sight: Sight, paragraphs: Sequence[str] | None) -> Sign | None:
    said = sight.find(StandIn.SOFT_404, Place.TEXT) if paragraphs is None else None
    return _title(sight, StandIn.SOFT_404) or said or _speaker(sight, StandIn.SOFT_404, paragraphs)


def _consent_wall(sight: Sight, paragraphs: Sequence[str] | None) -> Sign | None:
    titled = _title(sight, StandIn.CONSENT_WALL)
    if titled and paragraphs is not None and not _speaks(sight.passages, StandIn.CONSENT_WALL, _MIN_SHARE):
        titled = None
    if sign := titled or _speaker(sight, StandIn.CONSENT_WALL, paragraphs):
        return sign
    is_boxed = paragraphs is None and sight.boxed_words and sight.boxed_words >= _MIN_BOXED_SHARE * sight.words
    return sight.find(StandIn.CONSENT_WALL, Place.NAME) if is_boxed else None


def _is_bare(sight: Sight) -> bool:
    return sight.words < _MAX_BARE_WORDS


def _title(sight: Sight, stand_in: StandIn) -> Sign | None:
    """Return the sign in the title of a page that does not say it is an article."""
    return None if sight.declares_article else sight.find(stand_in, Place.TITLE)


def _speaker(sight: Sight, stand_in: StandIn, paragraphs: Sequence[str] | None) -> Sign | None:
    """Return a sign of the wall that speaks most of the running text, and much of the page."""
    if paragraphs is not None and not _speaks(paragraphs, stand_in, _MIN_SHARE_OF_TEXT):
        return None
    return sight.find(stand_in, Place.TEXT) if _speaks(sight.passages, stand_in, _MIN_SHARE) else None


def _speaks(texts: Sequence[str], stand_in: StandIn, least: float) -> bool:
    """Tell whether texts with a sign hold at least this part of the words, 0 to 1; no words, no part."""
    counted = sorted(((word_count(text), text) for text in texts), reverse=True)
    most_unsigned = (1 - least) * sum(words for words, _ in counted)
    unsigned = 0
    for words, text in counted:
        if unsigned > most_unsigned:
            break
        unsigned += 0 if sign_table().is_sign(stand_in, Place.TEXT, text) else words
    return most_unsigned > 0 and unsigned <= most_unsigned
