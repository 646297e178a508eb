"""The card that goes with an exported model: what it is, what it was trained on, how good it is, what it is bad at."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from string import Template

from training.loop import Plan
from training.scoring import Agreement, Measure
from worker.marking.reading import Reading


def write_card(
    folder: Path,
    *,
    plan: Plan,
    steps: int,
    articles: int,
    reading: Reading,
    scores: Mapping[Measure, Agreement],
    calibration_error: float,
) -> None:
    """Write `README.md` beside the exported model.

    Args:
        folder: Holds `model.onnx`.
        plan: By which it was trained.
        steps: That were done.
        articles: That were learned from.
        reading: How it is read; calibrated on the articles of `scores`.
        scores: Of the exported model on articles that it was not trained on; empty where it was not scored.
        calibration_error: Expected, of the probabilities on the same articles, 0 to 1.
    """
    template = Template(Path(__file__).with_name("card.md").read_text(encoding="utf-8"))
    model = (folder / "model.onnx").read_bytes()
    recipe = asdict(plan.recipe)
    settings = {
        **{key: value for key, value in asdict(plan).items() if key != "recipe"},
        **recipe,
        **asdict(reading.leaning),
        **asdict(reading.calibration),
    }
    settings |= {"read_window": reading.window, "read_overlap": reading.overlap}
    told = template.substitute(
        sha256=hashlib.sha256(model).hexdigest(),
        megabytes=f"{len(model) / 1e6:.1f}",
        articles=articles,
        steps=steps,
        scores="\n".join(f"| {measure} | {of.f1:.3f} | {of.marked} |" for measure, of in scores.items())
        or "| not scored | | |",
        calibration_error=f"{calibration_error:.3f}",
        settings="\n".join(f"| {key} | {value} |" for key, value in sorted(settings.items())),
    )
    (folder / "README.md").write_text(told, encoding="utf-8")
