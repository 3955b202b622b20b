"""Pooled shares of counts."""

import numpy as np
import pytest
from scipy.stats import betabinom

from socopt.planning.demand.shares import WEIGHTS, pooled_shares

BASE = np.array([0.2, 0.8])


def test_the_mean_is_that_of_all_weights_in_proportion_to_their_chance():
    counts = np.array([9.0, 11.0])
    chance = betabinom.pmf(9, 20, WEIGHTS * 0.2, WEIGHTS * 0.8)
    mean = (chance * (WEIGHTS * 0.2 + 9) / (WEIGHTS + 20)).sum() / chance.sum()
    drawn = pooled_shares(counts, BASE, 40_000, np.random.default_rng(1))
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert drawn[:, 0].mean() == pytest.approx(mean, abs=0.003)


def test_few_children_say_little_and_many_say_all():
    dice = np.random.default_rng(2)
    few = pooled_shares(np.array([2.0, 0.0]), BASE, 4000, dice)[:, 0].mean()
    many = pooled_shares(np.array([2000.0, 0.0]), BASE, 4000, dice)[:, 0].mean()
    assert 0.2 < few < 0.6 < 0.95 < many


def test_nobody_counted_leaves_the_base():
    drawn = pooled_shares(np.zeros(2), BASE, 20_000, np.random.default_rng(3))
    assert drawn.mean(axis=0) == pytest.approx(BASE, abs=0.01)
