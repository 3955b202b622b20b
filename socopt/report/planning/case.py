"""All that a planner's brief is written from: one population, one program, and what was worked out of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from socopt.domain import Instance
from socopt.planning.access import Catchment
from socopt.planning.finding import Finding
from socopt.planning.population import Population
from socopt.planning.sizing import SizeCurve
from socopt.planning.value import BedsValue
from socopt.policy import Design, PlanningPolicy
from socopt.simulation import SimulationResult


@dataclass(frozen=True, eq=False, kw_only=True)
class Case:
    """A population, and a program of ``beds`` beds for it in Area ``site``.

    Attributes
    ----------
    minutes : by area_id, from each Area Office to the site. limit : the longest way that counts as within reach.
    before, after : beds for each child within reach, without the program and with it.
    aim_met : whether the size meets the policy's aim for waiting; ``sustained`` the chance that it fills to the least
        occupancy of its design.
    simulation : of doing nothing, the plan, and as many beds bought where beds are; None where none was asked for.
    identified : whether small numbers of children may be shown.
    """

    instance: Instance
    planning: PlanningPolicy
    finding: Finding
    curve: SizeCurve
    beds: int
    site: str
    minutes: Mapping[str, int]
    limit: int
    before: Catchment
    after: Catchment
    value: BedsValue
    simulation: SimulationResult | None = None
    identified: bool = False

    @property
    def population(self) -> Population:
        return self.finding.population

    @property
    def design(self) -> Design:
        return self.curve.design

    @property
    def place(self) -> int:
        """Position of the size in the curve."""
        return self.curve.beds.tolist().index(self.beds)

    @property
    def programs(self) -> int:
        """Programs of the design that the beds make."""
        return int(self.curve.programs[self.place])

    @property
    def aim_met(self) -> float:
        """Chance that the size meets the aim for waiting."""
        return float(self.curve.target_met[self.place])

    @property
    def sustained(self) -> float:
        """Chance that its beds are used as much as the design asks."""
        return float(self.curve.sustained[self.place])

    @property
    def reached(self) -> tuple[str, ...]:
        """Areas within reach of the site."""
        return tuple(area for area, minutes in self.minutes.items() if minutes <= self.limit)

    @cached_property
    def areas(self) -> pd.DataFrame:
        """A row for each Area, by area_id: ``name``, ``region`` (its name), office and outline."""
        regions = self.instance.table("regions").set_index("region_id")["name"]
        areas = self.instance.table("areas").set_index("area_id").sort_index()
        return areas.assign(region=areas["region_id"].map(regions))

    def area_name(self, area_id: str) -> str:
        return str(self.areas.loc[area_id, "name"])


def recommended_beds(curve: SizeCurve, least_probability: float) -> int:
    """The size to recommend.

    The smallest that meets the aim for waiting with a probability of 80 %, where it is also sustained with the policy's
    probability; else the largest that is sustained so, and not below the design's smallest.
    """
    meets = curve.smallest()
    sizes = curve.beds.tolist()
    sustained = [
        beds for beds, chance in zip(sizes, curve.sustained.tolist(), strict=True) if chance >= least_probability
    ]
    largest = max([beds for beds in sustained if beds >= curve.design.least_beds], default=None)
    if meets is not None and meets >= curve.design.least_beds and (largest is None or meets <= largest):
        return int(meets)
    if largest is not None:
        return int(largest)
    return int(min(max(curve.design.least_beds, sizes[0]), sizes[-1]))
