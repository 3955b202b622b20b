"""Rows that say what the first tiers of a blend are at least.

Tiers are whole numbers, so a bound on the first of them, or on the first two together, is one too, rounded up. A
relaxation that is below it gains a fraction of a unit there and spends it further down; a row takes that from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from socopt.solver import backend
from socopt.solver.backend import BackendError
from socopt.solver.blend import Blend
from socopt.solver.bounds import dual_bound
from socopt.solver.problem import Ints
from socopt.solver.program import Relaxation
from socopt.solver.system import ADDED, Row, System

LITTLE = 1e-3  # of a unit
MANY_AMOUNTS = 20  # different coefficients of a row, of at least that size
PRICED = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """What the first ``count`` tiers, as one objective, are at least: ``costs`` x >= ``least``."""

    count: int
    costs: Ints
    least: int


def floors(
    system: System, tiers: Blend, relaxation: Relaxation, *, seconds: float | None, seed: int
) -> Iterator[Floor]:
    """Floors that a relaxation is below; where its value is whole there is none."""
    x = relaxation.x
    assert x is not None
    for count in range(1, len(tiers.weights)):
        costs = _together(system, tiers, count)
        value = float(costs @ x)
        if not LITTLE < value % 1.0 < 1.0 - LITTLE:
            continue
        least = _least(system, costs, relaxation, seconds, seed)
        if least is not None and least > value:
            yield Floor(count, costs, least)


def has_amounts(system: System, relaxation: Relaxation) -> bool:
    """Whether a row of many amounts, such as a budget, has a price: then corners have no small denominators."""
    if relaxation.duals is None:
        return False
    priced = (np.abs(relaxation.duals) > PRICED) & (system.origin != ADDED)
    here = priced[system.rows] & (np.abs(system.values) >= MANY_AMOUNTS)
    different = np.unique(np.column_stack([system.rows[here], system.values[here]]), axis=0)
    return bool((np.bincount(different[:, 0], minlength=1) >= MANY_AMOUNTS).any())


def with_floor(system: System, floor: Floor, row: int | None) -> System:
    """The system with a floor, which has a row already or not."""
    if row is None:
        columns = np.flatnonzero(floor.costs)
        return system.with_rows([Row(columns, floor.costs[columns], lower=floor.least)])
    lower = system.lower.copy()
    lower[row] = floor.least
    return replace(system, lower=lower)


def _together(system: System, tiers: Blend, count: int) -> Ints:
    """The first tiers as one objective, without a common divisor."""
    weights = np.array(tiers.weights[:count], dtype=np.int64)
    costs = weights @ system.costs[tiers.first : tiers.first + count]
    return np.asarray(costs // max(1, int(np.gcd.reduce(costs, initial=0))))


def _least(system: System, costs: Ints, near: Relaxation, seconds: float | None, seed: int) -> int | None:
    """The bound of the relaxation on an objective, which that of another one is near."""
    try:
        found = backend.relax(system.program(costs), seconds=seconds, seed=seed, basis=near.basis)
    except BackendError:
        return None
    if found.duals is None:
        return None
    matrix = (system.rows, system.columns, system.values)
    exact = dual_bound(costs, *matrix, system.lower, system.upper, found.duals, cover=system.cover)
    return None if exact is None else exact.value
