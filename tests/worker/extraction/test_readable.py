"""What a model can read at once: pieces of a paragraph of any length."""

from hypothesis import given
from hypothesis import strategies as st

from worker.extraction.article import Paragraph, Zone
from worker.extraction.readable import readable_pieces, readable_text


@given(text=st.text(alphabet="ab .\n", min_size=1, max_size=200), longest=st.integers(2, 40))
def test_pieces_hold_all_words_in_order_and_none_is_too_long(text, longest):
    pieces = list(readable_pieces(text, Paragraph(0, len(text), Zone.BODY), longest=longest))
    assert "".join("".join(text[each.start : each.end].split()) for each in pieces) == "".join(text.split())
    for each in pieces:
        assert 0 < each.end - each.start <= longest
        assert text[each.start : each.end].strip() == text[each.start : each.end]


def test_a_paragraph_that_fits_stays_whole():
    paragraph = Paragraph(3, 8, Zone.BODY)
    assert list(readable_pieces("..\nHello..", paragraph, longest=5)) == [paragraph]


def test_a_sentence_is_cut_at_its_end_before_any_other_place():
    text = "It rained all day. It snowed all night long."
    first, *_ = readable_pieces(text, Paragraph(0, len(text), Zone.BODY), longest=30)
    assert text[first.start : first.end] == "It rained all day."


def test_a_lone_surrogate_becomes_the_replacement_character_and_every_offset_stays():
    assert readable_text("a\ud800b\U0001f642c") == "a\ufffdb\U0001f642c"
