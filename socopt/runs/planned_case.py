"""One population and the program that would serve it: found, sized, valued and simulated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from socopt.domain import Instance
from socopt.io import read_instance
from socopt.planning.access import Catchment, Offices, Site, catchment, offices, sites_serving
from socopt.planning.asking import asked
from socopt.planning.finding import Finding
from socopt.planning.finding.find import find_one
from socopt.planning.history import History, read_history
from socopt.planning.population import Population
from socopt.planning.sizing import SizeCurve, size_curve
from socopt.planning.sizing.money import cents_today
from socopt.planning.value import BedsValue
from socopt.policy import (
    PlanningPolicy,
    Policy,
    default_planning_policy,
    default_policy,
    load_planning_policy,
    load_policy,
)
from socopt.report.planning.case import Case, recommended_beds
from socopt.runs.value_beds import BedsAsked, value_beds
from socopt.simulation import Addition, SimulationResult, simulate

MORE_BEDS = 2  # beds valued beyond the recommended size
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is sampled: nights matched again, nights simulated (0: none) of which some are not counted, runs."""

    nights: int = 40
    days: int = 1000
    warm_up: int = 250
    runs: int = 1


def case_of_night(
    path: Path,
    population: str,
    *,
    beds: int | None = None,
    area_id: str | None = None,
    effort: Effort | None = None,
    relax: Sequence[str] = (),
    identified: bool = False,
    seed: int = 0,
    policy_file: Path | None = None,
    planning_file: Path | None = None,
    tell: Tell | None = None,
) -> Case:
    """Read an instance and work out everything that a brief says.

    Raises
    ------
    DataError : the instance cannot be read, or has no or too short a history.
    UsageError : a population that nobody has, an unknown Area or rule, a number of beds out of range.
    """
    planning = load_planning_policy(planning_file)
    return case_of(
        read_instance(path), asked(population, planning), load_policy(policy_file), planning, beds=beds,
        area_id=area_id, effort=effort, relax=relax, identified=identified, seed=seed, tell=tell,
    )  # fmt: skip


def case_of(
    instance: Instance,
    population: Population,
    policy: Policy | None = None,
    planning: PlanningPolicy | None = None,
    *,
    beds: int | None = None,
    area_id: str | None = None,
    effort: Effort | None = None,
    relax: Sequence[str] = (),
    identified: bool = False,
    seed: int = 0,
    tell: Tell | None = None,
) -> Case:
    """Find, size, value and simulate: each step rests on those before it."""
    policy, planning, effort = policy or default_policy(), planning or default_planning_policy(), effort or Effort()
    say = tell or (lambda _: None)
    say("finding who they are")
    history = read_history(instance, planning)
    finding = find_one(instance, history, population, planning, seed=seed)
    ways, shared = offices(instance), _shared(finding)
    site = area_id or _site(finding, ways)
    say("sizing the program")
    curve = _curve(instance, history, finding, shared, planning, beds)
    size = beds or recommended_beds(curve, float(planning.parameters["viability"]["least_probability"]))
    say("what is within reach")
    before, after = _catchments(instance, history, finding, site, size)
    say("matching nights again, with one bed more")
    value = _value(instance, policy, planning, finding, shared, site, size, effort, relax, seed, say)
    return Case(
        instance=instance,
        planning=planning,
        finding=finding,
        curve=curve,
        beds=size,
        site=site,
        minutes=dict(zip(ways.areas, ways.minutes[ways.areas.index(site)].tolist(), strict=True)),
        limit=finding.travel_limit,
        before=before,
        after=after,
        value=value,
        simulation=_simulated(instance, policy, finding, site, size, effort, seed, say),
        identified=identified,
    )


def _shared(finding: Finding) -> tuple[str, ...]:
    """The Areas that share the program: of those that sustain one alone, the surest; all where no scale does."""
    if finding.chosen is None:
        return finding.demand.areas
    return (finding.chosen.site,) if finding.chosen.scale == "area" else finding.chosen.areas


def _site(finding: Finding, ways: Offices) -> str:
    if finding.chosen is not None:
        return finding.chosen.site
    load = dict(zip(finding.demand.areas, finding.demand.load.mean(axis=0).tolist(), strict=True))
    return ways.best_site([load.get(area, 0.0) for area in ways.areas], finding.travel_limit)


def _curve(
    instance: Instance,
    history: History,
    finding: Finding,
    areas: tuple[str, ...],
    planning: PlanningPolicy,
    beds: int | None,
) -> SizeCurve:
    """Sizes about those that make sense; where no program is sustained, from one bed to the smallest program."""
    prices = cents_today(finding.population, history, instance, areas)
    demand = finding.demand.of(areas)
    asked_for = None
    if finding.chosen is None:
        asked_for = (1, max(finding.design.least_beds, beds or 1))
    curve = size_curve(demand, finding.design, planning, beds=asked_for, level=finding.level, prices=prices)
    if beds is None or curve.beds[0] <= beds <= curve.beds[-1]:
        return curve
    wider = (min(int(curve.beds[0]), beds), max(int(curve.beds[-1]), beds))
    return size_curve(demand, finding.design, planning, beds=wider, level=finding.level, prices=prices)


def _catchments(
    instance: Instance, history: History, finding: Finding, site: str, beds: int
) -> tuple[Catchment, Catchment]:
    """Beds within reach for each child expected, without the program and with it."""
    demand = finding.demand
    load = dict(zip(demand.areas, demand.load.mean(axis=0).tolist(), strict=True))
    children = np.array([load.get(area, 0.0) for area in history.areas])
    there = sites_serving(instance, finding.population, finding.level)
    office = instance.areas[site]
    proposed = Site(site_id="proposed", beds=beds, lat=office.office_lat, lon=office.office_lon)
    before = catchment(instance, history.areas, children, there, finding.travel_limit)
    return before, catchment(instance, history.areas, children, (*there, proposed), finding.travel_limit)


def _value(
    instance: Instance,
    policy: Policy,
    planning: PlanningPolicy,
    finding: Finding,
    shared: tuple[str, ...],
    site: str,
    beds: int,
    effort: Effort,
    relax: Sequence[str],
    seed: int,
    say: Tell,
) -> BedsValue:
    wanted = BedsAsked(
        population=finding.population, level=finding.level, area_id=site, areas=shared, beds=beds + MORE_BEDS
    )
    return value_beds(
        instance, wanted, policy, planning, nights=effort.nights, relax=relax, seed=seed,
        on_night=lambda done, of: say(f"night {done} of {of} matched again, bed by bed"),
    )  # fmt: skip


def _simulated(
    instance: Instance,
    policy: Policy,
    finding: Finding,
    site: str,
    beds: int,
    effort: Effort,
    seed: int,
    say: Tell,
) -> SimulationResult | None:
    """Doing nothing, the plan and as many beds bought where beds are; None where none are asked for."""
    if not effort.days:
        return None
    people = finding.population
    addition = Addition(
        traits=people.traits, beds=beds, setting=finding.design.setting, area_id=site, ages=people.ages, sex=people.sex
    )
    return simulate(
        instance, policy, additions=(addition,), average=True, days=effort.days, warm_up=effort.warm_up,
        replications=effort.runs, seed=seed, tell=say,
    )  # fmt: skip
