"""At which scale a population sustains a program: an Area, a coalition of Areas, a Region, several Regions, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import Any

import numpy as np

from socopt.domain import Instance
from socopt.planning.demand import Demand
from socopt.planning.finding.coalition import smallest_coalition, widest_coalition
from socopt.planning.finding.ground import Numbers
from socopt.planning.history import Whole
from socopt.planning.ways import minutes_between, office_of
from socopt.policy import Design, PlanningPolicy

SCALES = ("area", "coalition", "region", "regions")
MOST_REGIONS = 12  # of which all combinations are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One scale: the Areas that would share a program, where, and how sure it is that they sustain it.

    Of scale area, ``areas`` are all that sustain a program alone, each for itself, and ``site`` the surest of them;
    where none does, the likeliest. ``farthest`` is the minutes from the farthest of the offices to that of the site.
    """

    scale: str
    areas: tuple[str, ...]
    regions: tuple[str, ...]
    site: str
    farthest: int
    probability: float
    sustained: bool
    proven: bool = True

    @property
    def num_sharing(self) -> int:
        """How many Areas share one program."""
        return 1 if self.scale == "area" else len(self.areas)

    def to_dict(self) -> dict[str, Any]:
        return {
            "scale": self.scale, "areas": list(self.areas), "regions": list(self.regions), "site": self.site,
            "minutes_from_farthest_area": self.farthest, "probability_viable": round(self.probability, 4),
            "sustained": self.sustained, "proven": self.proven,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """Areas that children came from, the Region of each, and minutes between their offices (site, office)."""

    areas: tuple[str, ...]
    region: Mapping[str, str]
    minutes: Whole

    @classmethod
    def of(cls, instance: Instance, areas: Sequence[str]) -> "Country":
        offices = [office_of(instance, area_id) for area_id in areas]
        minutes = minutes_between(instance, offices, offices)
        return cls(areas=tuple(areas), region={a: instance.areas[a].region_id for a in areas}, minutes=minutes)


def options_of(demand: Demand, country: Country, design: Design, policy: PlanningPolicy) -> tuple[Option, ...]:
    """One option for each scale: the best Area, the smallest coalition, the best Region, the fewest Regions.

    A scale is sustained where the mean census of its Areas, as far as the program would serve them, is at least the
    smallest program's with the policy's probability.
    """
    load = demand.of(country.areas).load
    return _Scales(load, country, design, policy).options()


def chosen_scale(options: Sequence[Option]) -> Option | None:
    """The sustained option with the fewest Areas; of as many the first in the order of scales. None: no scale is."""
    sustained = [option for option in options if option.sustained]
    return min(sustained, key=lambda option: (option.num_sharing, SCALES.index(option.scale)), default=None)


class _Scales:
    def __init__(self, load: Numbers, country: Country, design: Design, policy: PlanningPolicy) -> None:
        self._load = load
        self._country = country
        self._need = design.least_census / float(policy.parameters["viability"]["take_up"])
        self._least = float(policy.parameters["viability"]["least_probability"])
        self._limit = min(design.max_minutes, int(policy.parameters["travel"]["max_minutes"]))

    def options(self) -> tuple[Option, ...]:
        by_region: dict[str, list[int]] = {}
        for place, area in enumerate(self._country.areas):
            by_region.setdefault(self._country.region[area], []).append(place)
        alone = self._area()
        found = [alone, self._coalition(alone)]
        found.append(self._best("region", list(by_region.values())))
        if len(by_region) > 1:
            found.append(self._regions(list(by_region.values())))
        return tuple(found)

    def _area(self) -> Option:
        each = [self._option("area", [place]) for place in range(len(self._country.areas))]
        best = max(each, key=lambda option: option.probability)
        alone = [option for option in each if option.sustained]
        return replace(
            best,
            areas=tuple(option.site for option in alone) or best.areas,
            regions=tuple(sorted({region for option in alone for region in option.regions})) or best.regions,
        )

    def _coalition(self, area: Option) -> Option:
        if area.sustained:
            return self._option("coalition", [self._country.areas.index(area.site)])
        minutes = self._country.minutes
        found = smallest_coalition(self._load, minutes, self._limit, self._need, self._least)
        if found is None:
            found = widest_coalition(self._load, minutes, self._limit, self._need)
        return self._option("coalition", found.areas, site=found.site, proven=found.proven)

    def _regions(self, regions: list[list[int]]) -> Option:
        """The fewest Regions that sustain a program, of these the likeliest; all of them where none do."""
        everybody = [list(chain.from_iterable(regions))]
        sizes = range(2, len(regions)) if len(regions) <= MOST_REGIONS else range(2, 3)
        for size in sizes:
            best = self._best("regions", [list(chain.from_iterable(chosen)) for chosen in combinations(regions, size)])
            if best.sustained:
                return best
        return self._best("regions", everybody)

    def _best(self, scale: str, sets: list[list[int]]) -> Option:
        options = [self._option(scale, areas) for areas in sets]
        return max(options, key=lambda option: option.probability)

    def _option(self, scale: str, areas: Sequence[int], site: int | None = None, *, proven: bool = True) -> Option:
        places, country = sorted(areas), self._country
        farthest = country.minutes[np.ix_(places, places)].max(axis=1)
        where = places[int(np.argmin(farthest))] if site is None else site
        probability = float((self._load[:, places].sum(axis=1) >= self._need).mean())
        names = tuple(country.areas[place] for place in places)
        return Option(
            scale=scale,
            areas=names,
            regions=tuple(sorted({country.region[name] for name in names})),
            site=country.areas[where],
            farthest=int(country.minutes[where, places].max()),
            probability=probability,
            sustained=probability >= self._least,
            proven=proven,
        )
