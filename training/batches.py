"""Documents -> the batches of one epoch: packed anew, some with noise, windows of like length together."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.corpus import Document
from training.labels import NO_LABEL, label, ranges_of
from training.noise import noisy
from worker.marking.inputs import Marks, encoder_input
from worker.marking.pieces import Integers, split_into_pieces
from worker.marking.tagset import POINTERS
from worker.marking.windows import paragraph_starts, windows


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows, padded to the longest; see `AttributionModel.forward` and `loss` for the shapes."""

    pieces: Tensor
    cases: Tensor
    there: Tensor
    tags: Tensor
    pointers: Tensor


@dataclass(frozen=True, slots=True)
class Example:
    """One window as the encoder reads it, and what is to be said of it."""

    pieces: Integers
    cases: Integers
    tags: Integers
    pointers: Integers


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an epoch is made of the corpus."""

    window: int
    """Pieces a window, marks counted."""
    batch: int
    """Windows a step."""
    noise: float
    """Share of the articles that are read with noise, 0 to 1."""
    masked: float
    """Share of the pieces of these articles that the encoder does not see, 0 to 1."""


def epoch_batches(
    documents: Sequence[Document], tokenizer: Tokenizer, recipe: Recipe, *, seed: int, epoch: int
) -> list[list[Example]]:
    """Return the batches of an epoch in their order: the same for the same seed and epoch."""
    chance = random.Random(f"{seed}:{epoch}")  # noqa: S311  # what is drawn is no secret
    marks = Marks.of(tokenizer)
    examples: list[Example] = []
    for document in documents:
        examples += _examples(document, tokenizer, marks, recipe, chance)
    chance.shuffle(examples)
    pool = recipe.batch * _POOLED
    pooled = [
        sorted(examples[at : at + pool], key=lambda each: len(each.pieces)) for at in range(0, len(examples), pool)
    ]
    batches = [each[at : at + recipe.batch] for each in pooled for at in range(0, len(each), recipe.batch)]
    chance.shuffle(batches)
    return batches


def collate(examples: Sequence[Example], padding: int) -> Batch:
    """Return the examples as tensors."""
    length = max(len(each.pieces) for each in examples)
    pieces = np.full((len(examples), length), padding, dtype=np.int64)
    cases = np.zeros_like(pieces)
    there = np.zeros(pieces.shape, dtype=bool)
    tags = np.full_like(pieces, NO_LABEL)
    pointers = np.full((len(examples), len(POINTERS), length), NO_LABEL, dtype=np.int64)
    for row, each in enumerate(examples):
        end = len(each.pieces)
        pieces[row, :end], cases[row, :end], there[row, :end] = each.pieces, each.cases, True
        tags[row, :end], pointers[row, :, :end] = each.tags, each.pointers
    return Batch(*(torch.from_numpy(each) for each in (pieces, cases, there, tags, pointers)))


def _examples(
    document: Document, tokenizer: Tokenizer, marks: Marks, recipe: Recipe, chance: random.Random
) -> Iterator[Example]:
    is_noisy = chance.random() < recipe.noise
    read = noisy(document, chance) if is_noisy else document
    pieces = split_into_pieces(tokenizer, read.text)
    if not len(pieces):
        return
    ranges = [ranges_of(each, pieces) for each in read.attributions]
    first_size = chance.randint(recipe.window // 4, recipe.window)
    starts = paragraph_starts(read.text, pieces)
    for window in windows(pieces, starts, size=recipe.window, overlap=0, first_size=first_size):
        ids, cases = encoder_input(pieces, window, marks)
        if is_noisy and recipe.masked:
            hidden = [place for place in window.places if chance.random() < recipe.masked]
            ids[hidden] = marks.masked
        labels = label(ranges, window.first, window.after)
        tags = np.full(window.length, NO_LABEL, dtype=np.int64)
        tags[window.places] = labels.tags
        pointers = np.full((len(POINTERS), window.length), NO_LABEL, dtype=np.int64)
        points = labels.pointers != NO_LABEL
        pointers[:, window.places] = np.where(points, window.places[np.where(points, labels.pointers, 0)], NO_LABEL)
        yield Example(ids, cases, tags, pointers)


_POOLED = 50
"""Batches among which windows of like length are put together: little padding, and yet other neighbours each epoch."""
