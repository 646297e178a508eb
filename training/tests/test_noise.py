"""Noise changes the text and leaves the spans on their words."""

import random
import re

import pytest
from sentences import document, worded

from training.noise import noisy
from training.noise.edits import Edit, edited
from training.noise.kinds import (
    dateline,
    long_paragraphs,
    lost_marks,
    other_marks,
    other_names,
    parted_words,
    short_paragraphs,
    small_letters,
    straight_apostrophes,
)


def made(kind, read, seed=1):
    return edited(read, kind(read, random.Random(seed)))


def plain(words):
    return re.sub(r"\W", "", words).lower()


@pytest.mark.parametrize("seed", range(40))
def test_spans_keep_their_words_under_all_noise(seed):
    read = document("[s The museum] [c said] [t it was \u201cquite sure\u201d of it]. Nobody else was asked about it.")
    heard = noisy(read, random.Random(seed))
    for before, after in zip(worded(read), worded(heard), strict=True):
        assert {role: [plain(each) for each in said] for role, said in before.items()} == {
            role: [plain(each) for each in said] for role, said in after.items()
        }


def test_the_same_seed_makes_the_same_noise():
    assert noisy(document(), random.Random(7)) == noisy(document(), random.Random(7))


def test_people_get_other_names_everywhere():
    read = document("[s Amina Okoro] [c said] [t it rained].", "Okoro [c added]: [t it poured].")
    heard = made(other_names, read)
    (given, family) = worded(heard)[0]["source"][0].split()
    assert "Okoro" not in heard.text
    assert given != "Amina"
    assert heard.text.count(family) == 2


def test_an_institution_keeps_its_name():
    read = document("[s The White House] [c said] [t it rained].", "[s White House] [c says] [t it pours].")
    assert made(other_names, read) == read


def test_quotation_marks_are_those_of_one_house():
    read = document("[t \u201cIt rained,\u201d] [s she] [c said]. [t \u201cIt poured.\u201d]")
    seen = {re.sub(r"[\w\s.,]", "", made(other_marks, read, seed).text) for seed in range(60)}
    assert {'""""', "\u2018\u2019\u2018\u2019", "''''", "``''``''", "\u00ab\u00bb\u00ab\u00bb", ""} <= seen


def test_marks_are_lost_with_their_spans_left():
    read = document("[t \u201cIt rained,\u201d] [s she] [c said].")
    heard = [made(lost_marks, read, seed) for seed in range(20)]
    assert {worded(each)[0]["content"][0] for each in heard} > {"It rained,"}


def test_apostrophes_become_of_one_kind():
    heard = made(straight_apostrophes, document("[s The mayor\u2019s aide] [c said] [t it wasn't so]."))
    assert len(set(re.findall("['\u2019]", heard.text))) == 1


def test_small_letters_move_nothing():
    heard = made(small_letters, document("[s The Mayor of İzmir] [c said] [t IT RAINED]."))
    assert worded(heard)[0]["content"] == ["it rained"]


def test_a_dateline_stands_before_the_first_span():
    read = document("[s The harbour master] [c said] [t " + "the ferry would sail " * 8 + "]")
    heard = made(dateline, read)
    assert heard.text.endswith(read.text)
    assert len(heard.text) > len(read.text)
    assert worded(heard) == worded(read)


def test_words_and_marks_are_parted():
    heard = made(parted_words, document("[t \u201cIt isn't,\u201d] [s she] [c said]."))
    assert heard.text == "\u201cIt is n't , \u201d she said ."


def test_paragraphs_are_run_together():
    heard = made(long_paragraphs, document("It rained.", "It poured."), seed=2)
    assert heard.text == "It rained. It poured."


def test_a_paragraph_is_never_broken_inside_an_attribution():
    read = document("[s She] [c said] [t it rained. It also poured]. The road was shut. The pass was shut.")
    heard = [made(short_paragraphs, read, seed).text for seed in range(20)]
    assert any("poured.\n\nThe road" in each for each in heard)
    assert not any("rained.\n\n" in each for each in heard)


def test_of_two_edits_that_overlap_the_first_is_made():
    read = document("[s She] [c said] [t it rained].")
    assert edited(read, [Edit(0, 3, "They"), Edit(2, 5, "X")]).text == "They said it rained."
