"""Lengths of stay as the generator has them, on a grid of days: whole stays, and what is left of stays under way."""

from collections.abc import Mapping
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from socopt.synth.careers.assumptions import BRIEF, SETTINGS, Length

LONGEST = 22 * 366  # days: nobody stays longer than a childhood

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Lengths:
    """Laws of the lengths of stay, by setting.

    ``shares`` says which part of a stay is spent because the child needs it; the rest of what the generator's lengths
    hold is waiting for the next bed, which a simulation makes itself.
    """

    def __init__(self, lengths: Mapping[str, Length], shares: Floats) -> None:
        days = np.arange(1, LONGEST + 1)
        self._below = np.array([_below(lengths[setting], days) for setting in SETTINGS])
        self._shares = shares

    def whole(self, setting: Whole, draws: Floats) -> Whole:
        """Days that stays in settings are needed, by draws in [0, 1)."""
        return self._days(setting, draws)

    def left(self, setting: Whole, elapsed: Whole, draws: Floats) -> Whole:
        """Days left of stays that have lasted ``elapsed`` days, by draws in [0, 1)."""
        reached: Whole = np.minimum((elapsed / self._shares[setting]).astype(np.int64), LONGEST - 1)
        past = np.where(reached > 0, self._below[setting, np.maximum(reached - 1, 0)], 0.0)
        left: Whole = np.maximum(self._days(setting, past + draws * (1.0 - past)) - elapsed, 1)
        return left

    def _days(self, setting: Whole, draws: Floats) -> Whole:
        days = np.empty(len(setting), dtype=np.int64)
        for place in np.unique(setting):
            rows = setting == place
            days[rows] = np.searchsorted(self._below[place], draws[rows], side="right") + 1
        needed: Whole = np.maximum(np.rint(np.minimum(days, LONGEST) * self._shares[setting]), 1).astype(np.int64)
        return needed


def _below(length: Length, days: Whole) -> Floats:
    """Chance that a stay lasts at most so many days."""
    below: Floats = (1.0 - length.brief) * _lognormal(length, days) + length.brief * _lognormal(BRIEF, days)
    return below


def _lognormal(length: Length, days: Whole) -> Floats:
    spread = sqrt(2.0 * log(length.mean / length.median))
    below: Floats = ndtr((np.log(days + 0.5) - log(length.median)) / spread)
    return below
