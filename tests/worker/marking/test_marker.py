"""The model that ships with the package: its marks, on sentences of our own, and the laws of any text."""

import multiprocessing
import os
import signal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.marking.marker import Marker

CHILDREN = int(os.environ.get("CHILDREN", "20"))
"""That are killed; more of them for a longer run."""
SENTENCES = [
    (
        "The minister said that four ships had left the port.",
        "The minister",
        "said",
        "that four ships had left the port",
    ),
    ("“We will not pay,” the company's owner told reporters.", "the company's owner", "told", "We will not pay"),
    ("According to the union, 300 workers were dismissed in May.", "the union", "According to", "300 workers were"),
    ("Farmers in the valley want the dam to be opened before June.", "Farmers in the valley", "want", "the dam to be"),
    ("Doctors fear that the hospital will run out of oxygen.", "Doctors", "fear", "that the hospital will run"),
]


@pytest.fixture(scope="module")
def marker() -> Marker:
    return Marker.load()


def whole(text: str) -> list[tuple[int, int]]:
    return [(0, len(text))]


@pytest.mark.parametrize(("text", "source", "cue", "content"), SENTENCES)
def test_sentence_is_marked(marker, text, source, cue, content):
    (mark,) = marker.mark(text, whole(text))
    assert text[slice(*mark.source)] == source
    assert cue in text[slice(*mark.cue)]
    assert content in " ".join(text[start:end] for start, end in mark.content)


def test_text_without_attribution_has_no_mark(marker):
    text = "The bridge is 300 metres long. It was opened to traffic in 1974 and painted green."
    assert marker.mark(text, whole(text)) == ()


def test_more_caution_marks_less():
    text = (
        " ".join(sentence for sentence, *_ in SENTENCES)
        + " Critics wondered about the price. It seemed a risk to some."
    )
    bold, cautious = (Marker.load(caution=caution).mark(text, whole(text)) for caution in (-3.0, 3.0))
    assert len(cautious) < len(bold)
    assert all(0 < mark.confidence < 1 for mark in bold)


def test_what_lies_between_the_paragraphs_is_not_read(marker):
    said = "The minister said that four ships had left the port."
    text = f"{said}\n\nThe caption said that nobody saw it.\n\n{said}"
    second = text.rindex("The minister")
    marks = marker.mark(text, [(0, len(said)), (second, len(text))])
    assert [text[slice(*mark.source)] for mark in marks] == ["The minister", "The minister"]
    assert [mark.source[0] for mark in marks] == [0, second]


def test_a_long_text_is_read_to_its_end(marker):
    filler = "The river is wide here and the road follows it for many miles. " * 60
    text = f"{filler}The mayor said that the ferry would stop on Monday."
    (mark,) = marker.mark(text, whole(text))
    assert text[slice(*mark.source)] == "The mayor"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400))
def test_any_text_is_read_and_every_mark_lies_in_it(text):
    for mark in _marker().mark(text, whole(text)):
        for start, end in (mark.cue, *mark.content, *((mark.source,) if mark.source else ())):
            assert 0 <= start < end <= len(text)


def _marker() -> Marker:
    if not _KEPT:
        _KEPT.append(Marker.load())
    return _KEPT[0]


_KEPT: list[Marker] = []


def test_children_are_killed_and_replaced_and_each_reads(marker):
    text = SENTENCES[0][0]
    context = multiprocessing.get_context("fork")
    for _ in range(CHILDREN):
        ours, theirs = context.Pipe()
        child = context.Process(target=_read_and_wait, args=(marker, text, theirs))
        child.start()
        assert ours.poll(30)
        assert ours.recv() == 1
        os.kill(child.pid, signal.SIGKILL)
        child.join(10)


def _read_and_wait(marker, text, answer):
    answer.send(len(marker.mark(text, whole(text))))
    signal.pause()
