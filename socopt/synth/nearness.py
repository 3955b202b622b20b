"""Towns at about a given distance from a point."""

from dataclasses import dataclass
from functools import cache
from math import exp
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from socopt.synth.dice import Dice
from socopt.synth.geography import Town, areas_of_state

Floats = NDArray[np.float64]

MILES_PER_DEGREE = 69.0  # of latitude
EAST_WEST = 0.74  # of a degree of longitude, at 42 degrees north
FUZZ = 1.5  # miles
SPREAD = 0.75  # sigma of the lognormal distances [R]


@dataclass(frozen=True, slots=True, eq=False)
class Towns:
    """Towns of some Areas: points and how many children, each of shape (num_towns,), float64."""

    towns: tuple[Town, ...]
    lat: Floats
    lon: Floats
    under_18: Floats

    def at(self, dice: Dice, lat: float, lon: float, miles: float) -> Town:
        """A town about ``miles`` away, likelier the more children it has."""
        # A rational kernel: sums, products and roots are the same on every machine, exponentials are not.
        off = (miles_between(self.lat, self.lon, lat, lon) - miles) / FUZZ
        reached = np.cumsum(self.under_18 / (1.0 + off**4))
        return self.towns[
            min(int(np.searchsorted(reached, dice.between(0, reached[-1]), side="right")), len(reached) - 1)
        ]


@cache
def towns_of(area_ids: tuple[str, ...]) -> Towns:
    """The towns of some Areas."""
    towns = tuple(town for area_id in area_ids for town in areas_of_state()[area_id].towns)
    return Towns(
        towns,
        np.array([town.lat for town in towns]),
        np.array([town.lon for town in towns]),
        np.array([town.under_18 for town in towns], dtype=float),
    )


def miles_between(lat: Floats, lon: Floats, to_lat: float, to_lon: float) -> Floats:
    """Straight miles on a flat map, near enough within a state."""
    north = (lat - to_lat) * MILES_PER_DEGREE
    east = (lon - to_lon) * (MILES_PER_DEGREE * EAST_WEST)
    return np.sqrt(north * north + east * east)


def draw_miles(dice: Dice, median: float, at_most: float) -> float:
    """A lognormal distance that is not beyond what the rules allow."""
    while True:
        miles = median * exp(SPREAD * standard_normal(dice))
        if miles <= at_most:
            return miles


def standard_normal(dice: Dice) -> float:
    """A draw from the standard normal."""
    return NormalDist().inv_cdf(dice.between(1e-9, 1 - 1e-9))
