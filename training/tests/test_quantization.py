"""Levels of 8 bits are near their weights, and no two neighbours overflow the sums of 16 bits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from training.quantization import bounded_levels

MOST = 32_767
LARGEST_ACTIVATION = 255


def largest_sum(levels):
    pairs = levels.astype(int).reshape(-1, 2, levels.shape[1])
    return LARGEST_ACTIVATION * max(np.maximum(sign * pairs, 0).sum(axis=1).max() for sign in (1, -1))


@given(arrays(np.float32, (6, 3), elements=st.floats(-8, 8, width=32)))
def test_no_two_products_overflow(weights):
    _, levels = bounded_levels(weights)
    assert largest_sum(levels) <= MOST


def test_two_large_neighbours_are_made_smaller_and_others_are_not():
    weights = np.array([[1.0, 1.0], [1.0, -1.0], [0.5, 0.25], [0.0, 0.25]], dtype=np.float32)
    scales, levels = bounded_levels(weights)
    assert largest_sum(levels) <= MOST
    assert levels[:, 1].tolist() == [127, -127, 32, 32]
    assert levels[:, 0] * scales[0] == pytest.approx(weights[:, 0], abs=0.02)


def test_a_column_of_noughts_stays_so():
    scales, levels = bounded_levels(np.zeros((4, 1), dtype=np.float32))
    assert not levels.any()
    assert np.isfinite(scales).all()


def test_few_levels_are_lost_to_the_bound():
    weights = np.random.default_rng(1).normal(size=(384, 64)).astype(np.float32)
    scales, levels = bounded_levels(weights)
    plain = np.abs(weights).max(axis=0) / 127
    error, of_plain = (
        ((each * by - weights) ** 2).mean() for each, by in ((levels, scales), (np.rint(weights / plain), plain))
    )
    assert error < 3 * of_plain
