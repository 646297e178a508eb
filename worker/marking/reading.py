"""How documents are cut for a model and how its scores are decoded; kept beside the exported model."""

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path

from worker.marking.decoding import Leaning
from worker.marking.tagset import POINTERS, TAGS


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a score becomes a probability: by a logistic curve (Platt 1999), fitted on articles not trained on."""

    slope: float = 1.0
    """Of the log-odds, a unit of score: the inverse of a temperature."""
    intercept: float = 0.0
    """Log-odds at the score 0."""

    def probability(self, score: float) -> float:
        """Return the probability, 0 to 1, that content and source of an attribution are both right."""
        return 1 / (1 + math.exp(-(self.slope * score + self.intercept)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What must be the same wherever the model is run."""

    window: int = 256
    """Pieces and marks a window."""
    overlap: int = 0
    """Pieces that a window may repeat of the one before it."""
    leaning: Leaning = field(default_factory=Leaning)
    calibration: Calibration = field(default_factory=Calibration)


def write_reading(folder: Path, reading: Reading) -> None:
    """Write `reading.json`."""
    (folder / _NAME).write_text(json.dumps({**_LAYOUT, **asdict(reading)}, indent=2) + "\n", encoding="utf-8")


def load_reading(folder: Path) -> Reading:
    """Read `reading.json`; raises ValueError for a model whose scores stand in another order."""
    told = json.loads((folder / _NAME).read_text(encoding="utf-8"))
    if any(told.pop(key, None) != value for key, value in _LAYOUT.items()):
        raise ValueError(f"{folder / _NAME}: tags and pointers are {_LAYOUT}")
    return Reading(**{**told, "leaning": Leaning(**told["leaning"]), "calibration": Calibration(**told["calibration"])})


_NAME = "reading.json"
_LAYOUT: dict[str, object] = {"tags": list(TAGS), "pointers": [each.name.lower() for each in POINTERS]}
