"""How many children of each age live in each setting: a table fitted to its margins, and drawn down."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from socopt.synth.dice import Dice
from socopt.synth.parameters import AGE_BANDS, Parameters

ROUNDS = 60
LITTLE = 1e-3  # what is left of a setting that is used up, so that a child finds a place whatever was drawn before


class Quotas:
    """Children still to be placed, by age band and setting.

    Iterative proportional fitting starts from ``setting_by_age`` and meets the stock by setting and the ages of the
    children; siblings who live together draw first, among the settings that take them, and the others share the rest.
    """

    def __init__(self, parameters: Parameters, ages: Sequence[int]) -> None:
        self.settings = tuple(parameters.stock)
        bands = np.bincount([band_of(age) for age in ages], minlength=len(AGE_BANDS)).astype(float)
        stock = np.array([parameters.stock[setting] for setting in self.settings])
        seed = np.array([parameters.setting_by_age[setting] for setting in self.settings]).T
        self._left = fitted(seed, bands, stock * len(ages) / stock.sum())

    def draw(self, dice: Dice, ages: Sequence[int], among: Mapping[str, float]) -> str:
        """A setting for children of these ages who stay together; it is taken off what is left."""
        head = self._left[band_of(max(ages))]
        weights = {
            setting: weight * max(LITTLE, head[self.settings.index(setting)]) for setting, weight in among.items()
        }
        chosen = dice.weighted(weights)
        for age in ages:
            self._left[band_of(age), self.settings.index(chosen)] -= 1.0
        return chosen


def band_of(age: int) -> int:
    """Position of an age among ``AGE_BANDS``."""
    return next(position for position, (low, high) in enumerate(AGE_BANDS) if low <= age <= high)


def fitted(seed: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """A table with the odds of ``seed`` and these margins."""
    table = seed.copy()
    for _ in range(ROUNDS):
        table *= (rows / np.maximum(table.sum(axis=1), LITTLE))[:, None]
        table *= columns / np.maximum(table.sum(axis=0), LITTLE)
    return table
