"""Tonight's recommendations: formulate, solve, read the plan back."""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from socopt.domain import Certificate, Instance, Plan, TierResult
from socopt.errors import RefusedError
from socopt.matching.arrays import Ints
from socopt.matching.certificates import Certifying
from socopt.matching.extraction import merge_siblings, recommendations
from socopt.matching.formulation import CANONICAL, Formulation, formulate
from socopt.matching.outcomes import ENTER, HOME, SERVE
from socopt.matching.params import Params
from socopt.matching.result import MatchResult
from socopt.policy import Night, Policy, default_policy
from socopt.solver import Infeasible, Limits, OnProgress, Solution, TierProgress, solve

NO_TIME = 1e-9  # seconds left once the limit has passed: the solve ends with what it began with, improved


def match(
    instance: Instance,
    policy: Policy | None = None,
    params: Params | None = None,
    on_progress: OnProgress | None = None,
) -> MatchResult:
    """Recommend a placement or service for every need line in play.

    Parameters
    ----------
    instance : Instance
    policy : Policy, the default policy where None.
    params : Params
    on_progress : called when value or bound of a tier are better known, and after every tier.

    Returns
    -------
    MatchResult

    Raises
    ------
    RefusedError
        Decisions that people pinned contradict the rules or one another.
    """
    started = time.monotonic()
    params = params or Params()
    policy = policy or default_policy()
    formulation = formulate(Night(instance, policy))
    left = None if params.time_limit is None else max(NO_TIME, params.time_limit - (time.monotonic() - started))
    certifying = Certifying(formulation, params)
    try:
        solution = solve(
            formulation.problem,
            start=formulation.at_rest(),
            limits=Limits(seconds=left, seed=params.seed, megabytes=params.megabytes),
            on_progress=certifying.listening(None if on_progress is None else with_constants(formulation, on_progress)),
        )
    except Infeasible as error:
        raise RefusedError(_contradiction(formulation.night)) from error
    finally:
        certifying.end()
    plan = None if solution is None else _plan(formulation, solution, certifying.of(solution))
    status = "no_solution" if plan is None else plan.status
    return MatchResult(
        instance=instance,
        status=status,
        best_plan=plan,
        seconds=time.monotonic() - started,
        troubles=() if solution is None else tuple(map(str, solution.troubles)),
    )


def _plan(formulation: Formulation, solution: Solution, certificates: tuple[Certificate, ...]) -> Plan:
    night = formulation.night
    x = formulation.at_true_cost(merge_siblings(formulation, solution.x))
    tiers = _tiers(formulation, solution, x, {certificate.tier for certificate in certificates})
    return Plan(
        input_hash=night.instance.input_hash,
        policy_hash=night.policy.hash,
        status="optimal" if all(tier.proven for tier in tiers) else "feasible",
        recommendations=recommendations(formulation, x),
        tiers=tiers,
        candidates=_candidates(formulation),
        manifest={"night": night.night.isoformat(), "policy": night.policy.name},
        certificates=certificates,
    )


def _tiers(formulation: Formulation, solution: Solution, x: Ints, certified: set[str]) -> tuple[TierResult, ...]:
    values = formulation.problem.values(x)
    constants = formulation.measures.constants
    results = []
    for number, tier in enumerate(solution.tiers[: len(constants)]):
        constant = int(constants[number])
        best = min(tier.best, int(values[number])) + constant
        results.append(
            TierResult(
                name=tier.name,
                value=int(values[number]) + constant,
                best=best,
                bound=None if tier.bound is None else tier.bound + constant,
                proven=tier.proven,
                proof="certificate" if tier.name in certified else "solver" if tier.proven else "none",
            )
        )
    return tuple(results)


def _candidates(formulation: Formulation) -> Mapping[str, frozenset[str]]:
    """Programs the rules let each line enter tonight, whether there is room or not, by line_id."""
    outcomes = formulation.columns.outcomes
    lines, programs = tuple(formulation.night.lines), tuple(formulation.night.programs)
    found: dict[str, set[str]] = defaultdict(set)
    entering = np.isin(outcomes.kind, (ENTER, SERVE, HOME))
    for line, program in zip(outcomes.line[entering].tolist(), outcomes.program[entering].tolist(), strict=True):
        found[lines[line]].add(programs[program])
    return {line_id: frozenset(names) for line_id, names in found.items()}


def with_constants(formulation: Formulation, on_progress: OnProgress) -> OnProgress:
    """Progress in the tiers' own values; the canonical order is nobody's tier."""
    constants = dict(zip(formulation.problem.tier_names, formulation.measures.constants.tolist(), strict=False))

    def report(progress: TierProgress) -> None:
        if progress.tier != CANONICAL:
            constant = constants[progress.tier]
            bound = None if progress.bound is None else progress.bound + constant
            on_progress(replace(progress, count=progress.count - 1, value=progress.value + constant, bound=bound))

    return report


def _contradiction(night: Night) -> str:
    pins = [
        f"{line_id} -> {', '.join(sorted(programs))}"
        for line_id, programs in sorted(night.pinned.items())
        if line_id in night.unit_of_line
    ]
    listed = "; ".join(pins)
    return (
        f"accepted decisions contradict one another, limits of programs or capped budgets; withdraw one of: {listed}."
    )
