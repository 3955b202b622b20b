"""Shares of a count (by Area, by month) pooled towards shares that are known better."""

import numpy as np
from scipy.special import gammaln

from socopt.planning.demand.law import Floats

# Weights, in children, that the base may have against the counts: from "says little" to "says all".
WEIGHTS = np.geomspace(1.0, 10_000.0, 25)


def pooled_shares(counts: Floats, base: Floats, draws: int, dice: np.random.Generator) -> Floats:
    """(draws, shares) of the Dirichlet-multinomial: counts ~ Multinomial(p), p ~ Dirichlet(weight * base).

    This is Gamma-Poisson pooling of rates given their sum: rate_i = total * p_i, and Gamma(weight * base_i) rates of
    one scale have Dirichlet shares. The weight has equal prior chance at each of ``WEIGHTS`` (flat on its logarithm)
    and is integrated over, so that unequal Areas keep their own shares and equal ones borrow from each other.
    """
    base = base / base.sum()
    alpha = WEIGHTS[:, None] * base
    fits = (
        gammaln(WEIGHTS)
        - gammaln(WEIGHTS + counts.sum())
        + (gammaln(alpha + counts) - gammaln(alpha)).sum(axis=1)
    )  # fmt: skip
    chance = np.exp(fits - fits.max())
    weight = dice.choice(WEIGHTS, size=draws, p=chance / chance.sum())
    drawn: Floats = dice.standard_gamma(weight[:, None] * base + counts)
    drawn /= drawn.sum(axis=1, keepdims=True)
    return drawn
