"""Lexicographic optimality, a few tiers at a time, for every part of the problem that no row joins to the rest.

Adjacent tiers are blended into one objective as far as exact weights stay small (blend.py). For each blend: solve the
linear relaxation over the columns still open; turn its duals into an exact bound (bounds.py); take over the incumbent,
or the rounded relaxation, where it meets that bound, else solve the integer program. A blend at its bound proves each
of its tiers; where it does not get there, its first tier is solved by itself. Then keep the tiers at their best (plus
tolerance) by a row each, and close every column whose exact reduced cost no longer fits. Tiers that claim nothing are
improved at the root of the search only. What a backend returns is a proposal: it counts after it was verified in
integers, and where HiGHS fails CP-SAT is asked (run.py). A solve that was stopped ends with a descent (descent.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from socopt.errors import SolveError
from socopt.solver.components import components
from socopt.solver.descent import descend
from socopt.solver.problem import AllocationProblem, Ints
from socopt.solver.result import OnProgress, Solution, TierOutcome, TierProgress
from socopt.solver.run import Clock, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When to stop, and the seed: ``seconds`` for all tiers together, None for no limit."""

    seconds: float | None = None
    seed: int = 0


def solve(
    problem: AllocationProblem,
    *,
    start: Ints | None = None,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
) -> Solution | None:
    """Lexicographically least choice of columns, or the best that was found when the limit came.

    Parameters
    ----------
    problem : AllocationProblem
    start : ndarray of shape (num_columns,), int64. A choice to begin with; ignored where it breaks a row.
    limits : Limits
    on_progress : called after every tier.

    Returns
    -------
    Solution, or None where a limit or interrupt came before any feasible choice was found.

    Raises
    ------
    Infeasible
        The rows contradict each other.
    SolveError
        A start of another length.
    """
    if start is not None and start.shape != (problem.num_columns,):
        raise SolveError(f"start: expected {problem.num_columns} columns, not shape {start.shape}.")
    runs = _runs(problem, start, limits or Limits())
    tiers: list[TierOutcome] = []
    for tier, name in enumerate(problem.tier_names):
        for run in runs:
            run.solve_tier(tier)
        if any(run.incumbent is None for run in runs):
            return None
        outcomes = [run.outcomes[tier] for run in runs]
        tiers.append(_added_up(name, outcomes, all_proven=all(done.proven for done in tiers)))
        if on_progress is not None:
            on_progress(_progress(tiers[-1], len(tiers), problem.num_tiers))
    x = _joined(problem, runs)
    if not any(run.clock.stopped for run in runs):
        return Solution(x, tuple(tiers), stopped=False)
    x = descend(problem, x)
    return Solution(x, tuple(_restated(tiers, problem.values(x))), stopped=True)


def _runs(problem: AllocationProblem, start: Ints | None, limits: Limits) -> list[Run]:
    """A run for every component, sharing one deadline and one wish to stop."""
    clock = Clock(limits.seconds)
    runs = [Run(part, limits.seed, clock) for part in components(problem)]
    for run in runs:
        if start is not None:
            run.start_from(start[run.columns])
    return runs


def _added_up(name: str, outcomes: list[TierOutcome], *, all_proven: bool) -> TierOutcome:
    bounds = [outcome.bound for outcome in outcomes if outcome.bound is not None]
    return TierOutcome(
        name=name,
        best=sum(outcome.best for outcome in outcomes),
        bound=sum(bounds) if len(bounds) == len(outcomes) else None,
        proven=all_proven and all(outcome.proven for outcome in outcomes),
        claimed=all(outcome.claimed for outcome in outcomes),
    )


def _restated(tiers: list[TierOutcome], values: Ints) -> Iterator[TierOutcome]:
    """The tiers after a last improvement: from the first that fell, what was best below it no longer counts."""
    fell = False
    for tier, value in zip(tiers, values.tolist(), strict=True):
        fell = fell or value < tier.best
        yield replace(tier, best=value) if fell else tier


def _progress(done: TierOutcome, index: int, count: int) -> TierProgress:
    return TierProgress(tier=done.name, index=index, count=count, value=done.best, bound=done.bound, proven=done.proven)


def _joined(problem: AllocationProblem, runs: list[Run]) -> Ints:
    x = np.zeros(problem.num_columns, dtype=np.int64)
    for run in runs:
        if run.incumbent is not None:
            x[run.columns] = run.incumbent
    return x
