"""The tokenizer of the real encoder, and an encoder of its kind that is small enough to train in a test."""

import sys
from pathlib import Path

import pytest

from training.encoder import Shape, pretrained_folder, pretrained_shape
from worker.marking.pieces import load_tokenizer

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def tokenizer():
    return load_tokenizer(pretrained_folder())


@pytest.fixture(scope="session")
def tiny():
    vocabulary = pretrained_shape(pretrained_folder()).vocabulary
    return Shape(vocabulary=vocabulary, positions=64, width=16, inner_width=32, layers=2, heads=2)
