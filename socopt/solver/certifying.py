"""Certificates for tiers whose best is also the best of the linear relaxation."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from socopt.solver import backend
from socopt.solver.backend import BackendError
from socopt.solver.bounds import SCALE
from socopt.solver.certificate import TierCertificate, certified_bound
from socopt.solver.clock import Clock
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints
from socopt.solver.result import Solution
from socopt.solver.system import Row, System


def certify(
    problem: AllocationProblem, solution: Solution, *, seconds: float | None = None, seed: int = 0
) -> tuple[TierCertificate | None, ...]:
    """For each proven tier multipliers that prove it; None where the relaxation does not reach the best, or in time.

    The relaxation is that of the whole problem as it was given, with every tier above at its best plus tolerance.
    """
    clock = Clock(seconds)
    best = [tier.best for tier in solution.tiers]
    found: list[TierCertificate | None] = []
    for number, tier in enumerate(solution.tiers):
        certificate = None
        if tier.proven and tier.claimed and not clock.is_over():
            certificate = multipliers(problem, number, best, clock.seconds_left(), seed)
        proves = certificate is not None and certified_bound(problem, number, best[:number], certificate) == tier.best
        found.append(certificate if proves else None)
    return tuple(found)


def multipliers(
    problem: AllocationProblem,
    tier: int,
    best: Sequence[int],
    seconds: float | None,
    seed: int,
    priced: NDArray[np.bool_] | None = None,
) -> TierCertificate | None:
    """Duals of a tier's relaxation, the tiers above at their best plus tolerance: rounded, with signs that count.

    Parameters
    ----------
    priced : ndarray of shape (num_rows,), bool, optional. Rows that may have a price; all where it is not given.
    """
    system = System.of(problem)
    if priced is not None:
        system = system.take(np.ones(problem.num_columns, dtype=bool), priced)
    system = system.with_rows(
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
    rows, own = np.zeros(problem.num_rows, dtype=np.int64), system.num_rows - tier
    rows[system.origin[:own]] = y[:own]
    return TierCertificate(rows, -y[own:])


def _ceiling(problem: AllocationProblem, tier: int, most: int) -> Row:
    columns: Ints = np.flatnonzero(problem.costs[tier])
    return Row(columns, problem.costs[tier, columns], upper=most)
