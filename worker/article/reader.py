"""A page -> an article: its text in zones, and what the page tells about it. Heavy to import: it loads trafilatura."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from worker.article import refusals
from worker.article.access import access_of
from worker.article.blocks import blocks_of
from worker.article.charset import decoded
from worker.article.html_lines import lines_of
from worker.article.json_ld import article_in, things_of
from worker.article.language import language_of
from worker.article.lines import word_count
from worker.article.list_pages import headline_links, teases
from worker.article.main_text import find_blocks, main_text
from worker.article.media import Kind, kind_of
from worker.article.metadata import Metadata, meta_of, metadata_of, with_bylines
from worker.article.page import Page
from worker.article.running_text import plain_text
from worker.article.sight import drop_boxes, sight_of
from worker.article.stand_ins import in_place_of_article, wall_of
from worker.article.teasers import is_teaser
from worker.article.tree import MAX_CHARACTERS, parsed
from worker.article.zones import Line, zones_of
from worker.extraction.article import Article, Paragraph, Zone

MIN_HTML_WORDS: Final = 40
"""Below it a page's text is a teaser or a notice; the shortest news flashes have about 50. Our choice."""

MAX_ARTICLE_CHARACTERS: Final = 500_000
"""Half of what spaCy parses (`Language.max_length`); the longest features have 100,000."""

_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
"""Chinese and Japanese characters, whose words no space parts; a word of them has two on average."""
_CHARACTERS_A_WORD: Final = 2

_LINES_LANGUAGE: Final = "en"
"""What `lines.toml` is about: a line in another language is told from its markup alone."""

_LINE: Final = r"\S(?:[^\r\n]*\S)?"
_STRETCH: Final = re.compile(rf"{_LINE}(?:[^\S\r\n]*(?:\r\n|\n|\r)[^\S\r\n]*{_LINE})*")
"""What stands between blank lines, without white space at its ends."""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article and what its page tells about it."""

    article: Article
    metadata: Metadata
    language: str | None
    """BCP 47: what the text is in; none where it is too short to tell and its page declares none."""


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
    lines = [Line(" ".join(text[start:end].split())) for start, end in stretches]
    language = _language_of(lines, declared=None)
    zones = _zones_of(lines, language)
    # the text stays as it was handed in: whoever has it counts in it
    article = Article(text, tuple(Paragraph(*bounds, zone) for bounds, zone in zip(stretches, zones, strict=True)))
    return ReadArticle(article, Metadata(headline=_first(article, Zone.HEADLINE)), language)


def _read_html(text: str, page: Page) -> ReadArticle:
    if (root := parsed(text)) is None:
        raise refusals.empty()
    # trafilatura changes the tree: all else is read first
    blocks = blocks_of(root)
    things, meta = things_of(root), meta_of(root)
    json_ld = article_in(things)
    metadata = metadata_of(root, json_ld=json_ld, meta=meta, url=page.url, latest=page.fetched_on)
    sight = sight_of(root, blocks, types=things, meta=meta, url=page.url)
    access = access_of(root, json_ld, meta)
    if drop_boxes(root, sight.consent_names):
        blocks = blocks_of(root)
    is_running_text = plain_text(blocks) or find_blocks(blocks, main_text(root))
    lines = lines_of(blocks, is_running_text, headline=metadata.headline)
    _refuse_too_long(sum(len(line.text) for line in lines))
    language = _language_of(lines, declared=metadata.language)
    zones = _zones_of(lines, language)
    article = Article.from_paragraphs((zone, line.text) for zone, line in zip(zones, lines, strict=True))
    body = [article.text[p.start : p.end] for p in article.paragraphs if p.zone is Zone.BODY]
    words, headlines = sum(map(_words_of, body)), headline_links(blocks)
    if words < MIN_HTML_WORDS:
        raise in_place_of_article(sight, access, headlines=headlines, words=words, paragraphs=len(body))
    if refusal := wall_of(sight, body):
        raise refusal
    if not sight.declares_article and teases(blocks, is_running_text):
        raise refusals.list_page(headlines=headlines)
    if is_teaser(sight, access, body):
        raise refusals.paywall(words=words)
    bylines = [article.text[p.start : p.end] for p in article.paragraphs if p.zone is Zone.BYLINE]
    return ReadArticle(article, with_bylines(metadata, bylines, latest=page.fetched_on), language)


def _words_of(paragraph: str) -> int:
    return word_count(paragraph) + len(_UNSPACED.findall(paragraph)) // _CHARACTERS_A_WORD


def _language_of(lines: Sequence[Line], *, declared: str | None) -> str | None:
    return language_of("\n".join(line.text for line in lines if line.hint is None), declared=declared)


def _zones_of(lines: Sequence[Line], language: str | None) -> tuple[Zone, ...]:
    if language is None or language.partition("-")[0] == _LINES_LANGUAGE:
        return zones_of(lines)
    return tuple(line.hint or Zone.BODY for line in lines)


def _refuse_too_long(characters: int) -> None:
    if characters > MAX_ARTICLE_CHARACTERS:
        raise refusals.html_too_complex(f"more than {MAX_ARTICLE_CHARACTERS:,} characters of running text")


def _first(article: Article, zone: Zone) -> str | None:
    return next((article.text[p.start : p.end] for p in article.paragraphs if p.zone is zone), None)
