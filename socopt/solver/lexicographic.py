"""Lexicographic optimality, level by level, for every part of the problem that no row joins to the rest.

A level is the next tier, or as many tiers as one objective says exactly (blend.py). For each part at each level
(level.py): reduce its rows and columns exactly (reduction.py); solve the linear relaxation; set aside wide rows that it
leaves slack and fall into pieces (components.py). For each piece (search.py): turn the duals into an exact bound
(bounds.py), and raise it by rows that every choice keeps but the corner of the relaxation breaks (corner.py), and by
tiers being whole numbers (floors.py); look for a choice that meets it by small integer programs (neighbourhood.py), of
the lines that the relaxation splits and then of a few columns of each line; what stays open goes to branch and bound.
Pieces that break a row set aside are joined by it and searched again. Then close the level (closing.py): the columns
and the slack that no choice as good can use are gone, and mostly that alone keeps the tiers at their best.

Tiers that claim nothing are improved at the root of the search only. What a backend returns is a proposal: it counts
after it was verified in integers, and where HiGHS fails CP-SAT is asked. A solve that was stopped ends with a descent
(descent.py). A problem of one tier that is generalized assignment goes a way of its own (assignment/), and one of
hundreds of thousands of columns another (large/), one of millions in parts: where there is no limit its choice is where
the levels begin.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from socopt.errors import SolveError
from socopt.solver.assignment import assignment_of, solve_assignment
from socopt.solver.clock import Clock
from socopt.solver.descent import descend
from socopt.solver.large import LARGE, solve_very_large
from socopt.solver.level import Level
from socopt.solver.memory import bounded
from socopt.solver.part import Part, joined
from socopt.solver.problem import AllocationProblem, Ints
from socopt.solver.result import OnProgress, Solution, TierOutcome, TierProgress
from socopt.solver.trouble import collecting


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When to stop, and the seed: ``seconds`` for all tiers together, None for no limit.

    ``megabytes`` of memory of the whole process: looked at while backends run, where the system says what is taken.
    ``large``: columns from which a problem goes the way of large ones.
    """

    seconds: float | None = None
    seed: int = 0
    megabytes: int | None = None
    large: int = LARGE


def solve(
    problem: AllocationProblem,
    *,
    start: Ints | None = None,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    trouble_folder: Path | None = None,
) -> Solution | None:
    """Lexicographically least choice of columns, or the best that was found when the limit came.

    Parameters
    ----------
    problem : AllocationProblem
    start : ndarray of shape (num_columns,), int64. A choice to begin with; ignored where it breaks a row.
    limits : Limits
    on_progress : called when value or bound of a tier are better known, and after every tier.
    trouble_folder : where programs go on which a backend failed; by default a new folder for temporary files.

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
    limits = limits or Limits()
    with collecting(trouble_folder) as troubles, bounded(limits.megabytes):
        solution = _solve(problem, start, limits, on_progress)
    return None if solution is None else replace(solution, troubles=tuple(troubles.found))


def _solve(
    problem: AllocationProblem, start: Ints | None, limits: Limits, on_progress: OnProgress | None
) -> Solution | None:
    clock = Clock(limits.seconds)
    fitting = assignment_of(problem)
    if fitting is not None:
        return solve_assignment(problem, fitting, start, clock, on_progress)
    if start is not None and problem.num_columns >= limits.large and _keeps_every_row(problem, start):
        found = solve_very_large(problem, start, clock, limits.seed, on_progress)
        if clock.deadline is not None or clock.stopped or found.proven:
            return Solution(found.x, found.tiers, stopped=not found.proven)
        start = found.x
    return _by_levels(problem, start, clock, limits.seed, on_progress)


def _keeps_every_row(problem: AllocationProblem, x: Ints) -> bool:
    return bool(np.isin(x, (0, 1)).all()) and not len(problem.broken_rows(x))


def _by_levels(
    problem: AllocationProblem, start: Ints | None, clock: Clock, seed: int, on_progress: OnProgress | None
) -> Solution | None:
    parts = [Part.whole(problem, start)]
    tiers: list[TierOutcome] = []
    while len(tiers) < problem.num_tiers:
        known = joined(parts, problem.num_columns) if clock.is_over() else None
        if known is not None:
            tiers.extend(_left_open(problem, known, len(tiers), on_progress))
            break
        level = Level(problem, parts, len(tiers), clock=clock, seed=seed)
        if on_progress is not None:
            clock.on_tick = _Teller(level, on_progress)
        level.solve()
        if level.count > 1 and clock.deadline is None and not clock.is_over() and not level.is_proven():
            level = level.one_tier()
            level.solve()
        if not level.has_choice():
            return None
        parts, outcomes = level.close()
        for outcome in outcomes:
            tiers.append(replace(outcome, proven=outcome.proven and all(above.proven for above in tiers)))
            if on_progress is not None:
                on_progress(tiers[-1].progress(len(tiers), problem.num_tiers))
    x = joined(parts, problem.num_columns)
    assert x is not None
    if not clock.stopped:
        return Solution(x, tuple(tiers), stopped=False)
    x = descend(problem, x)
    return Solution(x, tuple(_restated(tiers, problem.values(x))), stopped=True)


def _left_open(
    problem: AllocationProblem, x: Ints, first: int, on_progress: OnProgress | None
) -> Iterator[TierOutcome]:
    """The tiers that there was no time for: what the choice at hand scores."""
    for number, value in enumerate(problem.values(x).tolist()[first:], first):
        name, claimed = problem.tier_names[number], bool(problem.claimed[number])
        outcome = TierOutcome(name=name, best=value, bound=None, proven=False, claimed=claimed)
        if on_progress is not None:
            on_progress(outcome.progress(number + 1, problem.num_tiers))
        yield outcome


def _restated(tiers: list[TierOutcome], values: Ints) -> Iterator[TierOutcome]:
    """The tiers after a last improvement: from the first that fell, what was best below it no longer counts."""
    fell = False
    for tier, value in zip(tiers, values.tolist(), strict=True):
        fell = fell or value < tier.best
        yield replace(tier, best=value) if fell else tier


class _Teller:
    """Tells how a level stands whenever its value or bound has changed."""

    def __init__(self, level: Level, on_progress: OnProgress) -> None:
        self.level = level
        self.on_progress = on_progress
        self.told: tuple[int, int | None] | None = None

    def __call__(self) -> None:
        standing = self.level.standing()
        if standing is not None and standing != self.told:
            self.told = standing
            problem, first = self.level.problem, self.level.first
            self.on_progress(TierProgress(
                tier=problem.tier_names[first], index=first + 1, count=problem.num_tiers, value=standing[0],
                bound=standing[1], proven=False, done=False,
            ))  # fmt: skip
