"""Any page at all is read, or refused with a code of the table: trees at random, pages that were mutilated, bytes.

FUZZ_CASES=10000 .venv/bin/pytest -q tests/worker/article/test_fuzz_html.py    # 500 cases without it
"""

import os
import tomllib
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.codes import CODES, Repetition
from worker.article.page import Page
from worker.article.reader import read_page
from worker.errors import PermanentError

ROOT = Path(__file__).parents[3]
CASES = int(os.environ.get("FUZZ_CASES", "500"))
LONGEST_SECONDS = 5
"""Of one case, most of which take some milliseconds; hypothesis fails one that takes longer."""

GOLD = tomllib.loads((ROOT / "tests/gold/refusals.toml").read_text("utf8"))
VALID = [
    *((ROOT / "demo/pages" / name).read_text("utf8") for name in ("border-incident.html", "earthquake.html")),
    *(
        row[side].replace("{article}", GOLD["text"]["article"]).replace("{teaser}", GOLD["text"]["teaser"])
        for row in GOLD["row"]
        for side in ("page", "near")
    ),
]
PERMANENT = {row.code for row in CODES if row.repetition is Repetition.PERMANENT}


def one_word(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words.split())


TAGS = one_word(
    "p div span a b article section main h1 h2 ul li table tr td figure figcaption nav footer form time br img "
    "iframe noscript script style template svg select option pre blockquote title meta link base body head "
    "html app-root x-y"
)
NAMES = one_word(
    "caption credit byline newsletter paywall onetrust-banner-sdk cf-error-details root __next px-captcha "
    "related cmpbox headline article-body a locked"
)
ATTRIBUTES = one_word(
    "class id href src hidden style lang charset content name property datetime itemprop type rel action"
)
VALUES = NAMES | st.sampled_from(
    [
        *("text/html; charset=gb2312", "application/ld+json", "2024-05-14", "9999-99-99", "article:published_time"),
        *(
            "og:type",
            "article",
            "display:none",
            "http://[",
            "//[::1",
            "javascript:x",
            "de-AT",
            "\x00",
            "article:content_tier",
        ),
        *("locked", "date", "canonical", "refresh", "\ud800", "&#xD800;"),
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["NewsArticle", "ItemList", ".paywall", "#locked,.a", "False", "2024-05-14T10:00Z", "9" * 30]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            one_word(
                "@type @graph headline author name datePublished wordCount articleBody isAccessibleForFree hasPart "
                "cssSelector publisher url inLanguage mainEntity itemListElement"
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
).map(lambda value: f'<script type="application/ld+json">{_json(value)}</script>')
TEXT = st.text(max_size=30) | st.sampled_from(
    [
        "The ministry said that four ships had left the port on Monday, and denied that they carried weapons.",
        "Subscribe to continue reading",
        "We and our partners use cookies.",
        "Please enable JavaScript",
        "Der Hafenrat teilte am Dienstag mit, dass die Mole gesperrt bleibt.",
        "港务委员会星期二表示北码头将一直关闭到春天。",
        "404",
        "&#0;&#x1f;&#31&#1114112;&bogus;",
        "<!-- -- -->",
        "<![CDATA[x]]>",
        "<?php x ?>",
        "\x00\x1f\x85\ufffe\ud800",
        "…",
    ]
)
CONTENT_TYPES = st.sampled_from(
    [
        *("", "text/html", "text/plain", "application/xhtml+xml", "text/html; charset=utf-8", "TEXT/HTML;CHARSET=GBK"),
        *("text/plain; charset=shift_jis", "text/html; charset=utf-16", "text/html; charset=x", "application/pdf"),
        *(
            "application/octet-stream",
            "image/png",
            ";;;",
            "text/html; charset=iso-2022-jp",
            "text/html; charset=koi8-r",
        ),
    ]
) | st.text(max_size=20)
URLS = st.sampled_from(
    [None, "https://ledger.example/2024/05/14/a", "http://[", "https://consent.google.com/x", "", "a:b"]
)


def _json(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f'"{key}":{_json(each)}' for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    return {None: "null", True: "true", False: "false"}.get(value) or repr(value).replace("'", '"')


def _element(tag: str, attributes: list[tuple[str, str]], inner: list[str], *, is_closed: bool) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes)
    return f"<{tag}{written}>{''.join(inner)}" + (f"</{tag}>" if is_closed else "")


TREES = st.recursive(
    TEXT | JSON,
    lambda inner: st.builds(
        _element,
        TAGS,
        st.lists(st.tuples(ATTRIBUTES, VALUES), max_size=3),
        st.lists(inner, max_size=5),
        is_closed=st.integers(0, 9).map(bool),
    ),
    max_leaves=40,
)


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    """Draw one of the valid pages with stretches of it cut out, doubled, moved or overwritten."""
    page = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(page)))
        end = min(len(page), start + draw(st.integers(0, 400)))
        stretch = page[start:end]
        page = (
            page[:start]
            + draw(st.sampled_from(["", stretch * 2, stretch[::-1], "<", '"', "</p>"]) | TREES)
            + page[end:]
        )
    return page


def bodies(pages: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """Encode pages, most of them as UTF-8."""
    codecs = st.sampled_from(["utf-8"] * 6 + ["utf-16", "utf-16-le", "cp1251", "gb18030", "shift_jis", "utf-32"])
    return st.builds(lambda page, codec: page.encode(codec, "replace"), pages, codecs)


BODIES = st.one_of(bodies(TREES), bodies(mutilated()), st.binary(max_size=400), bodies(mutilated()))


@given(BODIES, CONTENT_TYPES | st.just("text/html; charset=utf-8"), URLS)
@settings(
    max_examples=CASES,
    deadline=LONGEST_SECONDS * 1000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_any_page_is_read_or_refused_with_a_code_of_the_table(body, content_type, url):
    try:
        read = read_page(Page(body, content_type, url=url))
    except PermanentError as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        assert refused.code in PERMANENT
        assert refused.code.startswith("article.")
        assert refused.message
        return
    article = read.article
    article.text.encode()
    assert article.paragraphs
    ends = [0, *(bound for paragraph in article.paragraphs for bound in (paragraph.start, paragraph.end))]
    assert ends == sorted(ends)
    assert ends[-1] <= len(article.text)
    assert all(article.text[p.start : p.end].strip() for p in article.paragraphs)
