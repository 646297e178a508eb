"""Weights of full precision -> weights of 8 bits that no processor's sums overflow.

Without VNNI, an x86 processor multiplies unsigned by signed 8 bits and adds the products of two neighbouring rows in 16
bits, where more than 32,767 is cut off. Halving all weights rules that out and costs each of them a bit; here only a
pair of like sign whose sum is too large is made smaller, and few are.
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

Matrix = NDArray[np.floating]


def quantize(full: Path, path: Path) -> None:
    """Write the ONNX model with weights of 8 bits, one scale a column; activations are scaled as they come."""
    quantize_dynamic(
        full, path, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gemm", "Gather"]
    )
    weights = {each.name: each for each in onnx.load(full).graph.initializer}
    model = onnx.load(path)
    written = {each.name: each for each in model.graph.initializer}
    for name, levels in written.items():
        if levels.data_type == onnx.TensorProto.INT8 and name.endswith(_LEVELS):
            base = name.removesuffix(_LEVELS)
            scales, bounded = bounded_levels(numpy_helper.to_array(weights[base]))
            levels.CopyFrom(numpy_helper.from_array(bounded, name))
            written[base + _SCALES].CopyFrom(numpy_helper.from_array(scales, base + _SCALES))
    onnx.save(model, path)


def bounded_levels(weights: Matrix) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Return a scale for each column and the levels, of which no two neighbours can overflow 16 bits.

    Of several scales for a column, from that of its largest weight to that under which no pair is too large, the one of
    the least squared error is taken.

    Args:
        weights: (rows, columns); rows are even in number.
    """
    whole = weights.astype(np.float64)
    pairs = np.abs(whole.reshape(-1, 2, whole.shape[1]).sum(axis=1)).max(axis=0)
    least = np.maximum(np.abs(whole).max(axis=0) / _LARGEST, np.finfo(np.float32).tiny)
    most = np.maximum(least, pairs / _LARGEST_PAIR)
    tried = [_rounded(whole, least + (most - least) * share) for share in np.linspace(0, 1, _SCALES_TRIED)]
    best = np.argmin([error for _, _, error in tried], axis=0)
    columns = np.arange(whole.shape[1])
    scales = np.stack([each for each, _, _ in tried])[best, columns]
    levels = np.stack([each for _, each, _ in tried])[best, :, columns].T
    return scales.astype(np.float32), levels.astype(np.int8)


def _rounded(weights: Matrix, scales: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Return the scales, the levels under them, and the squared error of each column."""
    pairs = (weights / scales).reshape(-1, 2, weights.shape[1])
    sums = pairs.sum(axis=1, keepdims=True)
    excess = np.maximum(np.abs(sums) - _LARGEST_PAIR, 0)
    levels = np.rint(pairs - np.sign(sums) * excess / 2).reshape(weights.shape)
    return scales, levels, ((levels * scales - weights) ** 2).sum(axis=0)


_LEVELS, _SCALES = "_quantized", "_scale"
_LARGEST = 127
_LARGEST_PAIR = 128
"""255 (the largest activation) x 128 = 32,640."""
_SCALES_TRIED = 12
