"""The card that goes with an exported model: what it is, what it was trained on, how good it is, what it is bad at."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from training.evaluation import Evaluation
from worker.marking.reading import load_reading


@dataclass(frozen=True, slots=True)
class Making:
    """How a model was made; kept beside it, so that its card can be written again."""

    articles: int
    """That were learned from."""
    steps: int
    settings: Mapping[str, float]
    """Of the plan and its recipe."""


def write_making(folder: Path, making: Making) -> None:
    """Write `making.json`."""
    (folder / _MAKING).write_text(json.dumps(asdict(making), indent=2) + "\n", encoding="utf-8")


def read_making(folder: Path) -> Making:
    """Read `making.json`; raises FileNotFoundError where no model was exported."""
    return Making(**json.loads((folder / _MAKING).read_text(encoding="utf-8")))


def write_card(folder: Path, evaluation: Evaluation) -> None:
    """Write `README.md` beside the exported model.

    Args:
        folder: Holds `model.onnx`, `reading.json` and `making.json`.
        evaluation: On articles that it was neither trained nor calibrated on.
    """
    template = Template(Path(__file__).with_name("card.md").read_text(encoding="utf-8"))
    model, reading, making = (folder / "model.onnx").read_bytes(), load_reading(folder), read_making(folder)
    settings = {**making.settings, **asdict(reading.leaning), **asdict(reading.calibration)}
    settings |= {"read_window": reading.window, "read_overlap": reading.overlap}
    told = template.substitute(
        sha256=hashlib.sha256(model).hexdigest(),
        megabytes=f"{len(model) / 1e6:.1f}",
        articles=making.articles,
        steps=making.steps,
        scores="\n".join(
            f"| {name} | {of.f1:.3f} | {of.low:.3f} to {of.high:.3f} | {of.marked} |"
            for name, of in evaluation.scores.items()
        ),
        calibration_error=f"{evaluation.calibration_error:.3f}",
        words_a_second=f"{evaluation.words_a_second:,.0f}",
        parse_words_a_second=f"{evaluation.parse_words_a_second:,.0f}",
        ratio=f"{evaluation.words_a_second / evaluation.parse_words_a_second:.2f}",
        settings="\n".join(f"| {key} | {value} |" for key, value in sorted(settings.items())),
    )
    (folder / "README.md").write_text(told, encoding="utf-8")


_MAKING = "making.json"
