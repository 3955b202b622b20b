"""Length of stay of a population, pooled with all children of its ages."""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from socopt.planning.demand.law import NUM_PHASES, PHASES, WIDTHS, Floats
from socopt.planning.demand.tally import Tally

# Standard deviations of a population's hazard over that of all children of its ages, before anything is seen.
SPREADS = np.array([0.02, 0.04, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4, 0.6])
PRIOR_SPREAD = 0.3
FLAT = 2.0  # ends that a prior weighs where there are no others to pool with
SURENESS = 10.0  # ends of a piece that a draw of its hazard is at least worth: where nobody was seen, 0.3 either way


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Stays of others, weighted to the ages and sexes of a population: draws of their hazards, (draws, pieces)."""

    hazards: Floats
    alone: bool


def reference(own: Tally, others: Tally, draws: int, dice: np.random.Generator) -> Reference:
    """Hazards of others, each group as often as in the population.

    Where the others are fewer than the population itself, there is nobody to pool with: its own shape is taken.
    """
    alone = others.ends.sum() < own.ends.sum()
    of = own if alone else others
    weights = np.ones(len(of.arrivals)) if alone else _weights(own.arrivals, others.arrivals)
    ends, days = weights @ of.ends, weights @ of.days
    # Kish: weighting costs information; so many ends are worth the weighted ones.
    worth = np.divide(ends, weights**2 @ of.ends, out=np.ones_like(ends), where=ends > 0)
    means = np.empty(len(ends))
    before = max(ends.sum(), 1.0) / max(days.sum(), 1.0)
    for piece in range(len(ends)):
        # One child goes on as in the piece before, so that no hazard is 0 where few were seen.
        means[piece] = before = (1 + worth[piece] * ends[piece]) / (1 / before + worth[piece] * days[piece])
    if alone:
        return Reference(hazards=np.tile(means, (draws, 1)), alone=True)
    sure = SURENESS + worth * ends
    return Reference(hazards=means * dice.standard_gamma(sure, (draws, len(ends))) / sure, alone=False)


def _weights(own: Floats, others: Floats) -> Floats:
    """Of each group: its share in the population over that among the others, pulled a little towards 1."""
    known = others > 0
    base = others / others.sum()
    share: Floats = (np.where(known, own, 0.0) + 2 * base) / (own[known].sum() + 2)
    weights: Floats = np.divide(share, base, out=np.zeros_like(base), where=known)
    return weights


def phase_sums(pieces: Floats) -> Floats:
    """(..., phases) from (..., pieces)."""
    sums: Floats = np.stack([pieces[..., phase == PHASES].sum(axis=-1) for phase in range(NUM_PHASES)], axis=-1)
    return sums


def spread_fits(ends: Floats, expected: Floats) -> Floats:
    """(spreads,): log of the chance of the ends in each phase, ratios ~ Gamma(alpha, alpha), alpha = 1 / spread^2."""
    alpha = 1 / SPREADS[:, None] ** 2
    logs: Floats = (
        gammaln(alpha + ends)
        - gammaln(alpha)
        + alpha * np.log(alpha)
        + ends * np.log(np.maximum(expected, 1e-9))
        - (alpha + ends) * np.log(alpha + expected)
    ).sum(axis=1)
    return logs


def prior_fits() -> Floats:
    """(spreads,): log of the prior: half normal, on a grid that is about even in its logarithm."""
    logs: Floats = -0.5 * (SPREADS / PRIOR_SPREAD) ** 2 + np.log(SPREADS)
    return logs


def draw_hazards(others: Reference, own: Tally, fits: Floats, dice: np.random.Generator) -> Floats:
    """(draws, pieces): hazards of a population: those of others times a ratio for each phase of a stay.

    ends_phase ~ Poisson(ratio_phase * expected_phase), ratio_phase ~ Gamma(alpha, alpha): conjugate. ``fits`` are the
    spreads' logs from other populations; the population's own ends are added.
    """
    ends = phase_sums(own.ends.sum(axis=0))
    expected = phase_sums(others.hazards * own.days.sum(axis=0))
    if others.alone:
        alpha = np.full(len(expected), FLAT)
    else:
        logs = fits + spread_fits(ends, expected.mean(axis=0))
        chance = np.exp(logs - logs.max())
        alpha = 1 / dice.choice(SPREADS, size=len(expected), p=chance / chance.sum()) ** 2
    ratios = dice.standard_gamma(alpha[:, None] + ends) / (alpha[:, None] + expected)
    return others.hazards * ratios[:, PHASES]


def longest_seen(own: Tally) -> float:
    """First day of the last piece in which anybody was seen."""
    some = np.flatnonzero(own.days.sum(axis=0) > 0)
    starts = np.concatenate([[0.0], np.cumsum(WIDTHS[:-1])])
    return float(starts[some[-1]]) if len(some) else 0.0
