"""Every row of the gold table: what holds no article is refused by its name, and what looks like it is read."""

import tomllib
from pathlib import Path

import pytest

from contract.codes import CODES
from worker.article.page import Page
from worker.article.reader import read_page
from worker.article.sign_table import read_sign_table
from worker.errors import PermanentError

ROOT = Path(__file__).parents[3]
GOLD = tomllib.loads((ROOT / "tests/gold/refusals.toml").read_text("utf8"))
ROWS = GOLD["row"]
TABLE = (ROOT / "worker/article/signs.toml").read_text("utf8")


def page_of(row: dict[str, str], side: str) -> Page:
    html = row[side]
    for name, text in GOLD["text"].items():
        html = html.replace(f"{{{name}}}", text)
    url = row.get("url" if side == "page" else "near_url", "https://ledger.example/a")
    return Page(f"<!doctype html>{html}".encode(), "text/html; charset=utf-8", url=url)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["shows"])
def test_a_page_without_an_article_is_refused_by_the_name_of_what_is_there(row):
    with pytest.raises(PermanentError) as caught:
        read_page(page_of(row, "page"))
    assert caught.value.code == row["code"], caught.value.message


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["shows"])
def test_an_article_that_looks_alike_is_read(row):
    text = read_page(page_of(row, "near")).article.text
    assert len(text.split()) > 50


def test_every_refusal_says_what_to_do():
    messages = {}
    for row in ROWS:
        with pytest.raises(PermanentError) as caught:
            read_page(page_of(row, "page"))
        messages[caught.value.code] = caught.value.message
    assert len(messages) >= 6
    assert all("; " in message for message in messages.values()), "what happened; what to do"
    assert all("Merrow" not in message for message in messages.values()), "no text of the page"


def test_each_kind_of_refusal_has_three_rows_and_a_row_in_the_table_of_codes():
    codes = [row["code"] for row in ROWS]
    assert all(codes.count(code) >= 3 for code in codes)
    assert set(codes) <= {row.code for row in CODES}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('shows = "DDoS-Guard"', 'shows = "a page"'),
        ('where = "host"', 'where = "hosts"'),
        ('source = "DDoS-Guard"', 'sauce = "DDoS-Guard"'),
        ("pattern = 'ddos-guard'", "pattern = 'ddos-guard('"),
        ("[[soft_404]]", "[[hard_404]]"),
    ],
)
def test_a_broken_row_fails_the_start(old, new):
    assert old in TABLE
    with pytest.raises(ValueError, match=r"signs\.toml"):
        read_sign_table(TABLE.replace(old, new))
