"""What is to be learned of marked sentences."""

import pytest
from sentences import MARKED, document, worded

from training.labels import NO_LABEL, label, ranges_of
from worker.marking.pieces import split_into_pieces
from worker.marking.tagset import POINTERS, TAGS, Pointer


def labelled(tokenizer, line, first=0, after=None):
    read = document(line)
    pieces = split_into_pieces(tokenizer, read.text)
    labels = label([ranges_of(each, pieces) for each in read.attributions], first, after or len(pieces))
    return [TAGS[each] for each in labels.tags], labels.pointers


def test_each_piece_is_tagged_with_its_role(tokenizer):
    tags, _ = labelled(tokenizer, "[s The baker] [c hopes] [t to reopen].")
    assert tags == ["B-source", "I-source", "B-cue", "B-content", "I-content", "I-content", "O"]


def test_spans_point_at_each_other_by_their_first_pieces(tokenizer):
    _, pointers = labelled(tokenizer, "[s The baker] [c hopes] [t to reopen].")
    assert pointers[Pointer.SOURCE_TO_CUE, 0] == 2
    assert pointers[Pointer.CUE_TO_SOURCE, 2] == 0
    assert pointers[Pointer.CONTENT_TO_CUE, 3] == 2
    assert (pointers != NO_LABEL).sum() == 3


def test_a_cue_without_source_points_at_itself(tokenizer):
    _, pointers = labelled(tokenizer, "It was [c feared] [t that the dam would fail].")
    assert pointers[Pointer.CUE_TO_SOURCE, 2] == 2


def test_a_span_that_is_cut_keeps_what_lies_inside(tokenizer):
    tags, pointers = labelled(tokenizer, "[s The baker] [c hopes] [t to reopen].", 4, 7)
    assert tags == ["B-content", "I-content", "O"]
    assert pointers[Pointer.CONTENT_TO_CUE].tolist() == [0, NO_LABEL, NO_LABEL]


def test_a_shared_source_points_at_its_first_cue_and_each_cue_at_it(tokenizer):
    read = document("[s She] [c said] [t it rained]")
    (one,) = read.attributions
    pieces = split_into_pieces(tokenizer, read.text + " and hoped it stopped")
    other = {**one, "cue": [(22, 27)], "content": [(28, 38)]}
    labels = label([ranges_of(one, pieces), ranges_of(other, pieces)], 0, len(pieces))
    assert labels.pointers[Pointer.SOURCE_TO_CUE, 0] == 1
    assert labels.pointers[Pointer.CUE_TO_SOURCE].tolist().count(0) == 2


@pytest.mark.parametrize("line", [each for each in MARKED if "[" in each])
def test_our_own_sentences_are_marked_whole(tokenizer, line):
    tags, pointers = labelled(tokenizer, line)
    (marked,) = worded(document(line))
    assert sum(each.startswith("B-") for each in tags) == sum(len(spans) for spans in marked.values())
    assert (pointers != NO_LABEL).any(axis=1).tolist() == [True] * len(POINTERS)
