"""Where a stopped training goes on: all that it knows, written whole or not at all."""

import os
from pathlib import Path
from typing import Any, TypedDict

import torch
from safetensors.torch import save_file
from torch import Tensor, nn


class Checkpoint(TypedDict):
    """All that a training knows."""

    plan: dict[str, Any]
    """A checkpoint goes on with its own plan only."""
    model: dict[str, Tensor]
    optimizer: dict[str, object]
    average: dict[str, Tensor]
    """Running average of the weights that are learned."""
    progress: tuple[int, int, int, int]
    """Epochs done, steps done of the next, steps done of all, steps planned."""


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Put the checkpoint in the place of the last one; a stop in between leaves that."""
    written = folder / (_NAME + ".part")
    torch.save(checkpoint, written)
    with written.open("rb") as file:
        os.fsync(file.fileno())
    written.replace(folder / _NAME)


def read_checkpoint(folder: Path) -> Checkpoint | None:
    """Return the last checkpoint of the folder, None where there is none."""
    path = folder / _NAME
    return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None


def write_weights(path: Path, model: nn.Module) -> None:
    """Write the model's weights alone, whole or not at all."""
    written = path.with_name(path.name + ".part")
    save_file({name: each.detach().contiguous() for name, each in model.state_dict().items()}, written)
    written.replace(path)


_NAME = "checkpoint.pt"
