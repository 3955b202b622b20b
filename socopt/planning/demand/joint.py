"""Arrivals and stays together: whoever was in care on the first day of the window says something of both."""

from dataclasses import dataclass

import numpy as np

from socopt.planning.demand import law
from socopt.planning.demand.law import Floats
from socopt.planning.demand.tally import Seen

JEFFREYS = 0.5
LEAST_CHANCE = 0.01  # below which the census of the first day does not fit the window's arrivals and stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """Posterior draws of hazards (draws, pieces) and arrivals a day (draws,); was the first day's census used?"""

    hazards: Floats
    rate: Floats
    steady: bool


def join(seen: Seen, hazards: Floats, days: float, clusters: float, draws: int, dice: np.random.Generator) -> Joint:
    """Draws of hazards and rate, given draws of hazards from what was seen within the window.

    In a steady state whoever was in care on the first day arrived earlier at the same rate, so there are Poisson(rate *
    mean) of them, and each had stayed so long with density S(age) / mean. With n of these and N arrivals in T days:

        rate | hazards ~ Gamma(N + n + 1/2, T + mean)
        weight of hazards = prod S(age) / (T + mean)^(N + n + 1/2)

    The weights are used to resample. Counts, ages and days count 1 / ``clusters`` where children come together. Where
    so many as n would be met with chance below ``LEAST_CHANCE``, the system was not steady before the window, and the
    window alone is used.
    """
    new, old, days = seen.came.sum() / clusters, (~seen.came).sum() / clusters, days / clusters
    means = law.mean(hazards) / clusters
    steady = _fits(old, new, days, means, dice)
    if not steady:
        chosen = dice.choice(len(hazards), size=draws, replace=len(hazards) < draws)
        return Joint(
            hazards=hazards[chosen],
            rate=dice.standard_gamma(new + JEFFREYS, draws) / days,
            steady=False,
        )
    nothing = np.zeros((~seen.came).sum(), dtype=np.int64)
    ages = law.exposure(nothing, seen.before[~seen.came]).sum(axis=0) / clusters
    logs = -hazards @ ages - (new + old + JEFFREYS) * np.log(days + means)
    chosen = _resampled(np.exp(logs - logs.max()), draws, dice)
    return Joint(
        hazards=hazards[chosen],
        rate=dice.standard_gamma(new + old + JEFFREYS, draws) / (days + means[chosen]),
        steady=True,
    )


def _fits(old: float, new: float, days: float, means: Floats, dice: np.random.Generator) -> bool:
    """Whether so many on the first day agree with the window's own arrivals and stays."""
    rate = dice.standard_gamma(new + JEFFREYS, len(means)) / days
    expected = dice.poisson(rate * means)
    below, above = (expected <= np.ceil(old)).mean(), (expected >= np.floor(old)).mean()
    return bool(2 * min(below, above) >= LEAST_CHANCE)


def _resampled(weights: Floats, draws: int, dice: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Positions drawn in proportion to weights, systematically, in random order."""
    ladder = np.cumsum(weights) / weights.sum()
    points = (np.arange(draws) + dice.random()) / draws
    return dice.permutation(np.searchsorted(ladder, points).clip(max=len(weights) - 1))
