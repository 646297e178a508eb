"""A trained model -> the folder that a worker reads: ONNX with weights of 8 bits, its tokenizer, how it is decoded."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from training.model import AttributionModel
from training.quantization import quantize
from worker.marking.reading import Reading, write_reading


def export(model: AttributionModel, tokenizer_folder: Path, folder: Path, reading: Reading) -> None:
    """Write `model.onnx`, `tokenizer.json` and `reading.json` into the folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as kept:
        full = Path(kept) / "full.onnx"
        write_onnx(model, full)
        quantize(full, folder / "model.onnx")
    shutil.copy2(tokenizer_folder / "tokenizer.json", folder / "tokenizer.json")
    write_reading(folder, reading)


def write_onnx(model: AttributionModel, path: Path) -> None:
    """Write the model in full precision, for one window at a time, of any length."""
    model.eval()
    window = torch.ones((1, 8), dtype=torch.int64)
    torch.onnx.export(
        model,
        (window, torch.zeros_like(window)),
        path,
        input_names=("pieces", "cases"),
        output_names=("tags", "pointers"),
        dynamic_axes={
            **{name: {1: "length"} for name in ("pieces", "cases", "tags")},
            "pointers": {2: "length", 3: "length"},
        },
        opset_version=_OPSET,
        dynamo=False,
    )


_OPSET = 17
