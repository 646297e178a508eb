"""Sixteen whole articles, annotated before the extraction had read them: part by part, with floors that only rise."""

import hashlib
from pathlib import Path

import pytest

from bench.claims import score

GOLD = Path(__file__).parents[2] / "gold" / "articles"
FLOORS = {
    "found": 0.96,
    "source": 0.86,
    "cue": 0.91,
    "cue class": 0.86,
    "speech act": 0.905,
    "factuality": 0.85,
    "polarity": 0.89,
    "time": 0.77,
    "quantity": 0.88,
    "category": 0.78,
    "event type": 0.62,
    "side": 0.66,
    "denial linked": 0.75,
}


@pytest.fixture(scope="module")
def scores(whole_extractor):
    return score(GOLD, whole_extractor)


@pytest.mark.parametrize(("part", "floor"), FLOORS.items())
def test_a_part_comes_out_right_as_often_as_before(part, floor, scores):
    assert scores.parts[part].share >= floor, scores.parts[part].missed


def test_no_caption_credit_or_promotion_is_taken_for_a_claim(scores):
    assert scores.forbidden == []


def test_the_annotations_are_those_that_were_made_before_the_first_run():
    for line in (GOLD / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((GOLD / name).read_bytes()).hexdigest() == digest, name
