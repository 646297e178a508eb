"""An article as extraction wants it: one text, and what each stretch of it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Zone(StrEnum):
    """What a paragraph is for; only `body` holds claims."""

    HEADLINE = "headline"
    DECK = "deck"
    BYLINE = "byline"
    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    PROMOTION = "promotion"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of `Article.text`; offsets are half-open, in code points."""

    start: int
    end: int
    zone: Zone


@dataclass(frozen=True, slots=True)
class Article:
    """A text and its paragraphs, in text order and without overlap; between two of them lies only white space."""

    text: str
    paragraphs: tuple[Paragraph, ...]

    @classmethod
    def from_paragraphs(cls, paragraphs: Iterable[tuple[Zone, str]]) -> Self:
        """Join paragraphs with a blank line between them; empty ones are left out."""
        parts: list[str] = []
        placed: list[Paragraph] = []
        offset = 0
        for zone, text in paragraphs:
            if not (text := text.strip()):
                continue
            parts.append(text)
            placed.append(Paragraph(offset, offset + len(text), zone))
            offset += len(text) + len(PARAGRAPH_BREAK)
        return cls(PARAGRAPH_BREAK.join(parts), tuple(placed))


PARAGRAPH_BREAK = "\n\n"
