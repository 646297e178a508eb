"""Text -> sentences and tokens: the only place that runs spaCy. Offsets out of here count in the whole article."""

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from worker.extraction.article import Article, Paragraph
from worker.extraction.datelines import behind_dateline


@dataclass(frozen=True, slots=True)
class ParsedParagraph:
    """One body paragraph and its parse. It dies with the memory zone that it was made in: nothing may keep it."""

    paragraph: Paragraph
    doc: Doc

    def bounds(self, piece: Span | Token) -> tuple[int, int]:
        """Return where the piece stands, half-open, in code points of Article.text."""
        offset = self.paragraph.start
        if isinstance(piece, Token):
            return offset + piece.idx, offset + piece.idx + len(piece)
        return offset + piece.start_char, offset + piece.end_char

    def span(self, start: int, end: int) -> Span:
        """Return the tokens that touch these offsets of Article.text; raises ValueError when none does."""
        offset = self.paragraph.start
        span = self.doc.char_span(start - offset, end - offset, alignment_mode="expand")
        if span is None:
            raise ValueError(f"no token between {start} and {end}")
        return span


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article and the parses of its body paragraphs, in text order."""

    article: Article
    paragraphs: tuple[ParsedParagraph, ...]

    def at(self, offset: int) -> ParsedParagraph:
        """Return the body paragraph that holds this offset of Article.text; raises ValueError when none does."""
        for parsed in self.paragraphs:
            if parsed.paragraph.start <= offset < parsed.paragraph.end:
                return parsed
        raise ValueError(f"no body paragraph holds offset {offset}")


def parse(nlp: Language, article: Article, body: Iterable[Paragraph]) -> ParsedArticle:
    """Parse each paragraph alone, so that one sentence never runs over a blank line, nor over a heading's line end.

    A wire's dateline is left out: the parsed paragraph starts behind it.
    """
    paragraphs = tuple(behind_dateline(article.text, paragraph) for paragraph in body)
    docs = nlp.pipe(_tokens(nlp, article.text[paragraph.start : paragraph.end]) for paragraph in paragraphs)
    return ParsedArticle(article, tuple(map(ParsedParagraph, paragraphs, docs)))


def _tokens(nlp: Language, text: str) -> Doc:
    """Return the text in tokens, told where a line break ends a sentence: headings and list items have no full stop."""
    doc = nlp.make_doc(text)
    if "\n" not in text:
        return doc
    line_start = 0
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            behind = doc[token.i + 1]
            if not behind.text[0].islower() and _ends_sentence(text[line_start : token.idx].rstrip()):
                behind.is_sent_start = True
            line_start = token.idx + len(token)
    return doc


def _ends_sentence(line: str) -> bool:
    """Tell a line that ends by its sense from one that was broken for its width."""
    return len(line) < _SHORTEST_WRAPPED_LINE or line.endswith((".", "?", "!", ":", '"', "\u201d", "\u2019", ")"))


_SHORTEST_WRAPPED_LINE = 60
"""Characters: plain text is broken at 65 to 80."""
