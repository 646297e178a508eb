"""One body paragraph with what every rule of this room asks of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from contract.claim import AgentKind
from worker.extraction.attribution.model import Bounds
from worker.extraction.claims.introductions import Introduction, find_introductions
from worker.extraction.claims.party_words import PartyWords
from worker.extraction.claims.states import StateMention, States
from worker.extraction.parse import ParsedArticle, ParsedParagraph


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A parsed paragraph and the states that it mentions. It dies with the parse."""

    parsed: ParsedParagraph
    states: Sequence[StateMention]
    introduced: Mapping[str, AgentKind]
    """Names of the article -> what it introduces them as."""
    text: str
    """Of the paragraph."""

    @property
    def offset(self) -> int:
        """Return where the paragraph starts, in code points of Article.text."""
        return self.parsed.paragraph.start

    def tokens(self, bounds: Bounds) -> Span:
        """Return the tokens that touch these offsets of Article.text."""
        return self.parsed.span(*bounds)

    def bounds(self, piece: Span | Token) -> Bounds:
        """Return where the piece stands in Article.text."""
        return self.parsed.bounds(piece)

    def indices(self, stretches: Sequence[Bounds]) -> frozenset[int]:
        """Return the tokens of the stretches that lie in this paragraph."""
        paragraph = self.parsed.paragraph
        found: set[int] = set()
        for start, end in stretches:
            inside = max(start, paragraph.start), min(end, paragraph.end)
            if inside[0] < inside[1]:
                span = self.parsed.span(*inside)
                found.update(range(span.start, span.end))
        return frozenset(found)

    def states_in(self, start: int, end: int) -> list[StateMention]:
        """Return the states that these tokens mention, in text order."""
        return [each for each in self.states if start <= each.start and each.end <= end]


@dataclass(frozen=True, slots=True)
class BodyView:
    """The body of an article, paragraph by paragraph."""

    text: str
    views: Sequence[ParagraphView]
    introductions: Sequence[Introduction]

    def at(self, offset: int) -> ParagraphView:
        """Return the paragraph that holds this offset of Article.text; raises ValueError when none does."""
        for view in self.over([(offset, offset + 1)]):
            return view
        raise ValueError(f"no body paragraph holds offset {offset}")

    def over(self, stretches: Sequence[Bounds]) -> Sequence[ParagraphView]:
        """Return the paragraphs that the stretches touch, in text order."""
        numbers: set[int] = set()
        for start, end in stretches:
            first = bisect_right(self.views, start, key=_end)
            numbers.update(range(first, bisect_left(self.views, end, key=_start)))
        return [self.views[number] for number in sorted(numbers)]


def view_body(parsed: ParsedArticle, states: States, parties: PartyWords) -> BodyView:
    """Return the paragraphs with their states; an ambiguous word needs a clear one of the same state in the article."""
    introductions = find_introductions(parsed, parties)
    introduced = {each.name: each.kind for each in reversed(introductions)}
    found = [tuple(states.find(paragraph.doc)) for paragraph in parsed.paragraphs]
    clear = {each.code for here in found for each in here if not each.is_ambiguous}
    return BodyView(
        parsed.article.text,
        tuple(
            ParagraphView(
                paragraph,
                tuple(each for each in here if not each.is_ambiguous or each.code in clear),
                introduced,
                paragraph.doc.text,
            )
            for paragraph, here in zip(parsed.paragraphs, found, strict=True)
        ),
        introductions,
    )


def _start(view: ParagraphView) -> int:
    return view.parsed.paragraph.start


def _end(view: ParagraphView) -> int:
    return view.parsed.paragraph.end
