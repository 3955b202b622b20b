"""From any multipliers to a good exact bound on a tier, those above it kept at their values.

For given multipliers of the other rows those of the lines are repaired: a column whose reduced cost is d takes or gives
d / (its number of lines) at each of its lines, and a line changes by the least that its columns ask. After one such
step no column of a line costs less than nothing, so a line that is too dear is paid for once, not once a column.
A tier above, kept at most at its value, enters with a whole number of shares, so that all costs stay integers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from socopt.solver.bounds import dual_bound
from socopt.solver.large.matrix import Floats, Matrix
from socopt.solver.problem import NO_LIMIT, Ints

SHARES = 1024  # of the objective: what multipliers of tiers above are whole numbers of
STEPS = 2  # of repair


@dataclass(frozen=True, eq=False)
class Prices:
    """Multipliers of rows and of tiers above (in whole shares), repaired; the bound they give, not yet exact.

    ``relaxed`` and ``reduced_costs`` in units of the tier.
    """

    tier: int
    shares: Mapping[int, int]
    duals: Floats
    reduced_costs: Floats
    relaxed: float

    def with_rows(self, number: int) -> "Prices":
        """The same where there are so many rows by now, those that came later at no price."""
        return replace(self, duals=np.append(self.duals, np.zeros(number - len(self.duals))))


@dataclass(frozen=True, eq=False)
class Multipliers:
    """The same of rows within the border of a part, of those on it, and of those that were added; not repaired.

    ``above`` in whole shares.
    """

    within: Floats
    shared: Floats
    added: Floats
    above: Mapping[int, int]


def prices(matrix: Matrix, tier: int, duals: Floats, above: Mapping[int, float], values: Ints) -> Prices:
    """Good multipliers from any.

    Parameters
    ----------
    tier : the objective.
    duals : ndarray of shape (num_rows,), float64.
    above : multipliers, not below 0, of tiers that may not rise above ``values``.
    """
    shares = shares_of(above)
    costs = mixed(matrix, tier, shares).astype(float) / SHARES
    y, reduced = repaired(matrix, costs, duals)
    system = matrix.system
    limits = np.where(y > 0, system.lower, np.where(y < 0, system.upper, 0)).astype(float)
    allowed = sum(number * int(values[other]) for other, number in shares.items()) / SHARES
    return Prices(tier, shares, y, reduced, float(y @ limits) + float(np.minimum(reduced, 0).sum()) - allowed)


def exact_bound(matrix: Matrix, found: Prices, values: Ints) -> int | None:
    """The bound in integer arithmetic; None where the multipliers are too large for it."""
    system = matrix.system
    entries = (system.rows, system.columns, system.values)
    costs = mixed(matrix, found.tier, found.shares)
    exact = dual_bound(costs, *entries, system.lower, system.upper, found.duals * SHARES)
    if exact is None:
        return None
    allowed = sum(number * int(values[other]) for other, number in found.shares.items())
    return -((allowed * exact.scale - exact.scaled) // (exact.scale * SHARES))


def shares_of(above: Mapping[int, float]) -> Mapping[int, int]:
    """Multipliers of tiers in whole shares."""
    return {other: round(multiplier * SHARES) for other, multiplier in above.items()}


def mixed(matrix: Matrix, tier: int, shares: Mapping[int, int]) -> Ints:
    """A tier, times ``SHARES``, and those above with theirs, shape (num_columns,)."""
    costs: Ints = matrix.system.costs[tier] * SHARES
    for other, number in shares.items():
        costs = costs + number * matrix.system.costs[other]
    return costs


def repaired(matrix: Matrix, costs: Floats, duals: Floats) -> tuple[Floats, Floats]:
    """Multipliers of the right signs with those of the lines repaired, and the reduced costs."""
    system = matrix.system
    y = np.where(system.upper == NO_LIMIT, np.maximum(duals, 0.0), duals)
    y = np.where(system.lower == -NO_LIMIT, np.minimum(y, 0.0), y)
    reduced = matrix.reduced_costs(costs, y)
    if not len(matrix.lines):
        return y, reduced
    number = np.maximum(matrix.served, 1)
    for _ in range(STEPS):
        change = np.minimum.reduceat((reduced / number)[matrix.column_of], matrix.first)
        step = np.zeros(system.num_rows)
        step[matrix.lines] = change
        y = y + step
        reduced = reduced - np.bincount(matrix.column_of, step[matrix.line_of], system.num_columns)
    return y, reduced
