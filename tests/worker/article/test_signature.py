"""What a text's signature says, and what it does not depend on."""

import random

from hypothesis import given
from hypothesis import strategies as st

from worker.article.signature import BINS, MIN_WORDS, signature_of

WORDS = [f"word{number}" for number in range(400)]


def agreement(one: bytes, other: bytes) -> float:
    return sum(one[at : at + 2] == other[at : at + 2] for at in range(0, 2 * BINS, 2)) / BINS


def test_a_short_text_has_none():
    assert signature_of(" ".join(WORDS[: MIN_WORDS - 1])) is None
    assert signature_of(" ".join(WORDS[:MIN_WORDS])) is not None


def test_white_space_case_and_punctuation_do_not_count():
    text = " ".join(WORDS)
    assert signature_of(text).runs == signature_of(text.upper().replace(" ", ",\n  ")).runs


def test_a_name_and_a_figure_are_facts_and_a_small_word_is_none():
    small = "the minister said on the day that trade would go on" + " and so on" * 30
    oslo, bergen, longer = (signature_of(f"{small} {end}") for end in ("Oslo 4,200", "Bergen 4,200", "in Oslo 4,200"))
    assert oslo.facts != bergen.facts
    assert oslo.facts == longer.facts
    assert oslo.runs != longer.runs


def test_texts_agree_in_the_share_of_their_bins_that_the_jaccard_index_says():
    rng = random.Random(5)
    for overlap in (0.0, 0.5, 1.0):
        shared = int(300 * overlap)
        estimates = []
        for _ in range(20):
            words = [f"w{rng.random()}" for _ in range(600)]
            one = words[:300]
            other = words[300 - shared : 600 - shared]
            estimates.append(agreement(signature_of(" ".join(one)).runs, signature_of(" ".join(other)).runs))
        index = shared / (600 - shared)
        assert abs(sum(estimates) / len(estimates) - index) < 0.05


@given(st.text(max_size=2000))
def test_any_text_has_a_signature_of_one_size_or_none(text):
    signature = signature_of(text)
    assert signature is None or {len(signature.runs), len(signature.facts)} == {2 * BINS}
    assert signature == signature_of(text)
