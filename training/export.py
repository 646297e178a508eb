"""A trained model -> the folder that a worker reads: ONNX with weights of 8 bits, its tokenizer, how it is decoded."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.model import AttributionModel
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
    """Write the model in full precision; batch and length are free."""
    model.eval()
    pieces = torch.ones((2, 8), dtype=torch.int64)
    names = ("pieces", "cases", "there")
    torch.onnx.export(
        model,
        (pieces, torch.zeros_like(pieces), torch.ones_like(pieces, dtype=torch.bool)),
        path,
        input_names=names,
        output_names=("tags", "pointers"),
        dynamic_axes={
            **{name: {0: "batch", 1: "length"} for name in (*names, "tags")},
            "pointers": {0: "batch", 2: "length", 3: "length"},
        },
        opset_version=_OPSET,
        dynamo=False,
    )


def quantize(full: Path, path: Path) -> None:
    """Write the model with weights of 8 bits, one scale a column.

    They use 7 of the 8: processors without VNNI add two products in 16 bits, and would overflow.
    """
    quantize_dynamic(
        full,
        path,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
    )


_OPSET = 17
