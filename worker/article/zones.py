"""Lines in order -> the zone of each: what the HTML said, else the line itself, else its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from worker.article import lines
from worker.article.line_table import LineTable, line_table
from worker.extraction.article import Zone

# Our choices, from how news pages are set: a headline seldom has more than 20 words, a deck 35.
_MAX_HEADLINE_WORDS: Final = 25
_MAX_QUESTION_WORDS: Final = 15
_MIN_DECK_WORDS: Final = 4
_MAX_DECK_WORDS: Final = 35
_MAX_DECKS: Final = 2
_MAX_CROSSHEAD_WORDS: Final = 8
_MAX_CAPTION_WORDS: Final = 50
_MIN_CAPTION_WORDS: Final = 5
_MAX_MARKED_CHARACTERS: Final = 600
"""Longer lines are not shown to the table's patterns: what they find is short, and a stranger's line may be endless."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph's text, and its zone where the page itself marks it."""

    text: str
    hint: Zone | None = None
    follows_picture: bool = False


def zones_of(given: Sequence[Line], *, table: LineTable | None = None) -> tuple[Zone, ...]:
    """Return the zone of every line.

    A text that would be left without a body keeps its lines as body: somebody handed in a sentence or two.
    """
    table = table or line_table()
    zones = [told_zone(line, table) for line in given]
    _find_top(given, zones)
    _find_captions(given, zones, table)
    _find_crossheads(given, zones, table)
    if Zone.BODY not in zones and None not in zones:
        zones = [
            None if line.hint is None and zone in {Zone.HEADLINE, Zone.DECK} else zone
            for line, zone in zip(given, zones, strict=True)
        ]
    return tuple(zone or Zone.BODY for zone in zones)


def told_zone(line: Line, table: LineTable | None = None) -> Zone | None:
    """Return the zone that a line tells without its neighbours, or none.

    It is the one that the page marks, but for what stands within a caption or a byline and says that it is neither.
    """
    table = table or line_table()
    if line.hint is Zone.CAPTION and lines.is_credit(line.text, table):
        return Zone.CREDIT
    if line.hint is Zone.CAPTION and lines.is_byline(line.text, table):
        return Zone.BYLINE
    if line.hint in {Zone.BYLINE, Zone.CAPTION, Zone.CREDIT} and lines.is_promotion(line.text, table):
        return Zone.PROMOTION
    if line.hint is None and line.follows_picture and lines.closes_with_name(line.text):
        return Zone.CAPTION
    return line.hint or _told_by_words(line.text, table)


def _told_by_words(text: str, table: LineTable) -> Zone | None:
    if len(text) > _MAX_MARKED_CHARACTERS:
        return None
    if lines.is_promotion(text, table):
        return Zone.PROMOTION
    if lines.is_credit(text, table):
        return Zone.CREDIT
    if lines.is_byline(text, table):
        return Zone.BYLINE
    if lines.is_marked_caption(text, table):
        return Zone.CAPTION
    return None


def _find_top(given: Sequence[Line], zones: list[Zone | None]) -> None:
    """Type the unmarked lines before the first sentence: a headline, then its decks."""
    if Zone.HEADLINE in zones[1:]:
        return
    decks = 0 if zones[:1] == [Zone.HEADLINE] else None
    for position, (line, zone) in enumerate(zip(given, zones, strict=True)):
        if zone is not None:
            continue
        words = lines.word_count(line.text)
        if decks is None:
            if words > _MAX_HEADLINE_WORDS or not _looks_headed(line.text, words):
                return
            zones[position] = Zone.HEADLINE
            decks = 0
            continue
        is_caption = zones[position + 1 : position + 2] == [Zone.CREDIT]
        is_deck = _MIN_DECK_WORDS <= words <= _MAX_DECK_WORDS and not lines.ends_sentence(line.text)
        if decks == _MAX_DECKS or is_caption or not is_deck:
            return
        zones[position] = Zone.DECK
        decks += 1


def _looks_headed(text: str, words: int) -> bool:
    if not words or text.startswith(("-", "•", "*")):
        return False
    return not lines.ends_sentence(text) or (words <= _MAX_QUESTION_WORDS and text.endswith(("?", "!")))


def _find_captions(given: Sequence[Line], zones: list[Zone | None], table: LineTable) -> None:
    """Type what stands directly before a credit, and a fragment below the headline or a picture."""
    for position, (line, zone) in enumerate(zip(given, zones, strict=True)):
        if zone is not None or not _fits_caption(line.text):
            continue
        is_top = not any(earlier in {None, Zone.BODY} for earlier in zones[:position])
        has_text_after = any(later in {None, Zone.BODY} for later in zones[position + 1 :])
        is_before_credit = position + 1 < len(zones) and zones[position + 1] is Zone.CREDIT
        if not has_text_after or lines.reports(line.text, table):
            continue
        is_below_headline = is_top and Zone.HEADLINE in zones
        if is_before_credit:
            is_caption = is_below_headline or line.follows_picture or not lines.may_have_finite_verb(line.text, table)
        else:
            is_caption = (is_below_headline or line.follows_picture) and not lines.may_have_finite_verb(
                line.text, table, strictly=True
            )
        if is_caption:
            zones[position] = Zone.CAPTION


def _fits_caption(text: str) -> bool:
    return _MIN_CAPTION_WORDS <= lines.word_count(text) <= _MAX_CAPTION_WORDS and lines.is_one_sentence(text)


def _find_crossheads(given: Sequence[Line], zones: list[Zone | None], table: LineTable) -> None:
    """Type the short headings within the text; a crosshead is a headline too."""
    if Zone.HEADLINE not in zones:
        return
    for position, (line, zone) in enumerate(zip(given, zones, strict=True)):
        if zone is None and position + 1 < len(zones) and _is_crosshead(line.text, table):
            zones[position] = Zone.HEADLINE


def _is_crosshead(text: str, table: LineTable) -> bool:
    return (
        0 < lines.word_count(text) <= _MAX_CROSSHEAD_WORDS
        and not lines.ends_sentence(text)
        and text[0].isupper()
        and not text.endswith((":", ",", ";", "\u2014", "\u2013", "-"))
        and not lines.reports(text, table)
        and not lines.may_have_finite_verb(text, table)
    )
