"""Found attributions against marked ones."""

import pytest
from sentences import document

from training.scoring import Measure, Tally
from worker.marking.tagset import Role

LINE = "[s The harbour master] [c said] [t the ferry would sail at noon], and left."


def scored(found, line=LINE):
    read = document(line)
    tally = Tally()
    tally.add(read.text, read.attributions, found)
    return {measure: tally.agreement(measure).f1 for measure in Measure}


def found(line):
    """Give the attributions of the line, marked as if found; its text is the same."""
    return document(line).attributions


def test_what_is_marked_is_right_in_all():
    assert set(scored(found(LINE)).values()) == {1.0}


def test_nothing_found_is_nothing_right():
    assert set(scored([]).values()) == {0.0}


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("[s The harbour master] [c said] [t the ferry would sail] at noon, and left.", set(Measure)),
        ("[s The harbour master] [c said] the ferry would [t sail at] noon, and left.", {Measure.SOURCE, Measure.CUE}),
        ("The harbour [s master] [c said] [t the ferry would sail at noon], and left.", {Measure.CONTENT, Measure.CUE}),
        ("The harbour master [c said] [t the ferry would sail at noon], and left.", {Measure.CONTENT, Measure.CUE}),
        ("[s The harbour master] said [t the ferry would sail at noon], and [c left].", set(Measure) - {Measure.CUE}),
    ],
)
def test_half_of_the_words_in_common_are_enough(line, right):
    assert {measure for measure, f1 in scored(found(line)).items() if f1 == 1.0} == right


def test_one_without_source_is_right_where_none_is_marked():
    line = "It was [c feared] [t that the dam would fail]."
    assert scored(found(line), line)[Measure.JOINT] == 1.0


def test_one_found_twice_is_right_once():
    (one,) = found(LINE)
    assert scored([one, one])[Measure.JOINT] == pytest.approx(2 / 3)


def test_a_content_in_parts_is_one():
    line = "[t It rained], [s she] [c said], [t for a week]."
    (marked,) = found(line)
    assert scored([{**marked, Role.CONTENT: marked[Role.CONTENT][:1]}], line)[Measure.CONTENT] == 0.0
