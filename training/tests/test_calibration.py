"""Scores become probabilities that hold."""

import numpy as np
import pytest

from training.calibration import expected_error, fit
from worker.marking.reading import Calibration

CHANCE = np.random.default_rng(5)


def judged(slope, intercept, count=4000):
    scores = -CHANCE.exponential(size=count)
    right = CHANCE.random(count) < 1 / (1 + np.exp(-(slope * scores + intercept)))
    return scores, right


def test_the_curve_that_made_the_scores_is_found():
    found = fit(judged(2.0, 1.0))
    assert found.slope == pytest.approx(2.0, abs=0.3)
    assert found.intercept == pytest.approx(1.0, abs=0.3)


def test_a_fitted_curve_errs_less_than_another():
    judgement = judged(2.0, 1.0)
    assert expected_error(judgement, fit(judgement)) < 0.03 < expected_error(judgement, Calibration(0.5, 0.0))


def test_all_right_gives_a_finite_curve():
    scores, _ = judged(1.0, 0.0, count=50)
    assert 0.9 < fit((scores, np.ones(50, dtype=bool))).probability(-0.1) <= 1.0
