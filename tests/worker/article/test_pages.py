"""Forty news pages of our own making: what is read off them, beside what a careful reader takes from them."""

from collections import Counter

import pytest

from tests.worker.article.gold_pages import gold_pages, judge
from worker.article.reader import read_page
from worker.extraction.article import Zone

PAGES = list(gold_pages())
LEAST = {
    Zone.BODY: 0.99,
    Zone.HEADLINE: 0.95,
    Zone.DECK: 0.95,
    Zone.BYLINE: 0.85,
    Zone.CAPTION: 0.95,
    Zone.CREDIT: 0.95,
    Zone.PROMOTION: 0.95,
    Zone.LINKS: 0.90,
}
"""The part of the lines of each zone that comes out right: a floor, which only rises."""
MOST_STRANGE_BODY = 0
"""Lines of body that belong to no article, over all pages."""


@pytest.mark.parametrize("gold", PAGES, ids=lambda gold: gold.name)
def test_headline_and_date_are_exact(gold):
    read = read_page(gold.page)
    shown = [read.article.text[p.start : p.end] for p in read.article.paragraphs if p.zone is Zone.HEADLINE]
    assert shown[0] == gold.gold["headline"]
    date = read.metadata.date_published
    told = (date.value, date.basis) if date else (None, None)
    assert told == (gold.gold.get("date_published"), gold.gold.get("date_basis"))


@pytest.mark.parametrize("gold", PAGES, ids=lambda gold: gold.name)
def test_what_a_page_tells_of_its_article_is_told(gold):
    read = read_page(gold.page)
    assert read.metadata.canonical_url == gold.gold.get("canonical_url")
    assert read.metadata.publisher == gold.gold.get("publisher")
    assert list(read.metadata.authors) == gold.gold["authors"]
    assert read.language.partition("-")[0] == "en"


def test_lines_come_out_in_their_zones():
    total: Counter[Zone] = Counter()
    wrong: Counter[Zone | None] = Counter()
    strange = []
    for gold in PAGES:
        verdict = judge(gold, read_page(gold.page))
        total += verdict.total
        wrong.update(fault.zone for fault in verdict.faults)
        strange += [fault for fault in verdict.faults if fault.zone is None and fault.found == (Zone.BODY,)]
    right = {zone: 1 - wrong[zone] / total[zone] for zone in total}
    assert {zone: share for zone, share in right.items() if share < LEAST[zone]} == {}
    assert len(strange) <= MOST_STRANGE_BODY, strange
