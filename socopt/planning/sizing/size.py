"""From the demand of a population to the sizes that a program may have."""

from collections.abc import Sequence

import numpy as np

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.planning.demand import Demand, estimate_demand
from socopt.planning.demand.demand import MONTHS
from socopt.planning.demand.law import Floats
from socopt.planning.history import History, read_history
from socopt.planning.levels import level_of
from socopt.planning.population import Population
from socopt.planning.sizing.curve import Band, SizeCurve
from socopt.planning.sizing.money import cents_a_day, cents_today
from socopt.planning.sizing.queue import draw_errors, waits
from socopt.policy import Design, PlanningPolicy, default_planning_policy
from socopt.policy.nearest import nearest

MOST_BEDS = 2000  # of a size that is worked out at all
SPARE = 3.0  # square roots of the load by which the largest size exceeds it


def size_program(
    instance: Instance,
    population: Population,
    policy: PlanningPolicy | None = None,
    *,
    design: str | None = None,
    beds: tuple[int, int] | None = None,
    areas: Sequence[str] | None = None,
    settings: Sequence[str] = (),
    draws: int = 1000,
    seed: int = 0,
) -> SizeCurve:
    """Beds against waiting, occupancy and money, for children of a population from some Areas (all, if not given).

    Raises
    ------
    DataError : no episodes, or too short a history.
    UsageError : nobody belongs to the population, the design or an Area is unknown, or the smallest program of the
        design has more beds than there are children to serve.
    """
    policy = policy or default_planning_policy()
    history = read_history(instance, policy)
    _check_areas(areas, history)
    level = None if design else level_of(population, history, instance)
    kind = named_design(design, policy) if design else policy.design_for(level or 1)
    demand = estimate_demand(history, population, policy, settings=settings, draws=draws, seed=seed).of(areas)
    prices = cents_today(population, history, instance, demand.areas)
    return size_curve(demand, kind, policy, beds=beds, level=level, prices=prices)


def size_curve(
    demand: Demand,
    design: Design,
    policy: PlanningPolicy,
    *,
    beds: tuple[int, int] | None = None,
    level: int | None = None,
    prices: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.int64]] = (),
) -> SizeCurve:
    """The curve of a demand that is known already; ``prices`` are per diems of today, of as many children as known."""
    take_up = float(policy.parameters["viability"]["take_up"])
    nights, most = policy.parameters["wait"]["most_nights"], policy.parameters["wait"]["most_probability"]
    load = demand.total_load * take_up
    _check_size(demand, design, load, beds, whole=demand.whole)
    first, last = beds or _range(load, design)
    sizes = np.arange(first, last + 1)
    error = draw_errors(len(load), np.random.default_rng([demand.seed, 1]))
    found = waits(last, load, demand.stay_mean, demand.stay_scv, nights, error)
    month = int(demand.census_seasons.mean(axis=0).argmax())
    peak = waits(last, load * demand.census_seasons[:, month], demand.stay_mean, demand.stay_scv, nights, error)
    kept = slice(first - 1, last)
    served = np.minimum(load, sizes[:, None])
    cents = np.array([cents_a_day(design, int(size)) for size in sizes])
    today = float(np.mean(prices)) if len(prices) else None
    return SizeCurve(
        demand=demand,
        design=design,
        level=level,
        most_nights=nights,
        most_probability=most,
        peak_month=MONTHS[month],
        beds=sizes,
        wait=Band.of(found.wait[kept]),
        peak_wait=Band.of(peak.wait[kept]),
        long_wait=Band.of(found.long_wait[kept]),
        mean_wait=Band.of_endless(found.mean[kept]),
        occupancy=Band.of(served / sizes[:, None]),
        served=Band.of(served),
        target_met=(found.long_wait[kept] <= most).mean(axis=1),
        sustained=(load >= sizes[:, None] * design.least_occupancy).mean(axis=1),
        cents_a_day=cents,
        cents_a_served_night=Band.of(cents[:, None] / served),
        break_even=None if today is None else (served * today >= cents[:, None]).mean(axis=1),
        cents_today=today,
        num_priced=len(prices),
        take_up=take_up,
    )


def named_design(name: str, policy: PlanningPolicy) -> Design:
    """The design of that name.

    Raises
    ------
    UsageError : the policy has none.
    """
    known = {design.name: design for design in policy.designs}
    if name not in known:
        raise UsageError(f"{name!r} is not a design of the planning policy.{nearest(name, known)}")
    return known[name]


def _check_areas(areas: Sequence[str] | None, history: History) -> None:
    for area in areas or ():
        if area not in history.areas:
            raise UsageError(f"{area!r} is not an Area.{nearest(area, history.areas)}")


def _check_size(demand: Demand, design: Design, load: Floats, beds: tuple[int, int] | None, *, whole: bool) -> None:
    if set(demand.areas) <= set(demand.unseen):
        raise UsageError(
            f"no child of any kind came from {', '.join(demand.areas)} in the history: there is nothing to size"
        )
    if beds is not None and not 1 <= beds[0] <= beds[1] <= MOST_BEDS:
        raise UsageError(f"beds {beds[0]}-{beds[1]}: expected sizes from 1 to {MOST_BEDS}, the smaller first")
    most = float(np.quantile(load, 0.95))
    if beds is None and most < design.least_census:
        where = "the whole instance has" if whole else "these Areas together have"
        raise UsageError(
            f"the smallest {design.name} has {design.least_beds} beds and is sustained by {design.least_census:.1f} "
            f"children, but {where} a mean census of {load.mean():.1f} of {demand.population.id!r}, at most "
            f"{most:.1f} (95 %). Give more Areas, another --design, or sizes with --beds; else these children need "
            "individualized services."
        )
    if beds is None and load.mean() > MOST_BEDS / 2:
        raise UsageError(
            f"{demand.population.id!r} has a mean census of {load.mean():,.0f}, more than one kind of program serves. "
            "Choose a narrower population, some Areas, or sizes with --beds."
        )


def _range(load: Floats, design: Design) -> tuple[int, int]:
    """Sizes from those that surely fill to those where hardly anybody waits, the design's smallest included."""
    least, most = np.quantile(load, [0.05, 0.95])
    first = max(1, min(int(least), design.least_beds) if most < design.most_beds else int(least))
    return first, max(int(np.ceil(most + SPARE * np.sqrt(most))), design.least_beds)
