"""News of many kinds, marked by hand by who had not seen the extraction: how much is found, with floors that rise."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from training.scoring import Measure, Tally
from worker.extraction.attribution import Attribution
from worker.marking.decoding import Attribution as Spans
from worker.marking.tagset import Role

GOLD = Path(__file__).parents[3] / "gold" / "attribution_news"
KINDS = sorted(file.stem for file in GOLD.glob("*.toml"))
FLOORS = {"conflict": 0.91, "courts": 0.8, "culture": 0.75, "finance": 0.82, "science": 0.81, "sport": 0.76}
"""F1 of content and source together, by model and rules."""


@pytest.mark.parametrize("kind", KINDS)
def test_attributions_of_a_kind_of_news_are_found(kind, find_with_model):
    tally = Tally()
    for item in items(kind):
        found = [_spans(each) for each in find_with_model(item["text"])]
        tally.add(item["text"], [_marked(item["text"], each) for each in item.get("attributions", ())], found)
    assert round(tally.agreement(Measure.JOINT).f1, 3) >= FLOORS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_every_span_stands_in_its_text(kind):
    told = items(kind)
    assert len(told) >= 20
    assert any(not each.get("attributions") for each in told), "no near miss"
    for item in told:
        for each in item.get("attributions", ()):
            assert all(words in item["text"] for words in (each.get("source", ""), each["cue"], *each["content"]))


def items(kind: str) -> list[dict[str, Any]]:
    return tomllib.loads((GOLD / f"{kind}.toml").read_text("utf-8"))["items"]


def _marked(text: str, told: dict[str, Any]) -> Spans:
    """Return the spans of words that are given: of a cue those nearest to its content, of a source to its cue."""
    content = [_nearest(text, words, 0) for words in told["content"]]
    cue = _nearest(text, told["cue"], content[0][0])
    source = [_nearest(text, told["source"], cue[0])] if "source" in told else []
    return {Role.SOURCE: source, Role.CUE: [cue], Role.CONTENT: content}


def _nearest(text: str, words: str, to: int) -> tuple[int, int]:
    starts = [at for at in range(len(text)) if text.startswith(words, at)]
    start = min(starts, key=lambda at: abs(at - to))
    return start, start + len(words)


def _spans(attribution: Attribution) -> Spans:
    return {
        Role.SOURCE: [attribution.source] if attribution.source else [],
        Role.CUE: [attribution.cue.bounds] if attribution.cue else [],
        Role.CONTENT: attribution.content,
    }
