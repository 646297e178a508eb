"""A dozen sentences are learned from for two steps, and what comes of it is exported."""

import json

import numpy as np
import pytest
import torch
from sentences import document

from training.batches import Recipe, collate, epoch_batches
from training.checkpoints import read_checkpoint
from training.encoder import pretrained_folder
from training.export import export
from training.labels import NO_LABEL
from training.loop import Plan, train
from training.model import AttributionModel
from training.predict import by_onnx, by_torch, predict, read_document
from worker.marking.decoding import Leaning
from worker.marking.inputs import Marks
from worker.marking.reading import Reading, load_reading

RECIPE = Recipe(window=48, batch=4, noise=0.5, masked=0.1)
PLAN = Plan(recipe=RECIPE, seed=3, epochs=2, half_precision=False)


@pytest.fixture
def model(tiny):
    torch.manual_seed(0)
    return AttributionModel(tiny)


def weights(model):
    return {name: each.clone() for name, each in model.state_dict().items()}


def test_an_epoch_is_the_same_for_the_same_seed(tokenizer):
    one, again = (epoch_batches([document()], tokenizer, RECIPE, seed=5, epoch=1) for _ in range(2))
    others = [epoch_batches([document()], tokenizer, RECIPE, seed=5, epoch=epoch) for epoch in range(2, 8)]
    assert str(one) == str(again)
    assert any(str(one) != str(other) for other in others)


def test_labels_stand_where_their_pieces_do(tokenizer):
    recipe = Recipe(window=512, batch=1, noise=0, masked=0)
    ((example,),) = epoch_batches(
        [document("It rained.", "[s She] [c said] [t so].")], tokenizer, recipe, seed=1, epoch=0
    )
    batch = collate([example], Marks.of(tokenizer).padding)
    read = [tokenizer.id_to_token(each) for each in batch.pieces[0]]
    assert read[5:8] == ["she", "said", "so"]
    assert batch.tags[0, 4].item() == NO_LABEL
    assert batch.pointers[0, :, 6].tolist() == [NO_LABEL, 5, NO_LABEL]


def test_a_training_that_was_stopped_ends_as_one_that_was_not(tokenizer, tiny, tmp_path):
    def new():
        torch.manual_seed(0)
        return AttributionModel(tiny)

    whole, parted = new(), new()
    assert train(whole, [document()], tokenizer, PLAN, tmp_path / "whole")
    asked = iter([False, False, True])
    assert not train(parted, [document()], tokenizer, PLAN, tmp_path / "parted", is_stopped=lambda: next(asked))
    resumed = new()
    assert train(resumed, [document()], tokenizer, PLAN, tmp_path / "parted")
    for name, weight in weights(whole).items():
        assert torch.allclose(weight, weights(resumed)[name], atol=1e-6), name


def test_training_learns(tokenizer, model, tmp_path):
    plan = Plan(recipe=Recipe(48, 4, 0, 0), epochs=60, encoder_rate=1e-2, heads_rate=1e-2, frozen_words=False)
    train(model, [document()], tokenizer, plan, tmp_path)
    curve = [json.loads(line) for line in (tmp_path / "curve.jsonl").read_text().splitlines()]
    assert curve[-1]["tag_loss"] < 0.7 * curve[0]["tag_loss"]
    assert curve[-1]["pointer_loss"] < curve[0]["pointer_loss"]


def test_a_checkpoint_of_another_plan_is_refused(tokenizer, model, tmp_path):
    train(model, [document()], tokenizer, PLAN, tmp_path, is_stopped=lambda: True)
    other = Plan(recipe=RECIPE, seed=4, epochs=2, half_precision=False)
    with pytest.raises(ValueError, match="another plan"):
        train(model, [document()], tokenizer, other, tmp_path)


def test_the_vectors_of_the_pieces_stay_as_pretrained(tokenizer, model, tmp_path):
    before = weights(model)
    train(model, [document()], tokenizer, PLAN, tmp_path)
    name = "encoder.embeddings.word_embeddings.weight"
    assert torch.equal(before[name], weights(model)[name])
    assert read_checkpoint(tmp_path)["progress"][0] == 2


def test_what_is_exported_says_what_the_model_says(tokenizer, model, tmp_path):
    train(model, [document()], tokenizer, PLAN, tmp_path / "run")
    reading = Reading(window=48, overlap=16, leaning=Leaning())
    export(model, pretrained_folder(), tmp_path / "made", reading)
    text = document().text
    by_both = [
        read_document(run, tokenizer, text, size=48, overlap=16)[1]
        for run in (by_torch(model), by_onnx(tmp_path / "made" / "model.onnx", threads=1))
    ]
    assert len(by_both[0]) > 1
    for full, small in zip(*by_both, strict=True):
        assert np.abs(full.tags - small.tags).max() < 0.1 * np.abs(full.tags).max() + 0.05
    assert load_reading(tmp_path / "made") == reading


def test_predictions_are_spans_of_the_text(tokenizer, model, tmp_path):
    train(model, [document()], tokenizer, PLAN, tmp_path)
    never_outside = Leaning(outside=-20.0)
    ((name, found),) = predict(by_torch(model), tokenizer, [document()], never_outside, size=48, overlap=0)
    assert name == "own"
    text = document().text
    assert all(text[start:end].strip() for each in found for spans in each.values() for start, end in spans)
