"""Certificates of all tiers of a solution, and the multipliers of one."""

from collections.abc import Sequence

import numpy as np

from socopt.solver import backend
from socopt.solver.backend import BackendError
from socopt.solver.bounds import SCALE
from socopt.solver.certificate import TierCertificate
from socopt.solver.clock import Clock
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints
from socopt.solver.proving import Prover
from socopt.solver.result import Solution
from socopt.solver.system import Row, System


def certify(
    problem: AllocationProblem, solution: Solution, *, seconds: float | None = None, seed: int = 0
) -> tuple[TierCertificate | None, ...]:
    """For each proven tier multipliers that prove it; None where no relaxation reaches the best, or not in time.

    The relaxations are those of the whole problem as it was given, with every tier above at its best plus tolerance,
    and with rows at corners where they fall short (proving.py).
    """
    clock, prover = Clock(seconds), Prover(problem, seed=seed)
    found: list[TierCertificate | None] = []
    for tier in solution.tiers:
        asked = tier.proven and tier.claimed and not clock.is_over()
        certificate = prover.prove(tier.best, clock.seconds_left()) if asked else prover.pass_over(tier.best)
        found.append(certificate if tier.proven and tier.claimed else None)
    return tuple(found)


def multipliers(
    problem: AllocationProblem, tier: int, best: Sequence[int], seconds: float | None, seed: int
) -> TierCertificate | None:
    """Duals of a tier's relaxation, the tiers above at their best plus tolerance: rounded, with signs that count."""
    system = System.of(problem).with_rows(
        [_ceiling(problem, above, best[above] + int(problem.tolerances[above])) for above in range(tier)]
    )
    try:
        duals = backend.relax(system.program(problem.costs[tier]), seconds=seconds, seed=seed).duals
    except BackendError:
        return None
    if duals is None or duals.shape != (system.num_rows,) or not (np.abs(duals) < NO_LIMIT / SCALE / 4).all():
        return None
    y = np.rint(duals * SCALE).astype(np.int64)
    y = np.where((y > 0) & (system.lower == -NO_LIMIT) | (y < 0) & (system.upper == NO_LIMIT), 0, y)
    return TierCertificate(y[: problem.num_rows], -y[problem.num_rows :])


def _ceiling(problem: AllocationProblem, tier: int, most: int) -> Row:
    columns: Ints = np.flatnonzero(problem.costs[tier])
    return Row(columns, problem.costs[tier, columns], upper=most)
