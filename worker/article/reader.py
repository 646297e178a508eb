"""A page -> an article: its text in zones, and what the page tells about it. Heavy to import: it loads trafilatura."""

import re
from dataclasses import dataclass
from typing import Final

from worker.article import refusals
from worker.article.blocks import blocks_of
from worker.article.charset import decoded
from worker.article.html_lines import lines_of
from worker.article.lines import word_count
from worker.article.main_text import find_blocks, main_text
from worker.article.media import Kind, kind_of
from worker.article.metadata import Metadata, metadata_of
from worker.article.page import Page
from worker.article.tree import MAX_CHARACTERS, parsed
from worker.article.zones import Line, zones_of
from worker.extraction.article import Article, Paragraph, Zone

MIN_HTML_WORDS: Final = 40
"""Below it a page's text is a teaser or a notice; the shortest news flashes have about 50. Our choice."""

MAX_ARTICLE_CHARACTERS: Final = 500_000
"""Half of what spaCy parses (`Language.max_length`); the longest features have 100,000."""

_LINE: Final = r"\S(?:[^\r\n]*\S)?"
_STRETCH: Final = re.compile(rf"{_LINE}(?:[^\S\r\n]*(?:\r\n|\n|\r)[^\S\r\n]*{_LINE})*")
"""What stands between blank lines, without white space at its ends."""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article and what its page tells about it."""

    article: Article
    metadata: Metadata


def read_page(page: Page) -> ReadArticle:
    """Return the article of a page of HTML or plain text.

    Raises:
        PermanentError: with a code of `worker.article.refusals`.
    """
    kind = kind_of(page.body, page.content_type)
    if len(page.body) > MAX_CHARACTERS:
        raise refusals.html_too_complex(f"more than {MAX_CHARACTERS:,} bytes")
    text = decoded(page.body, page.content_type)
    if not text.strip():
        raise refusals.empty()
    match kind:
        case Kind.HTML:
            return _read_html(text, page)
        case Kind.TEXT:
            _refuse_too_long(len(text))
            return read_text(text)


def read_text(text: str) -> ReadArticle:
    """Return the article of a plain text; what it is about is told from its lines alone.

    Raises:
        PermanentError: article.empty.
    """
    stretches = [match.span() for match in _STRETCH.finditer(text)]
    if not stretches:
        raise refusals.empty()
    zones = zones_of([Line(" ".join(text[start:end].split())) for start, end in stretches])
    # the text stays as it was handed in: whoever has it counts in it
    article = Article(text, tuple(Paragraph(*bounds, zone) for bounds, zone in zip(stretches, zones, strict=True)))
    return ReadArticle(article, Metadata(headline=_first(article, Zone.HEADLINE)))


def _read_html(text: str, page: Page) -> ReadArticle:
    if (root := parsed(text)) is None:
        raise refusals.empty()
    # trafilatura changes the tree: all else is read first
    blocks = blocks_of(root)
    metadata = metadata_of(root, url=page.url, latest=page.fetched_on)
    article = _article(lines_of(blocks, find_blocks(blocks, main_text(root)), headline=metadata.headline))
    body = [article.text[p.start : p.end] for p in article.paragraphs if p.zone is Zone.BODY]
    words = sum(word_count(paragraph) for paragraph in body)
    if words < MIN_HTML_WORDS:
        raise refusals.not_an_article(words=words, paragraphs=len(body))
    return ReadArticle(article, metadata)


def _article(lines: tuple[Line, ...] | list[Line]) -> Article:
    _refuse_too_long(sum(len(line.text) for line in lines))
    return Article.from_paragraphs((zone, line.text) for zone, line in zip(zones_of(lines), lines, strict=True))


def _refuse_too_long(characters: int) -> None:
    if characters > MAX_ARTICLE_CHARACTERS:
        raise refusals.html_too_complex(f"more than {MAX_ARTICLE_CHARACTERS:,} characters of running text")


def _first(article: Article, zone: Zone) -> str | None:
    return next((article.text[p.start : p.end] for p in article.paragraphs if p.zone is zone), None)
