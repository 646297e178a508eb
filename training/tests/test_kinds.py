"""Counts of a kind, and how sure they are."""

import pytest

from training.kinds import Counts, interval, summed

GOOD = Counts(found=10, found_right=9, marked=10, marked_right=9)
BAD = Counts(found=10, found_right=1, marked=10, marked_right=1)


def test_sums_are_over_articles_and_each_kind_of_any():
    told = summed([{"all": GOOD}, {"all": BAD, "direct quotation": BAD}])
    assert told == {"all": Counts(20, 10, 20, 10), "direct quotation": BAD}


def test_f1_is_the_harmonic_mean():
    assert Counts(found=4, found_right=2, marked=8, marked_right=2).f1 == pytest.approx(2 * 0.5 * 0.25 / 0.75)


def test_articles_that_are_alike_leave_no_doubt():
    assert interval([GOOD] * 9) == pytest.approx((0.9, 0.9))


def test_articles_that_differ_widen_the_interval_around_the_figure():
    low, high = interval([GOOD, BAD] * 10)
    assert 0.1 < low < 0.5 < high < 0.9


def test_no_article_no_figure():
    assert interval([]) == (0.0, 0.0)
    assert Counts().f1 == 0.0
