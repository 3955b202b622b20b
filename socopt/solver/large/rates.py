"""What a unit of each tier above is worth in units of the one being bounded.

A tier above that may not rise above its value is a row with an entry for nearly every column, and such rows slow a
first-order method down. So its multiplier is put into the objective instead, and looked for from outside: each
solution x of a relaxation says that for multipliers r the bound is at most  c x + sum_i r_i (c_i x - value_i), and the
next multipliers are those for which all solutions so far promise most, not too far from the last
(cutting planes of Kelley, SIAM Journal 8, 1960, in a box).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from socopt.solver.problem import Ints

Floats = NDArray[np.float64]
FARTHEST = 2.0  # times the last rates
LEAST = 0.1  # a rate that may be begun with


class Rates:
    """Multipliers of tiers above, ``now``, and the most that the bound can be near them (``promise``)."""

    def __init__(self, tiers: Sequence[int], most: Sequence[int], first: Sequence[float]) -> None:
        self.tiers = list(tiers)
        self.most = np.array(most, dtype=float)
        self.now: Floats = np.maximum(np.array(first, dtype=float), LEAST)
        self.promise = np.inf
        self._values: list[float] = []
        self._over: list[Floats] = []

    def of_tiers(self) -> Mapping[int, float]:
        """The multiplier of each tier."""
        return dict(zip(self.tiers, self.now.tolist(), strict=True))

    def told(self, values: Floats | Ints, tier: int) -> None:
        """Learn what a solution of the relaxation is worth in all tiers, and go on."""
        self._values.append(float(values[tier]))
        self._over.append(np.asarray(values[self.tiers] - self.most, dtype=float))
        if not self.tiers:
            self.promise = self._values[-1]
            return
        number = len(self.tiers)
        found = linprog(
            np.append(np.zeros(number), -1.0),
            A_ub=np.column_stack([-np.array(self._over), np.ones(len(self._values))]),
            b_ub=self._values,
            bounds=[*((rate / FARTHEST, rate * FARTHEST) for rate in self.now.tolist()), (None, None)],
        )
        if found.success:
            self.now, self.promise = found.x[:number], float(found.x[number])
