"""Rows that say what no choice scores less than.

Tiers are whole numbers, so a bound on them is too, rounded up. Where the relaxation is below it, a row says so: of the
first tier of a blend, of the first two, and so on, each as one objective. It takes from the relaxation what it gains on
a fraction of a unit above to spend it below, and corners go on from there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from socopt.solver import backend
from socopt.solver.backend import BackendError
from socopt.solver.blend import Blend
from socopt.solver.bounds import DualBound, dual_bound
from socopt.solver.problem import Ints
from socopt.solver.program import Basis, Relaxation
from socopt.solver.system import Row, System

LITTLE = 1e-3  # by which a floor is above the relaxation: less is not worth a row


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """What the first ``count`` tiers together are at least: ``costs`` x >= ``least``."""

    count: int
    costs: Ints
    least: int

    def row(self) -> Row:
        columns = np.flatnonzero(self.costs)
        return Row(columns, self.costs[columns], lower=self.least)


def floors(
    system: System, tiers: Blend, relaxation: Relaxation, bound: DualBound, *, seconds: float | None, seed: int
) -> Iterator[Floor]:
    """Floors that a relaxation, whose bound is this, is below."""
    x, basis = relaxation.x, relaxation.basis
    assert x is not None
    for count in range(1, len(tiers.weights) + 1):
        costs, divisor = _sum_of(system, tiers, count)
        if not LITTLE < float(costs @ x) % 1.0 < 1.0 - LITTLE:
            continue
        if count == len(tiers.weights):
            least: int | None = -(-bound.scaled // (bound.scale * divisor))
        else:
            least = _least(system, costs, basis, seconds, seed)
        if least is not None and least > float(costs @ x):
            yield Floor(count, costs, least)


def _sum_of(system: System, tiers: Blend, count: int) -> tuple[Ints, int]:
    """The first tiers as one objective, over its greatest common divisor, and this."""
    weights = np.array(tiers.weights[:count], dtype=np.int64)
    costs = weights @ system.costs[tiers.first : tiers.first + count]
    divisor = max(1, int(np.gcd.reduce(costs, initial=0)))
    return costs // divisor, divisor


def with_floor(system: System, floor: Floor, row: int | None) -> System:
    """The system with a floor: raised, where it has a row already."""
    if row is None:
        return system.with_rows([floor.row()])
    lower = system.lower.copy()
    lower[row] = floor.least
    return replace(system, lower=lower)


def _least(system: System, costs: Ints, basis: Basis | None, seconds: float | None, seed: int) -> int | None:
    try:
        found = backend.relax(system.program(costs), seconds=seconds, seed=seed, basis=basis)
    except BackendError:
        return None
    if found.duals is None:
        return None
    matrix = (system.rows, system.columns, system.values)
    exact = dual_bound(costs, *matrix, system.lower, system.upper, found.duals, cover=system.cover)
    return None if exact is None else exact.value
