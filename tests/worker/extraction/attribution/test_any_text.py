"""Laws that hold for any text at all."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from worker.extraction.article import Article, Paragraph, Zone
from worker.extraction.attribution import Attribution, find_attributions
from worker.extraction.parse import parse

MARKS = ("\u201c", "\u201d", '"', "'", "\u2018", "\u2019", "''", "«", "»", ",", ".", ":", "—", "\n", "\n\n")
ENGLISH = [
    "said",
    "he",
    "that",
    "denied",
    "the",
    "Minister",
    "reports",
    "according",
    "to",
    "stressing",
    "which",
    "it",
    "was",
    "lost",
    "and",
]
ODD = ("🙂", "שלום", "\u200f", "\x00")
WORDS = st.sampled_from([*MARKS, *ENGLISH, *ODD])
SENTENCES = st.lists(WORDS, max_size=40).flatmap(
    lambda words: st.sampled_from([" ", ""]).map(lambda between: between.join(words))
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.one_of(SENTENCES, st.text(max_size=120)))
def test_every_span_lies_in_the_text_and_nothing_raises(text, find):
    _hold(text, find(text))


@pytest.mark.parametrize(
    "text", ["", ".", "🙂", "\x00", '"', "“", "said", "x" * 3000, "“" * 500, "' " * 500, "said that " * 200, "» denied"]
)
def test_odd_text_gives_a_result(text, find):
    _hold(text, find(text))


def test_a_long_text_takes_time_in_proportion(find):
    sentence = 'The minister said that the road was open, stressing that "nobody was hurt." '
    start = time.process_time()
    find(sentence * 20)
    short = time.process_time() - start
    start = time.process_time()
    found = find(sentence * 200)
    # ten times the text; three times leeway for a busy machine
    assert time.process_time() - start < 30 * max(short, 0.05)
    assert len(found) >= 200


def _hold(text: str, found: tuple[Attribution, ...]) -> None:
    for place, each in enumerate(found):
        assert each.content
        assert 0 < each.confidence <= 1
        assert each.nested_in is None or (0 <= each.nested_in < len(found) and each.nested_in != place)
        spans = [*each.content, *([each.source] if each.source else []), *([each.cue.bounds] if each.cue else [])]
        for start, end in spans:
            assert 0 <= start < end <= len(text)
            assert text[start:end].strip() == text[start:end]
        assert list(each.content) == sorted(each.content)


@pytest.mark.parametrize("piece", ["the minister said that he knew ", "“no ” ", "'tis ", "“word\n", "said "])
def test_repetition_without_end_stays_cheap(piece, nlp, tables):
    text = piece * 1500
    body = (Paragraph(0, len(text.rstrip()), Zone.BODY),)
    parsed = parse(nlp, Article(text, body), body)
    start = time.process_time()
    find_attributions(parsed, tables)
    # 0.1 s when it was written; a rule that looks at everything for everything takes minutes
    assert time.process_time() - start < 5
