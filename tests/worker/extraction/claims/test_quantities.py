"""Every row of tests/gold/quantities.toml, and laws that hold for any text at all."""

import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from worker.extraction.claims.paragraph_figures import Figure, QuantityTables, find_figures, load_quantity_tables
from worker.extraction.claims.shapes import WordList, checked
from worker.extraction.tables import TableError

GOLD = Path(__file__).parents[3] / "gold" / "quantities.toml"
SEED_LIKE = (
    "between", "10", "and", "20", "killed", "a", "tank", "two", "hundred", "-", "to", "$", "%", "million", "half", "of",
    "dozens", "dead", "were", "grave", "losses", "F-16", "2020", "5", "m", "an", "artillery", "unit", ",", ".", "🙂",
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(SEED_LIKE), max_size=30).map(" ".join),
    st.lists(st.sampled_from(SEED_LIKE), max_size=15).map("".join),
    st.text(max_size=80),
)


@pytest.fixture(scope="session")
def tables() -> QuantityTables:
    return load_quantity_tables("en")


def _rows() -> Iterator[object]:
    for row in tomllib.loads(GOLD.read_text("utf-8"))["rows"]:
        yield pytest.param(row, id=row["shows"])
        yield pytest.param(row["near_miss"], id=f"not {row['near_miss']['why']}")


@pytest.mark.parametrize("row", list(_rows()))
def test_figures_are_those_of_the_gold_row(row, parse_text, tables):
    parsed = parse_text(row["text"])
    found = [each for paragraph in parsed.paragraphs for each in find_figures(paragraph, tables)]
    assert [_told(row["text"], each) for each in found] == [_full(each) for each in row["expect"]]


def test_figures_by_who_had_not_seen_the_rules_are_found_as_often_as_before(parse_text, tables):
    of = found = values = categories = invented = 0
    for row in tomllib.loads(GOLD.with_name("quantities_unseen.toml").read_text("utf-8"))["rows"]:
        parsed = parse_text(row["text"])
        figures = [each for paragraph in parsed.paragraphs for each in find_figures(paragraph, tables)]
        behind = 0
        for expected in row["expect"]:
            start = max(row["text"].find(expected["words"], behind), row["text"].find(expected["words"]))
            behind, end = start + 1, start + len(expected["words"])
            told = next((each for each in figures if each.bounds[0] < end and start < each.bounds[1]), None)
            of += 1
            if told is None:
                continue
            figures.remove(told)
            found += 1
            values += (told.value, told.modifier) == (expected.get("value"), expected.get("modifier", "exact"))
            categories += told.category == expected["category"]
        invented += len(figures)
    assert of > 220
    assert found >= 0.9 * of
    assert values >= 0.88 * of
    assert categories >= 0.86 * of
    assert invented <= 0.02 * of


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_any_text_gives_figures_inside_it_in_order_and_apart(text, parse_text, tables):
    parsed = parse_text(text)
    for paragraph in parsed.paragraphs:
        behind = 0
        for figure in find_figures(paragraph, tables):
            for start, end in [figure.bounds, *([figure.side] if figure.side else [])]:
                assert 0 <= start < end <= len(parsed.article.text)
            assert figure.bounds[0] >= behind
            behind = figure.bounds[1]
            assert figure.low is None or figure.high is None or figure.low < figure.high


def test_a_long_paragraph_takes_time_in_proportion(parse_text, tables):
    sentence = "The blast killed 10 soldiers and an officer, and about 70 lorries, six tanks and a bus were destroyed. "
    spent = []
    for times in (20, 200):
        (paragraph,) = parse_text(sentence * times).paragraphs
        start = time.process_time()
        assert len(find_figures(paragraph, tables)) >= 4 * times
        spent.append(time.process_time() - start)
    assert spent[1] < 30 * max(spent[0], 0.02)  # ten times the text; three times leeway for a busy machine


@pytest.mark.parametrize(
    ("words", "reason"),
    [(["page", "page"], "stands twice"), (["Page"], "small letters"), ([1], ""), ("page", "frozenset")],
)
def test_a_broken_table_is_refused(words, reason):
    with pytest.raises(TableError, match=rf"^en/labels.toml: words.*{reason}"):
        checked("en/labels.toml", {"words": words}, WordList)


def test_an_unknown_key_is_refused():
    with pytest.raises(TableError, match=r"^en/labels.toml: word"):
        checked("en/labels.toml", {"words": [], "word": []}, WordList)


def _full(expected: dict[str, object]) -> dict[str, object]:
    absent = {"value": None, "low": None, "high": None, "side": None, "modifier": "exact", "unit": expected["item"]}
    return {**absent, **expected}


def _told(text: str, figure: Figure) -> dict[str, object]:
    return {
        "words": text[slice(*figure.bounds)],
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "modifier": figure.modifier.value,
        "unit": figure.unit,
        "item": figure.item,
        "category": figure.category,
        "side": text[slice(*figure.side)] if figure.side is not None else None,
    }
