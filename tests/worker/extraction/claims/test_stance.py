"""Every row of tests/gold/stance.toml, and any text at all."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.claim import CueClass, Factuality, SpeechAct
from worker.article.reader import read_text
from worker.extraction.attribution import CueMatch, find_attributions, load_tables
from worker.extraction.claims.stance import StanceTables, load_stance_tables, stance_of

GOLD = Path(__file__).parents[3] / "gold" / "stance.toml"
WORDS = (
    "will",
    "not",
    "if",
    "he",
    "is",
    "likely",
    "to",
    "go",
    "said",
    "?",
    ",",
    "never",
    "no",
    "may",
    "🙂",
    "refused",
    "\n",
)


@pytest.fixture(scope="session")
def tables() -> StanceTables:
    return load_stance_tables("en")


def _rows() -> Iterator[object]:
    for row in tomllib.loads(GOLD.read_text("utf-8"))["rows"]:
        yield pytest.param(row, id=row["shows"])
        yield pytest.param(row["near_miss"], id=f"not {row['near_miss']['why']}")


@pytest.mark.parametrize("row", list(_rows()))
def test_stances_are_those_of_the_gold_row(row, parse_text, tables):
    parsed = parse_text(row["text"])
    (paragraph,) = parsed.paragraphs
    attributions = find_attributions(parsed, load_tables("en"))
    found = [stance_of(paragraph, each.cue, each.content, tables) for each in attributions]
    assert [f"{each.speech_act} {each.factuality}" for each in found] == row["expect"]


def test_sentences_made_to_mislead_come_out_right_as_often_as_before(whole_extractor):
    rows = tomllib.loads(GOLD.with_name("stance_unseen.toml").read_text("utf-8"))["rows"]
    acts = factualities = of = 0
    for row in (each for pair in rows for each in (pair, pair["near_miss"])):
        claims = whole_extractor.extract(read_text(row["text"]).article, published_at=None).claims
        start = row["text"].index(row["cue"])
        end = start + len(row["cue"])
        meant = [each for each in claims if each.cue and each.cue.start < end and start < each.cue.end]
        claim = next(iter([*meant, *(each for each in claims if each.cue), *claims]), None)
        act, factuality = row["expect"].split()
        of += 1
        acts += claim is not None and claim.speech_act == act
        factualities += claim is not None and claim.factuality == factuality
    assert of >= 270
    assert acts >= 0.9 * of
    assert factualities >= 0.74 * of


@pytest.mark.parametrize(
    ("text", "factuality"),
    [
        ("The board is scheduled to vote.", Factuality.PROBABLE),
        ("The board has voted.", Factuality.CERTAIN),
        ("The board has not voted.", Factuality.CERTAINLY_NOT),
        ("The board may sit and vote.", Factuality.POSSIBLE),
    ],
)
def test_the_narrator_is_as_sure_as_its_words(text, factuality, parse_text, tables):
    (paragraph,) = parse_text(text).paragraphs
    found = stance_of(paragraph, None, [(0, len(text))], tables)
    assert (found.speech_act, found.factuality) == (SpeechAct.ASSERT, factuality)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    text=st.one_of(st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join), st.text(max_size=60)),
    cue_class=st.sampled_from(CueClass),
    ends=st.tuples(st.integers(0, 80), st.integers(0, 80)),
)
def test_any_text_and_any_stretch_give_a_stance(text, cue_class, ends, parse_text, tables):
    start, end = min(ends), max(ends) + 1
    for paragraph in parse_text(text).paragraphs:
        for cue in (None, CueMatch((start, end), "say", cue_class)):
            stance_of(paragraph, cue, [(start, end)], tables)
