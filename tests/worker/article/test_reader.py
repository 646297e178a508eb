"""Pages read whole: zones, metadata, charsets, limits. The demonstration's pages are the gold."""

import json
import time
from datetime import date
from pathlib import Path

import pytest

from contract.vocabulary import DateBasis
from worker.article.page import Page
from worker.article.reader import ReadArticle, read_page, read_text
from worker.errors import PermanentError
from worker.extraction.article import Zone

ROOT = Path(__file__).parents[3]
SITE = ROOT / "demo/pages"
SENTENCES = [
    "The ministry said that four ships had left the port on Monday.",
    "It denied that any of them carried weapons, calling the report false.",
    "The union claimed that workers were told to stay away from the docks.",
    "According to the port's operator, trade was normal throughout the week.",
    "A spokesman for the company added that two cranes would be repaired by Thursday.",
]
LD = '<script type="application/ld+json">{}</script>'
OLD = '<meta name="date" content="2020-01-01">'
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def page(html: str, **parts) -> Page:
    return Page(html.encode("utf-8", "replace"), "text/html; charset=utf-8", **parts)


def story(body: str = BODY, head: str = "") -> str:
    return f"<html><head>{head}</head><body><article><h1>Ships leave port</h1>{body}</article></body></html>"


def of_zone(read: ReadArticle, zone: Zone) -> list[str]:
    return [read.article.text[p.start : p.end] for p in read.article.paragraphs if p.zone is zone]


def code_of(given: Page) -> str:
    with pytest.raises(PermanentError) as caught:
        read_page(given)
    return caught.value.code


def test_article_that_is_appended_to_another_is_left_out():
    other = "".join(
        f"<p>The committee said on day {day} that the bridge of village {day} was safe.</p>" for day in range(9)
    )
    second = f"<article><header><h1>Bridges are safe</h1></header><div>{other}</div></article>"
    first = f"<article><header><h1>Ships leave port</h1></header><div>{BODY}{BODY}</div></article>"
    read = read_page(page(f"<html><body><main>{first}{second}</main></body></html>"))
    assert of_zone(read, Zone.BODY) == [*SENTENCES, *SENTENCES]


def test_heading_of_the_first_rank_amid_the_text_ends_nothing():
    read = read_page(page(story(f"{BODY}<h1>What comes next</h1>{BODY}")))
    assert of_zone(read, Zone.BODY) == [*SENTENCES, *SENTENCES]


def test_border_story_is_read_whole():
    read = read_page(Page((SITE / "border-incident.html").read_bytes(), "text/html", url="http://localhost/a"))
    assert of_zone(read, Zone.HEADLINE) == [
        "Georgia and Turkey trade blame after clash at Ardahan crossing",
        "Calls for restraint",
    ]
    assert of_zone(read, Zone.DECK) == [
        "Tbilisi and Ankara give opposite accounts of a night of shelling near the frontier"
    ]
    assert of_zone(read, Zone.CAPTION) == ["A Georgian patrol near the closed crossing on Monday morning."]
    assert of_zone(read, Zone.CREDIT) == ["Davit Lomidze/AFP"]
    assert len(of_zone(read, Zone.BODY)) == 13
    assert len(of_zone(read, Zone.PROMOTION)) == 1
    assert "Black Sea" not in read.article.text
    assert "fiction" not in read.article.text
    assert read.metadata.authors == ("Nino Abuladze", "Martin Keller")
    assert read.metadata.canonical_url == "https://courier.example/world/border-incident"
    assert read.metadata.date_published is not None
    assert read.metadata.date_published.value == "2024-05-14"
    assert read.metadata.date_published.basis is DateBasis.JSON_LD
    assert read.metadata.language == "en-GB"


def test_earthquake_story_is_read_whole():
    read = read_page(Page((SITE / "earthquake.html").read_bytes(), "text/html", url="http://localhost/b"))
    assert len(of_zone(read, Zone.BODY)) == 12
    assert of_zone(read, Zone.LINKS) == ["Read more: How Chile\u2019s tsunami warning works"]
    assert of_zone(read, Zone.BYLINE) == ["By Camila Rojas 3 September 2024"]
    assert len(of_zone(read, Zone.CAPTION)) == 1
    assert "cookies" not in read.article.text
    assert "regatta" not in read.article.text
    assert read.metadata.publisher == "The Meridian Courier"


@pytest.mark.parametrize("name", ["border-incident.html", "earthquake.html"])
def test_paragraphs_are_the_text_at_their_offsets(name):
    article = read_page(Page((SITE / name).read_bytes(), "text/html")).article
    assert "\n\n".join(article.text[p.start : p.end] for p in article.paragraphs) == article.text


def test_plain_text_keeps_its_characters():
    text = "Ships leave port\n\n" + "\n\n".join(SENTENCES)
    read = read_page(Page(text.encode(), "text/plain; charset=utf-8"))
    assert read.article.text == text
    assert read.metadata.headline == "Ships leave port"


def test_a_plain_text_is_split_at_blank_lines_and_stays_as_it_was_handed_in():
    text = "\n The ministry said \r\nit was false.\r\n \t\r\nIt was.\r\rAll of it. "
    article = read_text(text).article
    assert article.text == text
    assert [text[p.start : p.end] for p in article.paragraphs] == [
        "The ministry said \r\nit was false.",
        "It was.",
        "All of it.",
    ]


def test_short_paragraph_between_others_is_kept():
    body = BODY.replace("</p><p>", "</p><p>Nobody was hurt.</p><p>", 1)
    assert "Nobody was hurt." in of_zone(read_page(page(story(body))), Zone.BODY)


def test_unmarked_promotion_and_credit_are_told_from_their_lines():
    body = f"<p>Cranes at the port on Monday.</p><p>Reuters</p>{BODY}<p>Follow us on Telegram.</p>"
    read = read_page(page(story(body)))
    assert of_zone(read, Zone.CAPTION) == ["Cranes at the port on Monday."]
    assert of_zone(read, Zone.CREDIT) == ["Reuters"]
    assert of_zone(read, Zone.PROMOTION) == ["Follow us on Telegram."]
    assert of_zone(read, Zone.BODY) == SENTENCES


def test_page_laid_out_in_a_table_is_read():
    cells = f"<td><a href=/>Home</a></td><td><h1>Ships leave port</h1>{'<br><br>'.join(SENTENCES)}</td>"
    read = read_page(page(f"<html><body><table><tr>{cells}</tr></table></body></html>"))
    assert of_zone(read, Zone.BODY) == SENTENCES
    assert "Home" not in read.article.text


def test_container_named_after_its_newsletter_is_still_the_article():
    divs = "".join(f"<div>{sentence}</div>" for sentence in SENTENCES)
    box = '<div class="inline-newsletter">Get our newsletter</div>'
    read = read_page(page(story(f'<div class="body newsletter-enabled">{divs}{box}</div>')))
    assert of_zone(read, Zone.BODY) == SENTENCES
    assert "Get our newsletter" not in read.article.text


def test_headline_from_metadata_stands_first_where_the_page_shows_none():
    html = f'<html><head><meta property="og:title" content="Ships leave"></head><body><div>{BODY}</div></body></html>'
    assert read_page(page(html)).article.text.startswith("Ships leave\n\nThe ministry said")


@pytest.mark.parametrize(
    ("head", "value", "basis"),
    [
        ('<meta property="article:published_time" content="2023-02-01T23:30:00-05:00">', "2023-02-01", DateBasis.META),
        ('<meta name="date" content="Wed, 01 Feb 2023 10:00:00 GMT">', "2023-02-01", DateBasis.META),
        (LD.format('{"@type":"NewsArticle","datePublished":"2023-02-01"}') + OLD, "2023-02-01", DateBasis.JSON_LD),
        (LD.format('{"@type":"NewsArticle","datePublished":"soon"}') + OLD, "2020-01-01", DateBasis.META),
        (LD.format("{broken") + OLD, "2020-01-01", DateBasis.META),
        (LD.format("[" * 100_000) + OLD, "2020-01-01", DateBasis.META),
    ],
)
def test_date_is_taken_from_the_surest_place(head, value, basis):
    found = read_page(page(story(head=head))).metadata.date_published
    assert found is not None
    assert (found.value, found.basis) == (value, basis)


def test_marked_time_element_counts_as_the_pages_word():
    body = '<time class="published" datetime="2023-02-01T10:00Z">yesterday</time>' + BODY
    found = read_page(page(story(body))).metadata.date_published
    assert found is not None
    assert (found.value, found.basis) == ("2023-02-01", DateBasis.META)


def test_date_in_the_url_is_a_guess():
    found = read_page(page(story(), url="https://news.example/2023/02/01/ships")).metadata.date_published
    assert found is not None
    assert (found.value, found.basis) == ("2023-02-01", DateBasis.GUESS)


def test_guess_after_the_day_of_fetching_is_dropped():
    given = page(story(), url="https://news.example/2031/02/01/ships", fetched_on=date(2024, 1, 1))
    assert read_page(given).metadata.date_published is None


def test_page_without_a_date_has_none():
    assert read_page(page(story())).metadata.date_published is None


@pytest.mark.parametrize("href", ["javascript:alert(1)", "http://u:p@h/", "", "http://[", "ftp://x/y"])
def test_canonical_url_that_is_none_is_left_out(href):
    assert read_page(page(story(head=f'<link rel="canonical" href="{href}">'))).metadata.canonical_url is None


def test_json_ld_escaped_twice_is_plain():
    data = json.dumps({"@type": ["Article"], "headline": "Ships &amp; ports", "author": [{"name": "A"}, {"name": "A"}]})
    metadata = read_page(page(story(head=f'<script type="application/ld+json">{data}</script>'))).metadata
    assert (metadata.headline, metadata.authors) == ("Ships & ports", ("A",))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Page(b"", "text/html"), "article.empty"),
        (Page(b" \n ", "text/plain"), "article.empty"),
        (Page(b"<!-- -->", "text/html"), "article.empty"),
        (Page(b"%PDF-1.7 ...", "text/html"), "article.pdf"),
        (Page(b"<html>", "application/pdf"), "article.pdf"),
        (Page(b"GIF89a", "image/gif"), "article.unsupported_type"),
        (Page(b"{}", "application/json"), "article.unsupported_type"),
        (Page(b"\x00\x01\x02", ""), "article.unsupported_type"),
        (
            page("<html><body><form><input name=q></form><p>Log in to go on.</p></body></html>"),
            "article.not_an_article",
        ),
        (page("<div>" * 5_000 + "deep"), "article.html_too_complex"),
        (page("<p>x" * 40_000), "article.html_too_complex"),
        (page("<p>" + "x " * 4_000_000), "article.html_too_complex"),
        (page(f"<p {' '.join(f'a{n}=b' for n in range(201))}>{BODY}"), "article.html_too_complex"),
        (page(f'<p a=">" {"/".join(f"a{n}" for n in range(20_000))}>{BODY}'), "article.html_too_complex"),
        (Page(b"It was so. " * 100_000, "text/plain"), "article.html_too_complex"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.body[:12].decode("latin-1"),
)
def test_what_is_no_article_has_its_code(given, code):
    assert code_of(given) == code


def test_refusal_says_what_was_found():
    with pytest.raises(PermanentError, match=r"3 words in 1 paragraphs|0 words in 0 paragraphs"):
        read_page(page("<html><body><p>Nothing here today.</p></body></html>"))


def test_largest_page_allowed_is_read_in_time():
    started = time.monotonic()
    read_page(page(story("".join(f"<p>{SENTENCES[n % 5]} {n}</p>" for n in range(5_000)))))
    assert time.monotonic() - started < 10
