"""A relaxation raised at its corners: over a few columns, with all others brought in where they ask for it.

From the relaxation that was priced out (relaxation.py) the simplex goes to a corner, over the columns it uses. Rows
that every choice keeps but the corner breaks (corner.py) are added, over all columns alike, so that prices of the next
corner bound the whole problem (duals.py); then columns of negative reduced cost come in, and so on. The tiers above are
rows here, of at most their values. The simplex goes to the first corner of the next tier from the last of this one,
which keeps these rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from socopt.solver.backend import BackendError
from socopt.solver.corner import rows_of_corner
from socopt.solver.large import wire
from socopt.solver.large.duals import Prices, prices
from socopt.solver.large.matrix import Floats, Matrix
from socopt.solver.large.relaxation import Cap, Pricing, bring_in, multipliers, over
from socopt.solver.problem import Ints
from socopt.solver.program import Basis
from socopt.solver.system import Bools, Row

if TYPE_CHECKING:
    from threading import Event

MOST_IDLE = 3  # rounds one after the other that raise nothing
RAISED = 0.01  # by a round: by less is not at all
ASIDE = 0.3  # reduced cost from which a column waits until it asks to come back
LONGEST = 20_000  # entries of a row
ROUND = 3.0  # times the way to the last corner: what a round takes
MOST_PRICED = 6  # times columns are brought in between two rounds of rows
NEAR = 0.2  # a bound so near the relaxation needs no more columns
FEW = 20  # lines: their columns wait for the next corner
LITTLE = 1e-6  # reduced costs below 0 by less bring nothing in
NOTHING = 1e-2  # reduced costs of columns that a choice near a corner may well take


@dataclass(frozen=True, eq=False)
class Corner:
    """A corner of a tier's relaxation, ``x``, and the best prices that are known of this tier.

    ``matrix`` has the rows that were added, ``caps`` are the tiers above. ``at_work``: columns of the relaxation.
    """

    matrix: Matrix
    tier: int
    caps: Sequence[Cap]
    at_work: Bools
    x: Floats
    best: Prices

    def cheap(self, count: int) -> Bools:
        """Of each line so many columns that cost next to nothing by the prices."""
        reduced = self.best.reduced_costs
        ties = np.random.default_rng(count).random(len(reduced))
        found = np.zeros(len(reduced), dtype=bool)
        found[self.matrix.best_of_lines(reduced + NOTHING * ties, reduced < NOTHING, count)] = True
        return found


class Corners:
    """The way from corner to corner; ``best`` are the best prices of the tier, None until its first corner is reached.

    The rows that were added hold where no tier was above its row when they were.
    """

    def __init__(self, pricing: Pricing) -> None:
        self.matrix = pricing.matrix
        self.clock = pricing.clock
        self.at_work = pricing.in_use()
        self.stop: Event | None = None
        self._tier = 0
        self._caps: list[Cap] = []
        self._values: Ints = np.zeros(0, dtype=np.int64)
        self._x: Floats | None = None
        self.best: Prices | None = None
        self._duals: Floats = np.zeros(0)
        self._of_caps: dict[int, float] = {}
        self._basis: Basis | None = None
        self._took = 0.0  # the last way to a corner, in seconds

    def turn_to(self, tier: int, caps: Sequence[Cap], values: Ints) -> None:
        """Go on from the last corner for another tier: its tiers above are rows, the first of them as before."""
        more = len(caps) - len(self._caps)
        if more < 0:
            self._basis = None
        elif self._basis is not None:
            self._basis = Basis(self._basis.columns, np.append(self._basis.rows, np.zeros(more, dtype=np.int8)))
        self._tier, self._caps, self._values, self.best = tier, list(caps), values, None

    def steps(self, until: float | None) -> Iterator[Corner]:
        """Go to the first corner; then bring columns in; then go on with rows and columns as long as there are rows.

        Where rows raise nothing, all columns are brought in that ask for it.
        """
        is_first = self._x is None
        if not self._relax(None if is_first else until, grown=True):
            return
        self._prices_here()
        yield self._kept()
        if not is_first:  # those of a first relaxation are in
            if not self._price(until, 0):
                return
            yield self._kept()
        raised, idle = -np.inf, 0
        while idle < MOST_IDLE:
            rows = [] if self.clock.is_past(None if until is None else until - ROUND * self._took) else self._rows()
            if not rows:
                break
            self._put_aside()
            self._add(rows)
            if not self._relax(until, grown=False) or not self._price(until, FEW):
                return
            yield self._kept()
            idle = 0 if self._value >= raised + RAISED else idle + 1
            raised = max(raised, self._value)
            if idle:
                if not self._price_rest(until):
                    return
                yield self._kept()
        if not idle and self._price_rest(until):
            yield self._kept()

    def _kept(self) -> Corner:
        assert self._x is not None
        assert self.best is not None
        return Corner(self.matrix, self._tier, self._caps, self.at_work.copy(), self._x, self.best)

    @property
    def _value(self) -> float:
        """Of the corner, in the tier at hand."""
        assert self._x is not None
        return float(self.matrix.system.costs[self._tier] @ self._x)

    def _prices_here(self) -> Prices:
        """Prices of the corner; kept where they are the best of the tier."""
        found = prices(self.matrix, self._tier, self._duals, multipliers(self._of_caps), self._values)
        if self.best is None or found.relaxed > self.best.relaxed:
            self.best = found
        return found

    def _price(self, until: float | None, few: int) -> bool:
        """Bring columns in until those of few lines ask for it; whether the corner could be followed."""
        for _ in range(MOST_PRICED):
            found = self._prices_here()
            near = self._value - found.relaxed < NEAR
            if near or bring_in(self.matrix, self.at_work, self._duals, found, LITTLE) <= few:
                break
            if self.clock.is_past(until) or not self._relax(until, grown=True):
                return False
        return True

    def _price_rest(self, until: float | None) -> bool:
        """Bring in the columns of the few lines that were left, too; whether the corner could be followed."""
        return self._relax(until, grown=True) and self._price(until, 0)

    def _relax(self, until: float | None, *, grown: bool) -> bool:
        """Go to the next corner, from the last one, after columns came (``grown``) or rows; whether there is one."""
        system = self.matrix.system
        program, columns = over(self.matrix, self.at_work, system.costs[self._tier], self._caps)
        start = None if self._basis is None else Basis(self._basis.columns[columns], self._basis.rows)
        began = self.clock.now()
        try:
            found = wire.corner(
                program, seconds=self.clock.seconds_until(until), basis=start, grown=grown, stop=self.stop
            )
        except BackendError:
            if start is None:
                return False
            if grown:  # the basis has become too poor to go on from
                self._basis = None
            return self._relax(until, grown=True)
        if found.x is None or found.duals is None or found.basis is None:
            return False
        self._took = self.clock.now() - began
        self._x = np.zeros(system.num_columns)
        self._x[columns] = found.x
        self._duals, of_caps = np.split(found.duals, [system.num_rows])
        self._of_caps = {cap.tier: dual for cap, dual in zip(self._caps, of_caps.tolist(), strict=True)}
        sides = np.full(system.num_columns, -1, dtype=np.int8)
        sides[columns] = found.basis.columns
        self._basis = Basis(sides, found.basis.rows)
        return True

    def _rows(self) -> list[Row]:
        """What the corner breaks, the tiers above being rows as well."""
        costs = self.matrix.system.costs
        places = [np.flatnonzero(costs[cap.tier]) for cap in self._caps]
        above = [Row(place, costs[cap.tier, place], upper=cap.most)
                 for place, cap in zip(places, self._caps, strict=True)]  # fmt: skip
        assert self._x is not None
        assert self._basis is not None
        return rows_of_corner(self.matrix.system.with_rows(above), self._x, self._basis, LONGEST)

    def _put_aside(self) -> None:
        """Columns that the corner does not use and that are dear by its prices: the simplex is faster without them."""
        assert self._x is not None
        assert self._basis is not None
        costs = self.matrix.system.costs
        above = sum(times * costs[other] for other, times in multipliers(self._of_caps).items())
        dear = self.matrix.reduced_costs(costs[self._tier] + above, self._duals) > ASIDE
        self.at_work &= ~dear | (self._basis.columns == 0) | (self._x > 0)

    def _add(self, rows: Sequence[Row]) -> None:
        """The basis goes on with the rows basic, before those of the tiers above."""
        assert self._basis is not None
        self.matrix = self.matrix.with_rows(rows)
        sides = np.insert(self._basis.rows, len(self._duals), np.zeros(len(rows), dtype=np.int8))
        self._basis = Basis(self._basis.columns, sides)
