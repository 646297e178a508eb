"""Stretches of the article -> tokens of one paragraph; what lies outside of it is left out."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from worker.extraction.attribution.model import Bounds
from worker.extraction.parse import ParsedParagraph


def span_within(parsed: ParsedParagraph, stretch: Bounds) -> Span | None:
    """Return the tokens that touch the stretch; None where it lies elsewhere, or holds no token."""
    offset = parsed.paragraph.start
    start, end = max(stretch[0], offset) - offset, min(stretch[1], parsed.paragraph.end) - offset
    span = parsed.doc.char_span(start, end, alignment_mode="expand") if start < end else None
    return span or None  # of a blank, spaCy gives a span without tokens


def tokens_within(parsed: ParsedParagraph, stretches: Sequence[Bounds]) -> tuple[Token, ...]:
    """Return the tokens that touch the stretches, in their order."""
    spans = (span_within(parsed, stretch) for stretch in stretches)
    return tuple(token for span in spans if span is not None for token in span)


def sentences_of(tokens: Sequence[Token]) -> Iterator[Span]:
    """Yield the sentences that hold the tokens, which stand in their order in one paragraph."""
    end = 0
    for token in tokens:
        if token.i >= end:
            sentence = token.sent
            end = sentence.end
            yield sentence
