"""Pages made to take for ever: each ends, read or refused. The limits that see to it are counts, so no clock is asked.

In `tests/worker/article/test_reader.py` the largest page that is allowed is read in time.
"""

import pytest

from worker.article.page import Page
from worker.article.reader import MAX_ARTICLE_CHARACTERS, read_page
from worker.article.tree import MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAME_CHARACTERS
from worker.errors import PermanentError

SENTENCE = "The ministry said that four ships had left the port on Monday."
STORY = "".join(f"<p>{SENTENCE} It was ship number {number}.</p>" for number in range(6))
TOO_COMPLEX = "article.html_too_complex"
READ = "read"


def story(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><article><h1>Ships leave</h1>{body}</article></body></html>"


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


PARTS = '{"@type":"NewsArticle","hasPart":[' + ",".join(['{"isAccessibleForFree":false,"cssSelector":".a,.b"}'] * 9_999)

PAGES = {
    "100,000 paragraphs": (story("<p>x" * 100_000), TOO_COMPLEX),
    "50,000 nested divs": (story("<div>" * 50_000 + STORY), TOO_COMPLEX),
    "a table of 200,000 cells": (
        story("<table>" + ("<tr>" + "<td>1,234" * 20) * 10_000 + "</table>" + STORY),
        TOO_COMPLEX,
    ),
    "60 tables in one another": (story("<table><tr><td>" * 60 + STORY + "</td></tr></table>" * 60), READ),
    "a class of 1 MB, of short names": (story(f'<p class="{"a " * 500_000}">{SENTENCE}</p>{STORY}'), READ),
    "a class of 1 MB, of one name": (story(f'<p class="{"a-" * 500_000}">{SENTENCE}</p>{STORY}'), READ),
    "a link of 1 MB": (story(f'<p><a href="http://x/{"a/" * 500_000}">{SENTENCE}</a></p>{STORY}'), READ),
    "5 MB of names": (
        story("".join(f'<p class="{" ".join(f"c{n}-{m}" for m in range(100))}">x</p>' for n in range(6_000)) + STORY),
        TOO_COMPLEX,
    ),
    "more attributes than anyone needs": (
        story(f"<p {' '.join(f'a{n}' for n in range(MAX_ATTRIBUTES + 1))}>{SENTENCE}</p>{STORY}"),
        TOO_COMPLEX,
    ),
    "as many attributes as are allowed, on 4,000 tags": (
        story(f"<p {' '.join(f'a{n}' for n in range(MAX_ATTRIBUTES - 1))}>x</p>" * 4_000 + STORY),
        READ,
    ),
    "tags that are never closed": (story(STORY + "<b><i><u>" * 5_000), TOO_COMPLEX),
    "9,000 bold words that are never closed": (story("<p><b>x" * 9_000 + STORY), READ),
    "lists 5,000 deep": (story("<ul><li>" * 5_000 + STORY), TOO_COMPLEX),
    "lists as deep as is allowed": (story("<ul><li>" * (MAX_DEPTH // 2 - 5) + STORY), READ),
    "one paragraph of 5 MB": (story(f"<p>{SENTENCE * 80_000}</p>"), TOO_COMPLEX),
    "one paragraph of 400 KB": (story(f"<p>{SENTENCE * 6_000}</p>"), READ),
    "one word of 400 KB": (story(f"<p>{'x' * 400_000}</p>{STORY}"), READ),
    "one word of 5 MB": (story(f"<p>{'x' * 5_000_000}</p>{STORY}"), TOO_COMPLEX),
    "capitals": (story(f"<p>{'A ' * 200_000}</p>{STORY}"), READ),
    "400,000 entities": (story(f"<p>{'&amp;' * 400_000}</p>{STORY}"), READ),
    "comments within comments": (story(f"{STORY}{'<!--' * 200_000}"), READ),
    "angle brackets": (story(f"<p>{'<' * 2_000_000}</p>{STORY}"), TOO_COMPLEX),
    "a script of 4 MB": (story(f"<script>{'var a=1;' * 500_000}</script>{STORY}"), READ),
    "JSON 2,500,000 deep": (story(STORY, ld("[" * 2_500_000)), READ),
    "JSON with 100,000 things": (story(STORY, ld("[" + ",".join(['{"@type":"Thing"}'] * 100_000) + "]")), READ),
    "JSON with 10,000 locked parts": (story('<div class="a">x</div>' * 9_000 + STORY, ld(PARTS + "]}")), READ),
    "a word count of 4,000 digits": (story(STORY, ld('{"@type":"Article","wordCount":' + "9" * 4_000 + "}")), READ),
    "consent boxes in one another": (story('<div class="cmpbox">' * 150 + "x" + "</div>" * 150 + STORY), READ),
    "15,000 consent boxes": (story('<div class="cmpbox">We use cookies</div>' * 15_000 + STORY), READ),
    "a page that is a consent box": (story(STORY).replace("<html>", '<html id="cmpbox">'), READ),
    "headings in one another": (story("<h1>" * 180 + "x" + "</h1>" * 180 + STORY), READ),
    "a title of 300 KB": (story(STORY, f"<title>{' | x' * 75_000}</title>"), READ),
    "15,000 meta elements": (story(STORY, '<meta name="date" content="x">' * 15_000), READ),
    "punctuation that patterns could stumble over": (story(f"<p>{'. ' * 200}{'a-' * 100}</p>" * 500 + STORY), READ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_ends(name):
    html, expected = PAGES[name]
    try:
        read = read_page(Page(html.encode(), "text/html; charset=utf-8", url="https://ledger.example/a"))
    except PermanentError as error:
        assert error.code == expected  # noqa: PT017 - either outcome is right
    else:
        assert expected == READ
        assert SENTENCE in read.article.text
        assert len(read.article.text) < 2 * MAX_ARTICLE_CHARACTERS


def test_names_of_a_large_page_are_allowed():
    classes = " ".join(f"class-{number}" for number in range(20))
    html = story(f'<div class="{classes}">' * 1 + STORY + f'<i class="{classes}"></i>' * 4_000)
    assert len(html) < MAX_NAME_CHARACTERS
    assert SENTENCE in read_page(Page(html.encode(), "text/html")).article.text
