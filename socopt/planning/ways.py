"""How far it is: minutes between points, as trips of the instance take."""

from collections.abc import Sequence

import numpy as np

from socopt.domain import Instance
from socopt.geo import cosines, unit_vectors
from socopt.planning.history import Whole

Place = tuple[float, float]  # latitude and longitude, degrees


def minutes_between(instance: Instance, starts: Sequence[Place], ends: Sequence[Place]) -> Whole:
    """(starts, ends): minutes of each way; -1 where a point is missing."""
    here, there = (unit_vectors([lat for lat, _ in each], [lon for _, lon in each]) for each in (starts, ends))
    return instance.travel.trips.minutes(cosines(here[:, None, :], there[None, :, :])).astype(np.int64)


def office_of(instance: Instance, area_id: str) -> Place:
    """Where the office of an Area is."""
    area = instance.areas[area_id]
    return area.office_lat, area.office_lon
