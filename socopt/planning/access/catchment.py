"""Beds for each child within reach: the two-step floating catchment of a population.

Step one divides the beds of every program among the children within reach of it; step two adds up, for every Area, what
the programs within its reach have for each child (W. Luo and F. Wang, "Measures of spatial accessibility to health care
in a GIS environment", Environment and Planning B 30, 2003). For program j of b_j beds, Areas k of p_k children and the
set N of pairs within reach:

    r_j = b_j / sum_{k: (k, j) in N} p_k        a_i = sum_{j: (i, j) in N} r_j
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from socopt.domain import Instance
from socopt.domain.records import Program
from socopt.planning.population import Population
from socopt.planning.ways import minutes_between, office_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Beds at a point: a program that serves the population; ``areas`` whose children it takes, None: any."""

    site_id: str
    beds: int
    lat: float
    lon: float
    areas: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catchment:
    """Accessibility of a population by Area.

    Attributes
    ----------
    areas : tuple of str.
    children : ndarray of shape (num_areas,). Children of the population in care at once, on average.
    beds_for_each : ndarray of shape (num_areas,). Beds within reach for each child; NaN where there are no children.
    beds : int. Beds of all sites. minutes : int. The longest way within reach.
    """

    areas: tuple[str, ...]
    children: NDArray[np.float64]
    beds_for_each: NDArray[np.float64]
    beds: int
    minutes: int

    def children_below(self, least: float) -> float:
        """Children of Areas with fewer beds for each than that."""
        return float(self.children[self.beds_for_each < least].sum())


def catchment(
    instance: Instance, areas: tuple[str, ...], children: ArrayLike, sites: Iterable[Site], minutes: int
) -> Catchment:
    """Beds for each child within reach, by PySAL ``access``.

    Parameters
    ----------
    children : of shape (num_areas,), by Area in the order of ``areas``; they are at their Area Office.
    minutes : the longest way from an Area Office to a site that counts as within reach.
    """
    from access import fca

    counts = np.asarray(children, dtype=np.float64)
    known = list(sites)
    there = [area for area, count in zip(areas, counts.tolist(), strict=True) if count > 0]
    links = _links(instance, there, known, minutes)
    found = pd.Series(0.0, index=pd.Index(there))
    if len(links):
        demand = pd.DataFrame({"children": counts[counts > 0]}, index=pd.Index(there, name="area"))
        supply = pd.DataFrame({"beds": [float(site.beds) for site in known]}, index=[site.site_id for site in known])
        reached = fca.two_stage_fca(
            demand, supply, links, max_cost=minutes, demand_index="area", demand_name="children", supply_name="beds",
            cost_origin="area", cost_dest="site", cost_name="minutes",
        )  # fmt: skip
        found.update(reached)
    return Catchment(
        areas=areas,
        children=counts,
        beds_for_each=np.array([found.get(area, np.nan) for area in areas], dtype=np.float64),
        beds=sum(site.beds for site in known),
        minutes=minutes,
    )


def sites_serving(instance: Instance, population: Population, level: int | None = None) -> tuple[Site, ...]:
    """Free beds tonight in programs that are competent for the population's traits, and serve its ages, sex and level.

    Homes that are open to named children only are left out, and those whose intake is not open.
    """
    taken = _beds_taken(instance)
    competencies = instance.table("competencies").groupby("program_id")["trait"].agg(set).to_dict()
    regions = {area.area_id: area.region_id for area in instance.areas.values()}
    return tuple(
        Site(
            site_id=program.program_id,
            beds=_free(program, taken.get(program.program_id, 0)),
            lat=program.lat,
            lon=program.lon,
            areas=_taken(program, regions),
        )
        for program in instance.programs.values()
        if program.service == "placement"
        and program.open_to == "any"
        and program.intake == "open"
        and set(population.traits) <= competencies.get(program.program_id, set())
        and (level is None or level in program.levels)
        and _fits(program, population)
    )


def _beds_taken(instance: Instance) -> Counter[str]:
    """Beds that children, other occupants and holds in force take, by program."""
    taken = Counter(str(child.current_program_id) for child in instance.children.values() if child.current_program_id)
    taken.update(each.program_id for each in instance.records("other_occupants"))
    night = instance.night
    taken.update(each.program_id for each in instance.records("holds") if each.until is None or each.until >= night)
    return taken


def _free(program: Program, taken: int) -> int:
    """Beds that are licensed and not taken; no more than the program reported."""
    free = program.capacity - taken
    return max(0, free if program.available is None else min(free, program.available))


def _fits(program: Program, population: Population) -> bool:
    sex = not program.sexes or population.sex is None or population.sex in program.sexes
    first, last = population.ages or (program.min_age, program.max_age)
    return sex and program.min_age <= last and first <= program.max_age


def _taken(program: Program, regions: dict[str, str]) -> frozenset[str] | None:
    if program.catchment == "state" or program.area_id is None:
        return None
    if program.catchment == "area":
        return frozenset({program.area_id})
    return frozenset(area for area, region in regions.items() if region == regions[program.area_id])


def _links(instance: Instance, areas: list[str], sites: list[Site], minutes: int) -> pd.DataFrame:
    """Pairs of Area and site within reach, by the minutes that the manifest says trips take."""
    offices = [office_of(instance, area) for area in areas]
    way = minutes_between(instance, offices, [(site.lat, site.lon) for site in sites])
    rows = [
        (areas[i], sites[j].site_id, int(way[i, j]))
        for i, j in np.argwhere(way <= minutes).tolist()
        if (taken := sites[j].areas) is None or areas[i] in taken
    ]
    return pd.DataFrame(rows, columns=["area", "site", "minutes"])
