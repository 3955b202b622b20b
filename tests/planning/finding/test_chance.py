"""Chances and error rates against independent computations."""

import numpy as np
import pytest
from scipy.stats import poisson
from statsmodels.stats.multitest import multipletests

from socopt.planning.finding.chance import false_discovery_rates, tail


@pytest.mark.parametrize(("met", "mean"), [(0, 0.3), (1, 0.3), (4, 1.7), (12, 3.5), (40, 55.0)])
def test_a_tail_is_the_mid_p_value_of_a_poisson_law(met, mean):
    summed = 1.0 - sum(poisson.pmf(k, mean) for k in range(met)) - poisson.pmf(met, mean) / 2
    assert float(tail(met, mean)) == pytest.approx(summed, abs=1e-7)


def test_mid_p_values_of_poisson_counts_are_half_on_average():
    counts = np.random.default_rng(1).poisson(2.5, 20_000)
    assert tail(counts, 2.5).mean() == pytest.approx(0.5, abs=0.01)


def test_a_broken_number_lies_between_its_neighbours():
    assert tail(4, 2.0) > tail(4.5, 2.0) > tail(5, 2.0)


def test_false_discovery_rates_are_those_of_benjamini_and_hochberg():
    chances = np.random.default_rng(2).random(30) ** 2
    assert false_discovery_rates(chances) == pytest.approx(multipletests(chances, method="fdr_bh")[1])
