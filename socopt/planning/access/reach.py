"""Who can be reached from where: minutes between Area Offices, and the site within reach of the most children."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.planning.ways import minutes_between, office_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """Area Offices and the minutes between them.

    Attributes
    ----------
    areas : tuple of str. Area ids, in order.
    minutes : ndarray of shape (num_areas, num_areas), int. From each office to each other.
    """

    areas: tuple[str, ...]
    minutes: NDArray[np.int64]

    def within(self, area_id: str, most: int) -> tuple[str, ...]:
        """Areas whose office is at most so many minutes from that of an Area."""
        row = self.minutes[self.areas.index(area_id)]
        return tuple(area for area, minutes in zip(self.areas, row.tolist(), strict=True) if minutes <= most)

    def best_site(self, children: ArrayLike, most: int) -> str:
        """The Area within reach of the most children; of several the nearest to those, then the first.

        Parameters
        ----------
        children : of shape (num_areas,): children by Area. most : minutes of the longest way.

        Raises
        ------
        UsageError : there are no children.
        """
        counts = np.asarray(children, dtype=np.float64)
        if not counts.sum() > 0:
            raise UsageError("no site can be chosen: no Area has a child of the population. Name an Area.")
        near = self.minutes <= most
        reached, far = near @ counts, (self.minutes * near) @ counts
        return self.areas[int(np.lexsort((far, -reached))[0])]


def offices(instance: Instance) -> Offices:
    """The Area Offices of an instance, by the minutes that its manifest says trips take."""
    areas = tuple(sorted(instance.areas))
    places = [office_of(instance, area) for area in areas]
    return Offices(areas=areas, minutes=minutes_between(instance, places, places))
