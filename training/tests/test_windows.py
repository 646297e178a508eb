"""Windows hold every piece, and are as large as the encoder can take."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.marking.inputs import Marks, encoder_input
from worker.marking.pieces import Pieces, split_into_pieces
from worker.marking.windows import paragraph_starts, windows


def pieces_of(length):
    at = np.arange(length)
    ends_sentence = at % 13 == 12
    return Pieces(
        ids=at,
        starts=at * 2,
        ends=at * 2 + np.where(ends_sentence, 1, 2),
        words=at,
        cases=np.where(at % 13 == 0, 1, 0),
    )


@given(
    lengths=st.lists(st.integers(1, 90), min_size=1, max_size=12),
    size=st.integers(16, 64),
    overlap=st.integers(0, 40),
    first_size=st.integers(4, 64),
)
def test_every_piece_is_in_a_window_and_none_is_too_long(lengths, size, overlap, first_size):
    starts = np.cumsum([0, *lengths])
    found = windows(
        pieces_of(starts[-1]), starts[:-1].tolist(), size=size, overlap=overlap, first_size=min(size, first_size)
    )
    assert found[0].first == 0
    assert found[-1].after == starts[-1]
    for before, behind in pairwise(found):
        assert before.first < behind.first <= before.after < behind.after
        assert before.after - behind.first <= overlap
    assert all(each.length <= size for each in found)
    assert all(len(each.places) == each.after - each.first for each in found)


def test_paragraphs_stay_whole_where_they_fit():
    found = windows(pieces_of(30), [0, 10, 20], size=24, overlap=0)
    assert [(each.first, each.after) for each in found] == [(0, 20), (20, 30)]


def test_an_overlap_repeats_whole_paragraphs():
    found = windows(pieces_of(40), [0, 10, 20, 30], size=34, overlap=12)
    assert [(each.first, each.after) for each in found] == [(0, 30), (20, 40)]


def test_a_long_paragraph_is_cut_between_its_sentences():
    found = windows(pieces_of(130), [0], size=62, overlap=0)
    assert all(each.first % 13 == 0 for each in found)


def test_no_pieces_give_no_window():
    assert windows(pieces_of(0), [], size=32, overlap=0) == []


def test_the_encoder_reads_a_mark_between_two_paragraphs(tokenizer):
    text = "The ferry sailed.\n\nNobody waved."
    pieces = split_into_pieces(tokenizer, text)
    (window,) = windows(pieces, paragraph_starts(text, pieces), size=32, overlap=0)
    ids, _ = encoder_input(pieces, window, Marks.of(tokenizer))
    read = [tokenizer.id_to_token(each) for each in ids]
    assert read == ["[CLS]", "the", "ferry", "sailed", ".", "[SEP]", "nobody", "waved", ".", "[SEP]"]


@pytest.mark.parametrize("text", ["", " \n\n ", "\n\nLate.\n", "One.\r\n\r\nTwo."])
def test_white_space_makes_no_paragraph(tokenizer, text):
    pieces = split_into_pieces(tokenizer, text)
    starts = paragraph_starts(text, pieces)
    assert len(starts) == len([line for line in text.split("\n") if line.strip()])


def test_the_case_of_a_word_is_that_of_each_of_its_pieces(tokenizer):
    pieces = split_into_pieces(tokenizer, "UNESCO praised McAllister and Petersenborough.")
    by_word = dict(zip(pieces.words.tolist(), pieces.cases.tolist(), strict=True))
    assert list(by_word.values()) == [2, 0, 3, 0, 1, 0]


def test_pieces_know_their_place_in_a_text_of_other_letters(tokenizer):
    text = "\u201cNaïve\u201d \u2013 sagte Ærøs Bürgermeister 😀 gestern"
    pieces = split_into_pieces(tokenizer, text)
    held = "".join(text[start:end] for start, end in zip(pieces.starts, pieces.ends, strict=True))
    assert held == text.replace(" ", "")
