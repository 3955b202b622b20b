"""A relaxation raised at its corners: over the columns at work, with all others brought in where they ask for it.

From the relaxation that was priced out (relaxation.py) the simplex goes to a corner. Rows that every choice keeps but
the corner breaks (corner.py) are added to the columns at work and to all others alike, so prices of the next corner
bound the whole problem (duals.py); then columns of negative reduced cost come in, and so on. The tiers above are rows
here, so this is for a tier below proven ones: the rows found hold for all tiers further down.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from socopt.solver.backend import BackendError
from socopt.solver.corner import rows_of_corner
from socopt.solver.large.duals import Prices, prices
from socopt.solver.large.relaxation import Cap, Pricing
from socopt.solver.problem import Ints
from socopt.solver.program import Basis
from socopt.solver.system import Bools, Row

if TYPE_CHECKING:
    from socopt.solver.large.matrix import Floats

MOST_ROUNDS = 12
MOST_PRICED = 4  # times columns are brought in between two rounds of rows
NEAR = 0.2  # a bound so near the relaxation needs no more columns
FEW = 20  # lines: their columns wait for the next corner
LITTLE = 1e-6  # reduced costs below 0 by less bring nothing in
NOTHING = 1e-2  # reduced costs of columns that a choice near a corner may well take


class Corners:
    """The last corner of a tier's relaxation, ``x``, and the best prices (``best``); None where there are none yet."""

    def __init__(self, pricing: Pricing, tier: int, caps: Sequence[Cap], values: Ints) -> None:
        self.pricing = pricing
        self.tier = tier
        self.caps = list(caps)
        self.values = values
        self.best: Prices | None = None
        self.basis: Basis | None = None
        self.x: Floats | None = None

    def cut(self, until: float | None) -> None:
        """Add rows and columns while there is time, beginning with the columns that the relaxation uses."""
        pricing = self.pricing
        if self.x is not None:
            pricing.x = self.x
        at_work, pricing.at_work = pricing.at_work, pricing.in_use()
        self.basis = None
        if self._relax(until, grown=False):
            for number in range(MOST_ROUNDS):
                rows = self._rows()
                if pricing.clock.is_past(until) or (number and not rows):
                    break
                self._add(rows)
                if (rows and not self._relax(until, grown=False)) or not self._price(until):
                    break
        pricing.at_work |= at_work

    def cheap(self, count: int) -> Bools:
        """Columns at work, and of each line so many that cost next to nothing by the best prices."""
        found = self.pricing.at_work.copy()
        if self.best is not None:
            reduced = self.best.reduced_costs
            ties = np.random.default_rng(count).random(len(reduced))
            found[self.pricing.matrix.best_of_lines(reduced + NOTHING * ties, reduced < NOTHING, count)] = True
        return found

    def _price(self, until: float | None) -> bool:
        """Bring columns in until no more ask for it."""
        pricing = self.pricing
        costs = pricing.matrix.system.costs[self.tier]
        for _ in range(MOST_PRICED):
            found = prices(pricing.matrix, self.tier, pricing.duals, pricing.multipliers(), self.values)
            if self.best is None or found.relaxed > self.best.relaxed:
                self.best = found
            gap = float(costs @ pricing.x) - found.relaxed
            if gap < NEAR or pricing.bring_in(found, LITTLE) <= FEW:
                break
            if pricing.clock.is_past(until) or not self._relax(until, grown=True):
                return False
        return True

    def _relax(self, until: float | None, *, grown: bool) -> bool:
        """Go to the next corner; whether there is one."""
        try:
            self.basis = self.pricing.corner(self.tier, self.caps, self.basis, grown=grown, until=until)
        except BackendError:
            self.basis = None
        if self.basis is None:
            return False
        self.x = self.pricing.x
        return True

    def _rows(self) -> list[Row]:
        """What the corner breaks, the tiers above being rows as well."""
        system = self.pricing.matrix.system
        places = [np.flatnonzero(system.costs[cap.tier]) for cap in self.caps]
        above = [Row(place, system.costs[cap.tier, place], upper=cap.most)
                 for place, cap in zip(places, self.caps, strict=True)]  # fmt: skip
        assert self.basis is not None
        return rows_of_corner(system.with_rows(above), self.pricing.x, self.basis)

    def _add(self, rows: Sequence[Row]) -> None:
        assert self.basis is not None
        before = len(self.basis.rows) - len(self.caps)
        self.pricing.add_rows(rows)
        self.basis = Basis(self.basis.columns, np.insert(self.basis.rows, before, np.zeros(len(rows), dtype=np.int8)))
