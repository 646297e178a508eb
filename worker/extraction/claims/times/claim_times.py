"""When it was said, and when it happened: days named outright, or counted from the day of publication.

Without a day of publication only a date with its year is told.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from spacy.tokens import Span, Token

from contract.claim import Span as TextSpan
from contract.claim import TimeValue
from worker.extraction.attribution.model import Bounds, CueMatch
from worker.extraction.claims.stretches import sentences_of, span_within, tokens_within
from worker.extraction.claims.times.calendar_words import Calendar, Period, read_periods
from worker.extraction.parse import ParsedParagraph

ANCHOR_PUBLISHED: Final = "date_published"
"""What `TimeValue.anchor` says of a time that was counted from the day of publication."""


def reported_at(
    parsed: ParsedParagraph, cue: CueMatch, content: Sequence[Bounds], published_at: date | None, calendar: Calendar
) -> TimeValue | None:
    """Return when the source said it: a time that hangs on the cue, outside the content."""
    words_of_cue = span_within(parsed, cue.bounds)
    if words_of_cue is None:
        return None
    inside = {token.i for token in tokens_within(parsed, content)}
    verb = words_of_cue.root
    for period, words in _periods(parsed, verb.sent, published_at, calendar, ahead=False):
        if not inside & set(range(words.start, words.end)) and _hangs_on(words.root, verb):
            return _told(parsed, words, period)
    return None


def content_time(
    parsed: ParsedParagraph, content: Sequence[Bounds], published_at: date | None, calendar: Calendar
) -> TimeValue | None:
    """Return when the content happened: the first time in it that is told in a plain form."""
    tokens = tokens_within(parsed, content)
    inside = {token.i for token in tokens}
    ahead = any(_points_ahead(token) for token in tokens)
    for sentence in sentences_of(tokens):
        for period, words in _periods(parsed, sentence, published_at, calendar, ahead=ahead):
            if set(range(words.start, words.end)) <= inside:
                return _told(parsed, words, period)
    return None


def _periods(
    parsed: ParsedParagraph, sentence: Span, published_at: date | None, calendar: Calendar, *, ahead: bool
) -> Iterator[tuple[Period, Span]]:
    """Yield the times of the sentence with their tokens, in text order."""
    for period in read_periods(sentence.text, calendar, published_at, ahead=ahead):
        start, end = sentence.start_char + period.start, sentence.start_char + period.end
        words = parsed.doc.char_span(start, end, alignment_mode="expand")
        if words is not None:
            yield period, words


def _points_ahead(token: Token) -> bool:
    """Tell "will meet", "is due to meet" and "to meet" alone from "managed to meet"."""
    if token.dep_ != "aux" or token.tag_ not in {"MD", "TO"}:
        return False
    above = token.head.head
    beside = (above, *above.children)
    return token.tag_ == "MD" or token.head.dep_ == "ROOT" or any(each.tag_ in {"VBZ", "VBP"} for each in beside)


def _hangs_on(word: Token, verb: Token) -> bool:
    """Tell whether the way up from the word reaches the verb before another verb."""
    for _ in range(_HIGHEST):
        if word.i == verb.i:
            return True
        if word.head.i == word.i or (word.pos_ in {"VERB", "AUX"} and word.i != verb.i):
            return False
        word = word.head
    return False


def _told(parsed: ParsedParagraph, words: Span, period: Period) -> TimeValue:
    start, end = parsed.bounds(words)
    return TimeValue(
        span=TextSpan(start=start, end=end, exact=words.text),
        value=period.value,
        start=period.first.isoformat(),
        end=period.last.isoformat(),
        anchor=ANCHOR_PUBLISHED if period.is_counted else None,
        basis=period.basis,
    )


_HIGHEST = 6
"""Steps up the tree: "in a statement on Monday"."""
