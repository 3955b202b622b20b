"""Whole minutes of a trip, read from the cosine of the angle between its ends: the same one by one and in bulk."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from socopt.geo.distance import EARTH_RADIUS_KM

LONGEST = 32_767  # minutes, the largest int16
Point = Sequence[float]
Points = NDArray[np.float64]


def cosines(points: Points, others: Points) -> NDArray[np.float64]:
    """Cosine of the angle between points on the unit sphere, by broadcasting over all axes but the last.

    The three products are added from left to right, as ``Trips.minutes_between`` adds them: a matrix product would
    round otherwise.
    """
    total: NDArray[np.float64] = points[..., 0] * others[..., 0]
    product = points[..., 1] * others[..., 1]
    total += product
    np.multiply(points[..., 2], others[..., 2], out=product)
    total += product
    return total


class Trips:
    """Door-to-door minutes as a step function of that cosine: great circle x circuity / speed, rounded half up.

    ``_limits[k]`` is minus the cosine from which a trip takes k + 1 minutes, so that a trip takes as many minutes as
    there are limits up to minus its cosine: no arc cosine is computed, whose last bit would depend on how it is called.
    """

    def __init__(self, *, circuity: float, kmh: float) -> None:
        self.minutes_a_radian = EARTH_RADIUS_KM * circuity / kmh * 60.0
        halves = np.arange(LONGEST) + 0.5
        limits = -np.cos(halves[halves <= np.pi * self.minutes_a_radian] / self.minutes_a_radian)
        self._limits: NDArray[np.float64] = np.maximum.accumulate(limits)

    def minutes(self, cosine: ArrayLike) -> NDArray[np.int16]:
        """Minutes for cosines, of the same shape, int16; -1 where a point is missing (NaN)."""
        values = np.asarray(cosine, dtype=float)
        found = np.searchsorted(self._limits, -values, side="right")
        return np.where(np.isnan(values), -1, found).astype(np.int16)

    def minutes_between(self, point: Point, other: Point) -> int:
        """Minutes of one trip, as ``minutes`` of ``cosines`` has them."""
        cosine = point[0] * other[0] + point[1] * other[1] + point[2] * other[2]
        return bisect_right(self._listed, -cosine) if cosine == cosine else -1

    @cached_property
    def _listed(self) -> list[float]:
        listed: list[float] = self._limits.tolist()
        return listed

    def cosines_beyond(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Cosines at or below which a trip takes longer than some minutes; below -1 where none does."""
        most = np.asarray(minutes, dtype=np.int64)
        within = most < len(self._limits)
        found = np.full(most.shape, -2.0)
        found[within] = -self._limits[most[within]]
        return found

    def radians(self, minutes: ArrayLike) -> NDArray[np.float64]:
        """Angles beyond which every trip takes longer than some minutes."""
        found: NDArray[np.float64] = (np.asarray(minutes, dtype=float) + 0.5) / self.minutes_a_radian
        return found
