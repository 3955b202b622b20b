"""What children need who are too few for a program anywhere: a service built around each of them."""

from collections import defaultdict
from statistics import median
from typing import Any

import numpy as np

from socopt.planning.demand import Demand
from socopt.planning.finding.members import Members
from socopt.planning.finding.network import Network
from socopt.planning.history import DAYS_A_YEAR
from socopt.policy import Design

SURE = 0.95
FAMILY_LEVEL = 3  # levels that a home with a family can serve


def individualized(members: Members, network: Network, demand: Demand, design: Design, limit: int) -> dict[str, Any]:
    """How many children a year, beds at once and nights, community services, and what is missing near them.

    ``beds_at_once`` suffice on 95 % of nights. ``community_units_a_week`` are medians of the members' open lines.
    ``competencies`` says of each trait, and of all together, how many programs of the level within the limit from home
    a child has (median), and how many children have none.
    """
    arrivals = np.asarray(demand.arrivals.sum(axis=1) * DAYS_A_YEAR)
    return {
        "children_a_year": _interval(arrivals),
        "nights_a_year": _interval(demand.total_load * DAYS_A_YEAR),
        "days_of_a_stay": _interval(demand.stay_mean),
        "beds_at_once": int(np.quantile(demand.total_census, SURE, method="higher")),
        "setting": design.setting,
        "minutes": limit,
        "community_units_a_week": _community(members),
        "competencies": _near(members, network, limit),
    }


def _interval(draws: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    low, high = np.quantile(draws, [0.05, 0.95])
    return {"mean": round(float(draws.mean()), 2), "low": round(float(low), 2), "high": round(float(high), 2)}


def _community(members: Members) -> dict[str, dict[str, Any]]:
    """Of each community service: how many members want it, and the median of units a week."""
    wanted: dict[str, list[int]] = defaultdict(list)
    ids = {child.child_id for child in members.children}
    for line in members.instance.records("needs"):
        if line.service != "placement" and line.child_id in ids:
            wanted[line.service].append(line.units)
    return {service: {"children": len(units), "median": median(units)} for service, units in sorted(wanted.items())}


def _near(members: Members, network: Network, limit: int) -> dict[str, dict[str, Any]]:
    level, traits = members.level, members.population.traits
    serving = [program for program in network.programs if level is None or level in program.levels]
    wanted = {trait: (trait,) for trait in traits} | ({"all of them": traits} if len(traits) > 1 else {})
    found = {}
    for name, needed in wanted.items():
        able = [program for program in serving if network.able(program, needed) and program.open_to == "any"]
        minutes = network.minutes(members.children, able)
        near = ((minutes >= 0) & (minutes <= limit)).sum(axis=1)
        found[name] = {
            "programs": len(able),
            "near_a_child": float(np.median(near)) if len(near) else None,
            "children_with_none_near": int((near == 0).sum()),
        }
    return found
