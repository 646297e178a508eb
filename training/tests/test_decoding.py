"""What the model says, decoded: paths, spans and pairs."""

import numpy as np
import pytest

from worker.marking.decoding import Leaning, WindowScores, best_path, decode, spans_of, word_scores
from worker.marking.tagset import POINTERS, TAGS, Pointer, Role, begin

CUE, SOURCE, CONTENT = begin(Role.CUE), begin(Role.SOURCE), begin(Role.CONTENT)


def said(tags, points=(), *, first=0, sure=8.0):
    """Give a reading that is sure of the tags, and of the pointers (pointer, from, to)."""
    scores = np.zeros((len(tags), len(TAGS)), dtype=np.float32)
    scores[np.arange(len(tags)), tags] = sure
    pointers = np.zeros((len(POINTERS), len(tags), len(tags)), dtype=np.float32)
    for pointer, start, target in points:
        pointers[pointer, start, target] = sure
    return WindowScores(first, scores, pointers)


def decoded(*readings, length, words=None, leaning=None):
    starts = np.arange(length) * 10
    words = np.arange(length) if words is None else np.array(words)
    return [each.spans for each in decode(readings, words, starts, starts + 9, leaning or Leaning())]


def test_source_cue_and_content_become_one_attribution():
    reading = said(
        [SOURCE, SOURCE + 1, CUE, 0, CONTENT, CONTENT + 1],
        [(Pointer.CUE_TO_SOURCE, 2, 0), (Pointer.SOURCE_TO_CUE, 0, 2), (Pointer.CONTENT_TO_CUE, 4, 2)],
    )
    assert decoded(reading, length=6) == [{Role.SOURCE: [(0, 19)], Role.CUE: [(20, 29)], Role.CONTENT: [(40, 59)]}]


def test_no_text_gives_no_attribution():
    assert decoded(length=0) == []


def test_two_cues_share_their_source():
    reading = said(
        [SOURCE, CUE, CONTENT, CUE, CONTENT],
        [
            (Pointer.CUE_TO_SOURCE, 1, 0),
            (Pointer.CUE_TO_SOURCE, 3, 0),
            (Pointer.SOURCE_TO_CUE, 0, 1),
            (Pointer.CONTENT_TO_CUE, 2, 1),
            (Pointer.CONTENT_TO_CUE, 4, 3),
        ],
    )
    assert [each[Role.SOURCE] for each in decoded(reading, length=5)] == [[(0, 9)], [(0, 9)]]


def test_a_content_in_two_parts_is_said_once():
    reading = said(
        [CONTENT, SOURCE, CUE, CONTENT],
        [(Pointer.CONTENT_TO_CUE, 0, 2), (Pointer.CONTENT_TO_CUE, 3, 2), (Pointer.CUE_TO_SOURCE, 2, 1)],
    )
    (only,) = decoded(reading, length=4)
    assert only[Role.CONTENT] == [(0, 9), (30, 39)]


def test_a_cue_that_points_at_itself_has_no_source():
    reading = said([SOURCE, CUE, CONTENT], [(Pointer.CUE_TO_SOURCE, 1, 1), (Pointer.CONTENT_TO_CUE, 2, 1)])
    (only,) = decoded(reading, length=3, leaning=Leaning(answer=0.0))
    assert only[Role.SOURCE] == []


def test_a_cue_without_content_attributes_nothing():
    reading = said([SOURCE, CUE, 0], [(Pointer.CUE_TO_SOURCE, 1, 0)])
    assert decoded(reading, length=3) == []


def test_a_pointer_at_what_is_no_cue_falls_on_the_next_best_cue():
    reading = said([CUE, 0, CONTENT, CUE], [(Pointer.CONTENT_TO_CUE, 2, 1)])
    reading.pointers[Pointer.CONTENT_TO_CUE, 2, 3] = 6.0
    (only,) = decoded(reading, length=4)
    assert only[Role.CUE] == [(30, 39)]


def test_a_piece_is_read_in_the_window_that_shows_most_around_it():
    before = said([SOURCE, CUE, CONTENT, CONTENT + 1, 0], [(Pointer.CONTENT_TO_CUE, 2, 1)])
    behind = said([CUE, CONTENT, 0, 0, 0], [(Pointer.CONTENT_TO_CUE, 1, 0)], first=3)
    (only,) = decoded(before, behind, length=8)
    assert only[Role.CONTENT] == [(20, 39)]


def test_pairs_across_windows_keep_to_what_one_window_shows():
    first = said([SOURCE, CUE, CONTENT], [(Pointer.CUE_TO_SOURCE, 1, 0), (Pointer.CONTENT_TO_CUE, 2, 1)])
    second = said([SOURCE, CUE, CONTENT], [(Pointer.CUE_TO_SOURCE, 1, 0), (Pointer.CONTENT_TO_CUE, 2, 1)], first=3)
    assert [each[Role.CUE] for each in decoded(first, second, length=6)] == [[(10, 19)], [(40, 49)]]


def test_a_span_takes_whole_words():
    reading = said([SOURCE, SOURCE + 1, CUE, CONTENT, 0], [(Pointer.CONTENT_TO_CUE, 3, 2)])
    reading.tags[4] = 0.0
    (only,) = decoded(reading, length=5, words=[0, 0, 1, 2, 2])
    assert only[Role.CONTENT] == [(30, 49)]


def test_the_pieces_of_a_word_vote():
    tags = np.zeros((3, len(TAGS)))
    tags[0, CONTENT], tags[1, CONTENT + 1], tags[2, 0] = 1.0, 5.0, 3.0
    assert best_path(word_scores(tags, np.array([0])), 0.0) == [CONTENT]


def test_nothing_is_inside_that_has_not_begun():
    scores = np.zeros((3, len(TAGS)))
    scores[:, CONTENT + 1] = 5.0
    assert best_path(scores, 0.0) == [CONTENT, CONTENT + 1, CONTENT + 1]


@pytest.mark.parametrize(("outside", "expected"), [(0.0, CUE), (2.0, 0)])
def test_a_leaning_to_outside_drops_what_is_unsure(outside, expected):
    scores = np.zeros((1, len(TAGS)))
    scores[0, CUE] = 1.0
    assert best_path(scores, outside) == [expected]


def test_a_begin_parts_two_spans_that_touch():
    assert spans_of([CUE, CUE, CUE + 1, 0])[Role.CUE] == [(0, 1), (1, 3)]


def test_a_score_falls_with_doubt_about_any_part():
    points = [(Pointer.CUE_TO_SOURCE, 1, 0), (Pointer.SOURCE_TO_CUE, 0, 1), (Pointer.CONTENT_TO_CUE, 2, 1)]
    places = np.arange(3)
    sure, doubted = said([SOURCE, CUE, CONTENT], points), said([SOURCE, CUE, CONTENT], points)
    doubted.tags[2, 0] += doubted.tags[2, CONTENT] / 2
    (one,), (other,) = (decode([each], places, places * 10, places * 10 + 9, Leaning()) for each in (sure, doubted))
    assert other.spans == one.spans
    assert other.score < one.score <= 0
