"""Adjacent tiers in one objective, with weights so large that none can be bought with what lies below it.

Over a choice of one column per covering row, tier k lies in [low_k, high_k] whatever the other rows say.
With  w_k = 1 + sum_{l > k} w_l (high_l - low_l)  the least  sum_k w_k c_k x
is the lexicographic least of its tiers, exactly.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.solver.problem import AllocationProblem, Ints

WIDEST = 1_000_000  # spread of a blend: beyond, the tolerances of floating point could reach a whole unit


@dataclass(frozen=True, eq=False)
class Blend:
    """Tiers ``first`` to ``first + len(weights) - 1`` as one objective; all but the last have tolerance 0.

    ``costs`` of every column of the problem; ``below`` is the most that the tiers after the first can add.
    """

    first: int
    weights: tuple[int, ...]
    costs: Ints
    below: int

    @property
    def tiers(self) -> range:
        return range(self.first, self.first + len(self.weights))

    def bound_of_first(self, bound: int) -> int:
        """What a bound on the blend says of its first tier."""
        return -((self.below - bound) // self.weights[0])


def blend(problem: AllocationProblem, first: int, available: NDArray[np.bool_]) -> Blend:
    """As many tiers from ``first`` on as fit."""
    low, high = tier_ranges(problem, available)
    last = first
    while last + 1 < problem.num_tiers and _may_join(problem, last) and _spread(low, high, first, last + 1) <= WIDEST:
        last += 1
    return _blended(problem, first, last, low, high)


def single(problem: AllocationProblem, tier: int) -> Blend:
    """A tier by itself."""
    return Blend(tier, (1,), problem.costs[tier], 0)


def tier_ranges(problem: AllocationProblem, available: NDArray[np.bool_]) -> tuple[list[int], list[int]]:
    """Least and greatest value of every tier, as far as the covering rows bound it, over the available columns."""
    row = problem.row_of_entry()
    covering = problem.cover[row] & available[problem.row_columns]
    owner = np.full(problem.num_columns, -1)  # each column counts for one of its covering rows
    owner[problem.row_columns[covering]] = row[covering]
    owned = np.flatnonzero(owner >= 0)
    held = np.bincount(row[covering], minlength=problem.num_rows)
    whole = np.bincount(owner[owned], minlength=problem.num_rows) == held  # chosen from exactly once
    least = np.zeros((problem.num_tiers, problem.num_rows), dtype=np.int64)
    most = least.copy()
    chosen_from = np.flatnonzero(whole & (held > 0))
    least[:, chosen_from], most[:, chosen_from] = np.iinfo(np.int64).max, np.iinfo(np.int64).min
    for tier, costs in enumerate(problem.costs):
        np.minimum.at(least[tier], owner[owned], costs[owned])
        np.maximum.at(most[tier], owner[owned], costs[owned])
    free = problem.costs[:, available & (owner < 0)]
    low = least.sum(axis=1) + np.minimum(free, 0).sum(axis=1)
    high = most.sum(axis=1) + np.maximum(free, 0).sum(axis=1)
    return low.tolist(), high.tolist()


def _may_join(problem: AllocationProblem, tier: int) -> bool:
    """Whether the tier after this one may be blended with it."""
    return problem.tolerances[tier] == 0 and bool(problem.claimed[tier]) == bool(problem.claimed[tier + 1])


def _spread(low: list[int], high: list[int], first: int, last: int) -> int:
    spread = 0
    for tier in range(last, first - 1, -1):
        spread += (spread + 1) * (high[tier] - low[tier])
    return spread


def _blended(problem: AllocationProblem, first: int, last: int, low: list[int], high: list[int]) -> Blend:
    weights = [1 + _spread(low, high, tier + 1, last) for tier in range(first, last + 1)]
    costs = np.array(weights, dtype=np.int64) @ problem.costs[first : last + 1]
    below = sum(weight * high[tier] for weight, tier in zip(weights[1:], range(first + 1, last + 1), strict=True))
    return Blend(first, tuple(weights), costs, below)
