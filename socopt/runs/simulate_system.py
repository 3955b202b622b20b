"""A system of care simulated: read the night, the plan and the truth, and choose a desk."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.io import read_instance
from socopt.planning.asking import asked
from socopt.policy import load_planning_policy, load_policy
from socopt.runs.match_desk import match_desk
from socopt.simulation import Addition, Group, SimulationResult, additions_of, known_traits, simulate
from socopt.simulation.scenario import addition_of
from socopt.simulation.truth import planted_in

DESKS = ("greedy", "match")


def simulate_system(
    path: Path,
    *,
    add: Sequence[str] = (),
    average: bool = False,
    days: int,
    warm_up: int,
    replications: int,
    desk: str = "greedy",
    perturb: Sequence[str] = (),
    truth: Path | None = None,
    population: str | None = None,
    policy_file: Path | None = None,
    planning_file: Path | None = None,
    seed: int = 1,
    tell: Callable[[str], None] | None = None,
) -> SimulationResult:
    """Simulate a night's system of care, as it is and with what a plan adds.

    Parameters
    ----------
    add : specifications of programs, or paths of JSON files that list them.
    perturb : texts like ``arrivals=1.1``.
    truth : the answer file of a planted night.
    population : the id of a declared population, or traits with ages and sex, as ``deaf+fire_setting:F:12-17``.

    Raises
    ------
    UsageError : an option that cannot be read or names what is not there.
    DataError : the instance cannot be read.
    """
    if desk not in DESKS:
        raise UsageError(f"desk: {desk!r} is unknown; possible are {', '.join(DESKS)}")
    factors = _factors(perturb)
    policy, instance = load_policy(policy_file), read_instance(path)
    return simulate(
        instance,
        policy,
        additions=_additions(add, instance),
        average=average,
        days=days,
        warm_up=warm_up,
        replications=replications,
        population=_group(population, planning_file),
        perturb=factors,
        planted=() if truth is None else planted_in(_json(truth, "truth"), instance),
        make_desk=match_desk(instance, policy) if desk == "match" else None,
        seed=seed,
        tell=tell,
    )


def _additions(texts: Sequence[str], instance: Instance) -> tuple[Addition, ...]:
    traits = known_traits(instance)
    found: list[Addition] = []
    for text in texts:
        if text.endswith(".json"):
            found += additions_of(_json(Path(text), "add"), instance, traits)
        else:
            found.append(addition_of(text, instance, traits))
    return tuple(found)


def _group(text: str | None, planning_file: Path | None) -> Group | None:
    if text is None:
        return None
    population = asked(text, load_planning_policy(planning_file))
    return Group(traits=population.traits, ages=population.ages, sex=population.sex)


def _factors(texts: Sequence[str]) -> Mapping[str, float]:
    found = {}
    for text in texts:
        name, _, factor = text.partition("=")
        try:
            found[name] = float(factor)
        except ValueError:
            raise UsageError(f"perturb: {text!r} is not understood; expected NAME=FACTOR, like arrivals=1.1") from None
    return found


def _json(path: Path, what: str) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{what}: {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{what}: {path} is not JSON: {error}") from error
