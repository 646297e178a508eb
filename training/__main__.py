"""The command `python -m training`."""

import argparse
import logging
import signal
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import torch

from training.batches import Recipe
from training.checkpoints import write_weights
from training.corpus import read_corpus
from training.encoder import load_pretrained, pretrained_folder, pretrained_shape
from training.loop import Plan, train
from training.model import AttributionModel
from training.pieces import load_tokenizer

_LOG = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(prog="python -m training", description="Make the attribution model again.")
    parser.add_argument("--threads", type=int, default=2, help="that torch may use")
    commands = parser.add_subparsers(required=True)

    training = commands.add_parser("train", help="train, or go on where a stop left off")
    training.add_argument("corpus", type=Path, help="folder with attribution-train.jsonl")
    training.add_argument("run", type=Path, help="folder for checkpoints and the curve")
    training.add_argument("--articles", type=int, help="read only so many of the corpus: a trial")
    training.add_argument("--window", type=int, default=256, help="pieces a window")
    training.add_argument("--batch", type=int, default=8, help="windows a step")
    training.add_argument("--noise", type=float, default=0.4, help="share of the articles read with noise")
    training.add_argument("--masked", type=float, default=0.05, help="share of their pieces that are hidden")
    for field in fields(Plan):
        if field.name not in {"recipe", "frozen_words", "half_precision"}:
            training.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    training.add_argument("--train-words", action="store_true", help="train the pieces' own vectors too")
    training.add_argument("--full-precision", action="store_true", help="multiply in float32")
    training.set_defaults(do=_train)

    chosen = parser.parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    torch.set_num_threads(chosen.threads)
    chosen.do(chosen)


def _train(chosen: argparse.Namespace) -> None:
    plan = Plan(
        recipe=Recipe(window=chosen.window, batch=chosen.batch, noise=chosen.noise, masked=chosen.masked),
        frozen_words=not chosen.train_words,
        half_precision=not chosen.full_precision,
        **{
            field.name: getattr(chosen, field.name)
            for field in fields(Plan)
            if field.name not in {"recipe", "frozen_words", "half_precision"}
        },
    )
    documents = read_corpus(chosen.corpus / "attribution-train.jsonl")[: chosen.articles]
    folder = pretrained_folder()
    torch.manual_seed(plan.seed)
    model = AttributionModel(pretrained_shape(folder))
    load_pretrained(model.encoder, folder)
    asked: list[int] = []
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda number, _: asked.append(number))
    is_done = train(
        model,
        documents,
        load_tokenizer(folder),
        plan,
        chosen.run,
        is_stopped=lambda: bool(asked),
        on_epoch=lambda epoch, averaged: write_weights(chosen.run / f"epoch-{epoch}.safetensors", averaged),
    )
    write_weights(chosen.run / "weights.safetensors", model)
    _LOG.info("trained" if is_done else "stopped; the same command goes on from here")


if __name__ == "__main__":
    main()
