"""What further beds of a program, and relaxed rules, are worth: nights sampled and matched again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.io import read_instance
from socopt.matching.bed_ladder import match_bed_by_bed
from socopt.matching.params import Params
from socopt.planning.access import offices
from socopt.planning.asking import asked
from socopt.planning.history import History, read_history
from socopt.planning.levels import level_of
from socopt.planning.population import Population
from socopt.planning.value import (
    BedsValue,
    NightSampler,
    Outcome,
    ProposedProgram,
    Resolve,
    propose,
    value_over_nights,
)
from socopt.policy import (
    Design,
    PlanningPolicy,
    Policy,
    default_planning_policy,
    default_policy,
    load_planning_policy,
    load_policy,
)

HOME_BEDS = 2  # of a home of a foster care program, about what such homes have
OnNight = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedsAsked:
    """Which program: for whom (a declared population, or traits), at which level, where, how many beds at most.

    What is None is found: the level of care that its members need, the Area within reach of the most of them,
    and the most beds that its design allows but no more than two above the mean census. ``areas`` share the program
    (none named: all). ``open_to_all``: not kept for the population.
    """

    population: str | Population | None = None
    level: int | None = None
    area_id: str | None = None
    beds: int | None = None
    settings: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    regions: tuple[str, ...] | None = None
    open_to_all: bool = False


def value_of_night(
    path: Path,
    wanted: BedsAsked,
    *,
    nights: int = 50,
    relax: Sequence[str] = (),
    seed: int = 0,
    policy_file: Path | None = None,
    planning_file: Path | None = None,
    time_limit: float | None = None,
    on_night: OnNight | None = None,
) -> BedsValue:
    """Read an instance and value the further beds of a program.

    Raises
    ------
    DataError : the instance cannot be read, or has no or too short a history where a population is asked for.
    UsageError : a population that nobody has, an unknown Area, Region or rule.
    StoppedError : the limit of time of one match came before there was a plan.
    """
    return value_beds(
        read_instance(path), wanted, load_policy(policy_file), load_planning_policy(planning_file),
        nights=nights, relax=relax, seed=seed, params=Params(seed=seed, time_limit=time_limit), on_night=on_night,
    )  # fmt: skip


def value_beds(
    instance: Instance,
    wanted: BedsAsked,
    policy: Policy | None = None,
    planning: PlanningPolicy | None = None,
    *,
    nights: int = 50,
    relax: Sequence[str] = (),
    seed: int = 0,
    params: Params | None = None,
    on_night: OnNight | None = None,
) -> BedsValue:
    """What each further bed of a program is worth, and each rule relaxed: in children a night, and in dollars.

    Parameters
    ----------
    nights : how many nights are sampled, and matched with 0, 1, 2, ... beds.
    relax : ids of rules; the same nights are matched without each of them, and with no bed.
    on_night : told of every night done, and of how many.

    Raises
    ------
    See ``value_of_night``.
    """
    policy, planning = policy or default_policy(), planning or default_planning_policy()
    people = asked(wanted.population, planning) if isinstance(wanted.population, str) else wanted.population
    history = None if people is None else read_history(instance, planning)
    program = _program(instance, policy, history, planning, wanted, people)
    sampler = NightSampler(
        instance, policy, program, most=_most(wanted, program.design, history, people), history=history,
        regions=wanted.regions, settings=wanted.settings, areas=wanted.areas,
        take_up=float(planning.parameters["viability"]["take_up"]), seed=seed,
    )  # fmt: skip
    resolve = resolving(params or Params(seed=seed))
    return value_over_nights(sampler, resolve, policy, nights=nights, relax=relax, on_night=on_night)


def resolving(params: Params) -> Resolve:
    """The match, as planning asks for it."""

    def resolve(
        instance: Instance, policy: Policy, program_ids: Sequence[str], most: int, members: frozenset[str]
    ) -> tuple[Outcome, ...]:
        return tuple(
            Outcome(
                unsafe=tried.tiers["safe_tonight"],
                unserved=tried.tiers["placements"],
                ready=tried.tiers["ready"],
                cents=tried.tiers["cost"],
                used=sum(program_id in program_ids for program_id in tried.entered.values()),
                members=sum(child_id in members for child_id in tried.entered),
                proven=tried.proven,
            )
            for tried in match_bed_by_bed(instance, policy, program_ids, most=most, params=params)
        )

    return resolve


def _program(
    instance: Instance,
    policy: Policy,
    history: History | None,
    planning: PlanningPolicy,
    wanted: BedsAsked,
    people: Population | None,
) -> ProposedProgram:
    level, area_id = wanted.level, wanted.area_id
    if people is not None and history is not None:
        level = level or level_of(people, history, instance)
        area_id = area_id or _site(instance, history, people, planning.design_for(level))
    if level is None or area_id is None:
        raise UsageError("without a population, say the level and the Area of the beds (--level, --area).")
    design = planning.design_for(level)
    family = design.setting in policy.parameters["family_home"]["settings"]
    return propose(
        instance, history, design=design, level=level, area_id=area_id, population=people,
        kept=not wanted.open_to_all, home_beds=HOME_BEDS if family else None,
    )  # fmt: skip


def _site(instance: Instance, history: History, people: Population, design: Design) -> str:
    """The Area within reach of the most child-days of the window."""
    return offices(instance).best_site(_child_days(history, people), design.max_minutes)


def _child_days(history: History, people: Population) -> NDArray[np.float64]:
    """(areas,): days in care of the population's children in the window, by home Area."""
    spells = people.spells(history)
    days = np.maximum(np.minimum(spells.end, history.night) - np.maximum(spells.start, history.since), 0.0)
    return np.bincount(history.people.area[spells.person], weights=days, minlength=len(history.areas)).astype(float)


def _most(wanted: BedsAsked, design: Design, history: History | None, people: Population | None) -> int:
    if wanted.beds is not None:
        return wanted.beds
    if history is None or people is None:
        return design.least_beds
    census = float(_child_days(history, people).sum()) / history.days
    return max(1, min(design.most_beds, round(census) + 2))
