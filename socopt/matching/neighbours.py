"""Which lines lie together, and which programs are near enough to any of them, on the unit sphere."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from socopt.matching.arrays import Bools, Ints

Points = NDArray[np.float64]
SLACK = 1e-6  # radians (6 m): more than arc cosines of near points are wrong by


def by_neighbourhood(lines: Ints, points: Points, size: int) -> Iterator[Ints]:
    """Lines in parts of at most ``size`` that lie together, each rising: halved along the widest axis again and again.

    Parameters
    ----------
    points : ndarray of shape (num_lines of the instance, 3). Unit vectors by position.
    """
    if len(lines) <= size:
        if len(lines):
            yield np.sort(lines)
        return
    at = points[lines]
    axis = int(np.argmax(np.ptp(at, axis=0)))
    order = np.argpartition(at[:, axis], len(lines) // 2)
    yield from by_neighbourhood(lines[order[: len(lines) // 2]], points, size)
    yield from by_neighbourhood(lines[order[len(lines) // 2 :]], points, size)


def within_reach(origins: Points, destinations: Points, radians: Points) -> Bools:
    """Destinations that may be within their own angle of any origin: none that is, is left out, shape (m,).

    The angle to the middle of the origins is at most the angle to any origin and the origins' own spread.
    """
    middle = origins.sum(axis=0)
    length = np.linalg.norm(middle)
    if not length > len(origins) / 2:  # more than a third of the globe apart, or a point is missing
        return np.ones(len(destinations), dtype=bool)
    spread = _angles(origins, middle / length).max()
    near: Bools = ~(_angles(destinations, middle / length) > radians + spread + SLACK)
    return near


def _angles(points: Points, point: Points) -> Points:
    angles: Points = np.arccos(np.clip(points @ point, -1.0, 1.0))
    return angles
