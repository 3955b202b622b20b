"""The relaxation of a tier over few columns, others brought in where exact prices ask for them.

The columns at work begin with a choice at hand, those of no line, and a few of every line. Each round solves the
relaxation over them to a moderate precision, repairs the multipliers over all columns (duals.py) for an exact bound,
and brings in, line by line, the columns of negative reduced cost, and rows of packings that the solution breaks. A tier
above with few entries is a row of at most its value, any other has a rate in the objective (rates.py). The precision
rises as the columns settle. What is at work stays at work for the tiers below.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from socopt.solver.backend import BackendError
from socopt.solver.clock import Clock
from socopt.solver.large import wire
from socopt.solver.large.duals import SHARES, Prices, mixed, prices, shares_of
from socopt.solver.large.matrix import Floats, Matrix
from socopt.solver.large.pieces import Reduced
from socopt.solver.large.rates import Rates
from socopt.solver.packing import Packings
from socopt.solver.problem import NO_LIMIT, Ints
from socopt.solver.program import Program
from socopt.solver.system import Bools, Row

AT_FIRST = 3  # columns of each line
MORE = 6  # of each line in a round
MOST_ROUNDS = 12
COARSE, FINE = 1e-3, 1e-5  # precision of the relaxation
FINER = 10.0
FEW_LINES = 0.05  # so small a share of lines brought in: settled
CLOSE = 0.5  # a bound this near the relaxation needs no better one
RELATIVE = 4e-4  # the same for a relaxation of 1
LITTLE = 1e-2  # reduced costs below 0 by less bring nothing in
FEW_ENTRIES = 1_000  # of a tier above: it is a row
LONG = 8.0  # seconds left, from which on packings are looked for
USED = 1e-3  # of a column, by the relaxation
BROKEN = 0.02  # a row, of its greatest coefficient
NOTICED = 0.05  # nor by less than this share of the gap, if every line had as much


@dataclass(frozen=True, eq=False)
class Cap:
    """A tier above and the most it may be."""

    tier: int
    most: int


class Pricing:
    """Columns at work, and the last relaxation over them: ``x``, ``duals``, and the best bound of a tier."""

    def __init__(self, matrix: Matrix, choice: Ints, *, clock: Clock, seed: int, reduced: Reduced) -> None:
        self.matrix = matrix
        self.reduced = reduced
        self.held: Mapping[int, Floats] = {}  # prices of rows on a border, by tier; NaN where it is to be found
        self.clock = clock
        self.at_work: Bools = (choice > 0) | (matrix.served == 0)
        self.at_work[matrix.some_of_lines(AT_FIRST, np.random.default_rng(seed))] = True
        self.at_work[matrix.cheapest_of_lines(np.diff(matrix.starts).astype(float))] = True
        self.x: Floats = choice.astype(float)
        self.duals: Floats = np.zeros(matrix.system.num_rows)
        self.added: list[Row] = []
        self.relaxed = 0.0  # what it comes to, the tiers above in it included
        self.took = 0.0  # the last relaxation, in seconds
        self.of_caps: dict[int, float] = {}  # multipliers of tiers above that are rows
        self.rates: dict[int, float] = {}  # and of the others

    def prices(self, tier: int, caps: list[Cap], values: Ints, choice: Ints, until: float | None) -> Prices | None:
        """The best prices that could be had for a tier; ``until`` this time (of the clock's kind)."""
        self.at_work |= choice > 0
        self._add_cheapest(tier)
        rows = [cap for cap in caps if np.count_nonzero(self.matrix.system.costs[cap.tier]) <= FEW_ENTRIES]
        rates = self._rates(tier, [cap for cap in caps if cap not in rows])
        precision, best = COARSE, None
        for _ in range(MOST_ROUNDS):
            if self.clock.is_past(None if until is None else until - self.took):
                break
            began = self.clock.now()
            above = rates.of_tiers()
            try:
                if not self._relax(tier, rows, above, precision, until):
                    break
            except BackendError:
                break
            self.took = self.clock.now() - began
            found = prices(self.matrix, tier, self.duals, {**multipliers(self.of_caps), **above}, values)
            if best is None or found.relaxed > best.relaxed:
                best, self.rates = found, {**self.rates, **above}
            rates.told(self._worth(tier, above), tier)
            gap = rates.promise - best.relaxed
            if gap <= max(CLOSE, CLOSE * RELATIVE * abs(rates.promise)):
                break
            little = max(LITTLE, gap * NOTICED / max(1, len(self.matrix.lines)))
            added = bring_in(self.matrix, self.at_work, self.duals, found, little)
            left = self.clock.seconds_until(until)
            if left is None or left > LONG:
                self._add_rows()
            if added <= FEW_LINES * len(self.matrix.lines):
                precision = precision / FINER
            if precision < FINE:
                break
        return None if best is None else best.with_rows(self.matrix.system.num_rows)

    def in_use(self) -> Bools:
        """Columns that the last relaxation uses, those of no line, and the plainest of each line."""
        plain = self.matrix.best_of_lines(np.diff(self.matrix.starts).astype(float), self.at_work, 1)
        used = (self.x > USED) | (self.matrix.served == 0)
        used[plain] = True
        return np.asarray(used)

    def _add_cheapest(self, tier: int) -> None:
        """Of each line the column that is best for the tier by itself."""
        self.at_work[self.matrix.cheapest_of_lines(self.matrix.system.costs[tier].astype(float))] = True

    def _rates(self, tier: int, caps: list[Cap]) -> Rates:
        """Of tiers above, where to begin: rather too high, which costs the bound what they are above theirs."""
        dearest = float(self.matrix.system.costs[tier].max())
        first = [self.rates.get(cap.tier, dearest / 2) for cap in caps]
        return Rates([cap.tier for cap in caps], [cap.most for cap in caps], first)

    def _relax(
        self, tier: int, caps: list[Cap], above: Mapping[int, float], precision: float, until: float | None
    ) -> bool:
        """Solve over the columns at work, some tiers above as rows, others with a multiplier; whether it could be."""
        system, scale = self.matrix.system, SHARES if above else 1
        costs = mixed(self.matrix, tier, shares_of(above)) if above else system.costs[tier]
        program, columns = over(self.matrix, self.at_work, costs, caps)
        held = self._held(tier)
        program, paid = self._without(held * scale, program, columns)
        of_caps = [self.of_caps.get(cap.tier, 0.0) for cap in caps]
        warm = wire.Warm(self.x[columns], np.append(self.duals, of_caps) * scale)
        found = wire.near_optimum(program, precision=precision, warm=warm, seconds=self.clock.seconds_until(until))
        if found.x is None or found.duals is None:
            return False
        duals = found.duals / scale
        self.x = np.zeros(system.num_columns)
        self.x[columns] = found.x
        self.duals = np.where(np.isnan(held), duals[: system.num_rows], held)
        self.relaxed = (float(program.costs @ found.x) + paid) / scale
        self.of_caps = {cap.tier: dual for cap, dual in zip(caps, duals[system.num_rows :].tolist(), strict=True)}
        return True

    def _worth(self, tier: int, above: Mapping[int, float]) -> Floats:
        """What the relaxation's solution is worth in all tiers; in its own with what rows of a given price cost."""
        used = np.flatnonzero(self.x)
        worth = np.asarray(self.matrix.system.costs[:, used] @ self.x[used])
        worth[tier] = self.relaxed - sum(rate * worth[other] for other, rate in above.items())
        return worth

    def _held(self, tier: int) -> Floats:
        """The price of every row that has a given one; else NaN."""
        held = np.full(self.matrix.system.num_rows, np.nan)
        if tier in self.held:
            first = self.reduced.within.num_rows
            held[first : self.reduced.matrix.system.num_rows] = self.held[tier]
        return held

    def _without(self, held: Floats, program: Program, columns: Ints) -> tuple[Program, float]:
        """The program with rows that have a given price in its costs; and what the limits of these cost."""
        rows = np.flatnonzero(~np.isnan(held))
        if not len(rows):
            return program, 0.0
        y = np.where(np.isnan(held), 0.0, held)
        costs = self.matrix.reduced_costs(np.zeros(len(self.at_work)), y)[columns] + program.costs
        lower, upper = program.lower.copy(), program.upper.copy()
        paid = float(y[rows] @ np.where(y > 0, lower[: len(y)], np.where(y < 0, upper[: len(y)], 0))[rows])
        lower[rows], upper[rows] = -NO_LIMIT, NO_LIMIT
        return replace(program, costs=costs, lower=lower, upper=upper), paid

    @cached_property
    def _packings(self) -> Packings:
        return Packings(self.reduced.within)

    def _add_rows(self) -> None:
        """Rows that the relaxation breaks."""
        rows = self._packings.broken_by(self.x, BROKEN)
        self.added += rows
        self.matrix = self.matrix.with_rows(rows)
        self.duals = np.append(self.duals, np.zeros(len(rows)))


def bring_in(matrix: Matrix, at_work: Bools, duals: Floats, found: Prices, little: float) -> int:
    """Put columns of negative reduced cost before lines were repaired to work, a few a line; of how many lines any."""
    step = np.zeros(len(duals))
    step[matrix.lines] = (found.duals - duals)[matrix.lines]
    reduced = found.reduced_costs + np.bincount(matrix.column_of, step[matrix.line_of], len(at_work))
    wanted = (reduced < -little) & ~at_work
    at_work[matrix.best_of_lines(reduced, wanted, MORE)] = True
    return len(np.unique(matrix.line_of[wanted[matrix.column_of]]))


def multipliers(of_caps: Mapping[int, float]) -> dict[int, float]:
    """What the duals of tiers above as rows say: not below 0."""
    return {tier: max(0.0, -dual) for tier, dual in of_caps.items()}


def over(matrix: Matrix, columns: Bools, costs: Ints, caps: list[Cap]) -> tuple[Program, Ints]:
    """The program over some columns with a row for each cap; and these columns."""
    system, chosen = matrix.system, np.flatnonzero(columns)
    entries, owner = matrix.entries_of(chosen)
    rows, values = [matrix.rows[entries]], [matrix.values[entries]]
    places = [owner]
    for number, cap in enumerate(caps, system.num_rows):
        place = np.flatnonzero(system.costs[cap.tier, chosen])
        rows.append(np.full(len(place), number))
        places.append(place)
        values.append(system.costs[cap.tier, chosen[place]])
    row, column = np.concatenate(rows), np.concatenate(places)
    order = np.lexsort((column, row))
    lower = np.concatenate([system.lower, np.full(len(caps), -NO_LIMIT)])
    upper = np.concatenate([system.upper, np.array([cap.most for cap in caps], dtype=np.int64)])
    program = Program(costs[chosen], row[order], column[order], np.concatenate(values)[order], lower, upper)
    return program, chosen
