"""Adjacent tiers in one objective, with weights so large that none can be bought with what lies below it.

Over a choice of one column per covering row, tier k lies in [low_k, high_k] whatever the other rows say.
With  w_k = 1 + sum_{l > k} w_l (high_l - low_l)  the least  sum_k w_k c_k x
is the lexicographic least of its tiers, exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from socopt.solver.problem import Ints
from socopt.solver.system import System

WIDEST = 1_000_000  # spread of a blend: beyond, the tolerances of floating point could reach a whole unit


@dataclass(frozen=True, eq=False)
class Blend:
    """Tiers ``first`` to ``first + len(weights) - 1`` as one objective; all but the last have tolerance 0.

    ``costs`` of every column of the system; ``low`` and ``high`` of every one of the tiers.
    """

    first: int
    weights: tuple[int, ...]
    costs: Ints
    low: tuple[int, ...]
    high: tuple[int, ...]

    @property
    def tiers(self) -> range:
        return range(self.first, self.first + len(self.weights))

    def of(self, columns: Ints, system: System) -> "Blend":
        """The same weights over some of the columns: what the duals of the whole say of them stays true."""
        low, high = (tuple(each[self.first : self.first + len(self.weights)]) for each in tier_ranges(system))
        return Blend(self.first, self.weights, self.costs[columns], low, high)

    def bounds(self, bound: int, values: list[int]) -> list[int | None]:
        """What a bound on the blend says of each tier, where those above it have these values.

        A tier below one that may still fall has none.
        """
        found: list[int | None] = [None] * len(self.weights)
        for place, (weight, value) in enumerate(zip(self.weights, values, strict=True)):
            below = sum(w * h for w, h in zip(self.weights[place + 1 :], self.high[place + 1 :], strict=True))
            found[place] = min(value, -((below - bound) // weight))
            if found[place] != value:
                break
            bound -= weight * value
        return found

    def ceiling(self, values: list[int]) -> int:
        """The most that the blend is where the first of its tiers are at most these values."""
        most = [*values, *self.high[len(values) :]]
        return sum(weight * each for weight, each in zip(self.weights, most, strict=True))


def blend(system: System, first: int, count: int) -> Blend:
    """So many tiers from ``first`` on."""
    low, high = (each[first : first + count] for each in tier_ranges(system))
    weights = np.array([1 + _spread(low, high, place + 1) for place in range(count)], dtype=np.int64)
    costs = weights @ system.costs[first : first + count]
    return Blend(first, tuple(weights.tolist()), costs, tuple(low), tuple(high))


def tiers_that_fit(system: System, first: int, may_join: Sequence[bool]) -> int:
    """How many tiers from ``first`` on stay exact as one; ``may_join`` says of each tier whether the next one may."""
    low, high = tier_ranges(system)
    count = 1
    while first + count < len(low) and may_join[first + count - 1]:
        end = first + count + 1
        if _spread(low[first:end], high[first:end], 0) > WIDEST:
            break
        count += 1
    return count


def tier_ranges(system: System) -> tuple[list[int], list[int]]:
    """Least and greatest value of every tier, as far as the covering rows bound it."""
    if not system.num_columns:
        return [0] * len(system.costs), [0] * len(system.costs)
    group, whole = system.covering()
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    forced = whole[group[order][starts]]
    least = np.minimum.reduceat(system.costs[:, order], starts, axis=1)
    most = np.maximum.reduceat(system.costs[:, order], starts, axis=1)
    low = np.where(forced, least, np.minimum(least, 0)).sum(axis=1)
    high = np.where(forced, most, np.maximum(most, 0)).sum(axis=1)
    return low.tolist(), high.tolist()


def _spread(low: Sequence[int], high: Sequence[int], start: int) -> int:
    spread = 0
    for least, most in zip(reversed(low[start:]), reversed(high[start:]), strict=True):
        spread += (spread + 1) * (most - least)
    return spread
