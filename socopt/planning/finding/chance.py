"""How likely chance alone is to bring as many, and how many false ones there are among several."""

import numpy as np
from scipy.special import gammainc

from socopt.planning.finding.ground import Numbers


def tail(met: float | Numbers, expected: float | Numbers) -> Numbers:
    """Chance of as many or more where so many are expected: mid-P of a Poisson law, for broken numbers as well.

    P(X >= n) = gammainc(n, mean); mid-P is the mean of that and of P(X >= n + 1).
    """
    n, mean = np.maximum(np.asarray(met, dtype=float), 1e-9), np.maximum(np.asarray(expected, dtype=float), 1e-9)
    return np.asarray((gammainc(n, mean) + gammainc(n + 1.0, mean)) / 2.0)


def false_discovery_rates(chances: Numbers) -> Numbers:
    """Smallest false discovery rate at which each would be among those reported (Benjamini and Hochberg 1995)."""
    order = np.argsort(chances)
    ranked = chances[order] * len(chances) / np.arange(1, len(chances) + 1)
    rates = np.empty(len(chances))
    rates[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return rates
