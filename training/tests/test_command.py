"""The command, from a corpus of a dozen sentences to articles that are marked."""

import json
import re

import pytest
from sentences import MARKED, document

from training.__main__ import main
from worker.marking.decoding import Leaning
from worker.marking.reading import load_reading


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("train", "dev"):
        with (folder / f"attribution-{name}.jsonl").open("w", encoding="utf-8") as out:
            for number, lines in enumerate((MARKED[:6], MARKED[6:])):
                read = document(*lines, name=f"{name}-{number}")
                out.write(json.dumps({"id": read.name, "text": read.text, "attributions": read.attributions}) + "\n")
    return folder


@pytest.fixture(scope="module")
def run(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    main(["train", str(corpus), str(folder), "--epochs", "1", "--window", "64", "--batch", "2", "--full-precision"])
    return folder


@pytest.fixture(scope="module")
def exported(corpus, run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "model"
    main(["export", str(corpus), str(run), str(folder), "--window", "64", "--overlap", "20"])
    return folder


def test_two_steps_are_trained(run):
    assert {each.name for each in run.iterdir()} >= {"checkpoint.pt", "epoch-1.safetensors"}


def test_the_model_is_small_and_says_how_it_is_read(exported):
    assert (exported / "model.onnx").stat().st_size < 30_000_000
    assert (load_reading(exported).window, load_reading(exported).overlap) == (64, 20)
    assert isinstance(load_reading(exported).leaning, Leaning)


def test_the_card_says_what_the_model_was_trained_on(exported):
    card = (exported / "README.md").read_text(encoding="utf-8")
    assert "PolNeAR" in card
    assert "| joint |" in card
    assert "$" not in card


def test_the_card_tells_kinds_with_intervals_and_speed(exported):
    card = (exported / "README.md").read_text(encoding="utf-8")
    assert re.search(
        r"^\| indirect quotation \| \d\.\d{3} \| \d\.\d{3} to \d\.\d{3} \| [1-9]\d* \|$", card, re.MULTILINE
    )
    assert re.search(r"[1-9][\d,]* words a second", card)


def test_the_card_is_written_again_without_the_run(corpus, exported):
    before = (exported / "README.md").read_text(encoding="utf-8")
    (exported / "README.md").unlink()
    main(["card", str(corpus), str(exported)])
    speed = re.compile(r"^On one core.*?\n\n", re.MULTILINE | re.DOTALL)
    assert speed.sub("", (exported / "README.md").read_text(encoding="utf-8")) == speed.sub("", before)


def test_articles_are_marked_line_by_line(corpus, exported, tmp_path):
    predicted = tmp_path / "predicted.jsonl"
    main(["predict", str(exported), str(corpus / "attribution-dev.jsonl"), str(predicted)])
    lines = [json.loads(line) for line in predicted.read_text(encoding="utf-8").splitlines()]
    assert [each["id"] for each in lines] == ["dev-0", "dev-1"]
    assert all(set(found) == {"source", "cue", "content"} for each in lines for found in each["attributions"])


def test_a_run_that_never_began_exports_nothing(corpus, tmp_path):
    with pytest.raises(SystemExit, match="train first"):
        main(["export", str(corpus), str(tmp_path), str(tmp_path / "model")])


def test_a_span_outside_its_text_is_named(tmp_path):
    wrong = {"id": "own", "text": "It rained.", "attributions": [{"source": [[0, 99]], "cue": [], "content": []}]}
    (tmp_path / "attribution-train.jsonl").write_text(json.dumps(wrong) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"attribution-train\.jsonl:1: a source"):
        main(["train", str(tmp_path), str(tmp_path / "run")])
