"""The attribution model: tags for the spans, and pointers for what belongs to what.

One head tags each piece (begin or inside of a source, a cue, a content). Three pointers pair the spans by their first
pieces: a content points at its cue, a cue at its source, a source at its first cue; at itself where it has none. A
source that several cues share is found by each of them.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import Encoder, Shape
from training.labels import NO_LABEL
from worker.marking.tagset import POINTERS, TAGS


class AttributionModel(nn.Module):
    """Windows of pieces -> tag scores and pointer scores."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.encoder = Encoder(shape)
        self.dropout = nn.Dropout(shape.dropout)
        self.tags = nn.Linear(shape.width, len(TAGS))
        self.pointing = nn.Linear(shape.width, len(POINTERS) * _POINTER_WIDTH)
        self.pointed_at = nn.Linear(shape.width, len(POINTERS) * _POINTER_WIDTH)

    def forward(self, pieces: Tensor, cases: Tensor, there: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return tag scores (batch, length, tags) and pointer scores (batch, pointers, length from, length to).

        Args:
            pieces: (batch, length), their numbers in the vocabulary.
            cases: (batch, length), see `CASES`.
            there: (batch, length), False where a window is only padded; None where no window is.
        """
        states = self.dropout(self.encoder(pieces, cases, there))
        pointing = self.pointing(states).unflatten(2, (len(POINTERS), _POINTER_WIDTH)).transpose(1, 2)
        pointed_at = self.pointed_at(states).unflatten(2, (len(POINTERS), _POINTER_WIDTH)).transpose(1, 2)
        pointers = pointing @ pointed_at.transpose(2, 3) * _POINTER_WIDTH**-0.5
        if there is not None:
            pointers = pointers.masked_fill(~there[:, None, None, :], _NEVER)
        return self.tags(states), pointers


def loss(
    scores: tuple[Tensor, Tensor], tags: Tensor, pointers: Tensor, *, pointer_weight: float
) -> tuple[Tensor, Tensor]:
    """Return the cross-entropy of the tags, and that of the pointers times their weight.

    Args:
        scores: What the model gave.
        tags: (batch, length), `NO_LABEL` where there is nothing to tag.
        pointers: (batch, pointers, length), the place pointed at, `NO_LABEL` where nothing points.
        pointer_weight: Of the mean over all pointers, beside 1 for the mean over all pieces.
    """
    of_tags, of_pointers = (each.float() for each in scores)
    tag_loss = functional.cross_entropy(of_tags.flatten(0, 1), tags.flatten(), ignore_index=NO_LABEL)
    pointing = pointers != NO_LABEL
    if not bool(pointing.any()):
        return tag_loss, torch.zeros(())
    return tag_loss, pointer_weight * functional.cross_entropy(of_pointers[pointing], pointers[pointing])


_POINTER_WIDTH = 128
_NEVER = -1e4
"""A score that no piece gets: low enough for a probability of nought, within what half precision holds."""
