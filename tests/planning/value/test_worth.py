"""Means and intervals by batches, against the published formula."""

import numpy as np
import pytest

from socopt.planning.value.worth import Estimate, estimate


def test_without_batches_it_is_the_interval_of_student():
    """Table of Student's t: 0.95 quantile at 4 degrees of freedom is 2.132."""
    values = [1.0, 2.0, 3.0, 4.0, 5.0]
    found = estimate(values, range(5))
    half = 2.132 * np.std(values, ddof=1) / np.sqrt(5)
    assert found.mean == 3
    assert (found.low, found.high) == pytest.approx((3 - half, 3 + half), abs=1e-3)


def test_nights_of_one_batch_count_as_one_look():
    """Nights that repeat themselves within their batch say no more than one night of each."""
    once = estimate([1.0, 4.0, 2.0], [0, 1, 2])
    often = estimate([1.0, 1.0, 4.0, 4.0, 2.0, 2.0], [0, 0, 1, 1, 2, 2])
    assert often == once


def test_one_batch_has_no_interval():
    assert estimate([1.0, 3.0], [0, 0]) == Estimate(mean=2.0, low=-np.inf, high=np.inf)
