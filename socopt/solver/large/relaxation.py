"""The relaxation of a tier over few columns, others brought in where exact prices ask for them.

The columns at work begin with a choice at hand, those of no line, and a few of every line. Each round solves the
relaxation over them to a moderate precision (the tiers above are rows then, of at most their value), repairs the
multipliers over all columns (duals.py) for an exact bound, and brings in, line by line, the columns of negative reduced
cost. The precision rises as the columns settle. What is at work stays at work for the tiers below.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from socopt.solver.backend import BackendError
from socopt.solver.clock import Clock
from socopt.solver.large import wire
from socopt.solver.large.duals import SHARES, Prices, mixed, prices, shares_of
from socopt.solver.large.matrix import Floats, Matrix
from socopt.solver.large.rates import Rates
from socopt.solver.packing import Facet, Packings
from socopt.solver.problem import NO_LIMIT, Ints
from socopt.solver.program import Basis, Program, Relaxation
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
USED = 1e-3
BROKEN = 0.02  # a row, of its greatest coefficient
NOTICED = 0.05  # nor by less than this share of the gap, if every line had as much


@dataclass(frozen=True, eq=False)
class Cap:
    """A tier above and the most it may be."""

    tier: int
    most: int


class Pricing:
    """Columns at work, and the last relaxation over them: ``x``, ``duals``, and the best bound of a tier."""

    def __init__(self, matrix: Matrix, choice: Ints, *, clock: Clock, seed: int) -> None:
        self.matrix = matrix
        self.clock = clock
        self.at_work: Bools = (choice > 0) | (matrix.served == 0)
        self.at_work[matrix.some_of_lines(AT_FIRST, np.random.default_rng(seed))] = True
        self.at_work[matrix.cheapest_of_lines(np.diff(matrix.starts).astype(float))] = True
        self.x: Floats = choice.astype(float)
        self.duals: Floats = np.zeros(matrix.system.num_rows)
        self._added: list[Facet | None] = []  # rows that were added; None: of a corner
        self.of_caps: dict[int, float] = {}  # multipliers of tiers above that are rows
        self.took = 0.0  # the last relaxation, by the clock
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
            found = prices(self.matrix, tier, self.duals, {**self.multipliers(), **above}, values)
            if best is None or found.relaxed > best.relaxed:
                best, self.rates = found, {**self.rates, **above}
            rates.told(self.matrix.system.costs @ self.x, tier)
            gap = rates.promise - best.relaxed
            if gap <= max(CLOSE, CLOSE * RELATIVE * abs(rates.promise)):
                break
            added = self.bring_in(found, max(LITTLE, gap * NOTICED / max(1, len(self.matrix.lines))))
            facets = self._packings.broken_by(self.x, BROKEN)
            self._append([each.row for each in facets], facets)
            if added <= FEW_LINES * len(self.matrix.lines):
                precision = precision / FINER
            if precision < FINE:
                break
        return None if best is None else best.with_rows(self.matrix.system.num_rows)

    def of_given_rows(self, duals: Floats) -> Floats:
        """Multipliers without those of added rows: a row that has coefficients as large takes them over."""
        given = len(duals) - len(self._added)
        found = duals[:given].copy()
        for each, dual in zip(self._added, duals[given:].tolist(), strict=True):
            if each is not None:
                found[each.parent] += each.times * dual
        return found

    def corner(
        self, tier: int, caps: list[Cap], basis: Basis | None, *, grown: bool, until: float | None
    ) -> Basis | None:
        """Go to a corner of the relaxation over the columns at work, from another one; where it stands.

        Parameters
        ----------
        basis : of all columns, of all rows, and after them of the tiers above.
        grown : columns came since, not rows.
        """
        program, columns = over(self.matrix, self.at_work, self.matrix.system.costs[tier], caps)
        start = None if basis is None else Basis(basis.columns[columns], basis.rows)
        found = wire.corner(program, seconds=self.clock.seconds_until(until), basis=start, grown=grown)
        if found.basis is None or not self._take(found, columns, caps):
            return None
        sides = np.full(len(self.at_work), -1, dtype=np.int8)
        sides[columns] = found.basis.columns
        return Basis(sides, found.basis.rows)

    def in_use(self) -> Bools:
        """Columns that the last relaxation uses, those of no line, and the plainest of each line."""
        plain = self.matrix.best_of_lines(np.diff(self.matrix.starts).astype(float), self.at_work, 1)
        used = (self.x > USED) | (self.matrix.served == 0)
        used[plain] = True
        return np.asarray(used)

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Rows that every choice keeps."""
        self._append(rows, [None] * len(rows))

    def bring_in(self, found: Prices, little: float) -> int:
        """Columns of negative reduced cost before lines were repaired, a few of each line; how many lines have one."""
        matrix = self.matrix
        step = np.zeros(len(self.duals))
        step[matrix.lines] = (found.duals - self.duals)[matrix.lines]
        change = np.bincount(matrix.column_of, step[matrix.line_of], len(self.at_work))
        wanted = (found.reduced_costs + change < -little) & ~self.at_work
        self.at_work[matrix.best_of_lines(found.reduced_costs + change, wanted, MORE)] = True
        return len(np.unique(matrix.line_of[wanted[matrix.column_of]]))

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
        scale = SHARES if above else 1
        costs = mixed(self.matrix, tier, shares_of(above)) if above else self.matrix.system.costs[tier]
        program, columns = over(self.matrix, self.at_work, costs, caps)
        of_caps = [self.of_caps.get(cap.tier, 0.0) for cap in caps]
        warm = wire.Warm(self.x[columns], np.append(self.duals, of_caps) * scale)
        found = wire.near_optimum(program, precision=precision, warm=warm, seconds=self.clock.seconds_until(until))
        return self._take(found, columns, caps, scale)

    def _take(self, found: Relaxation, columns: Ints, caps: list[Cap], scale: int = 1) -> bool:
        """Keep a solution over some columns, with costs times ``scale``; whether it is one."""
        if found.x is None or found.duals is None:
            return False
        number = self.matrix.system.num_rows
        self.x = np.zeros(self.matrix.system.num_columns)
        self.x[columns] = found.x
        duals = found.duals / scale
        self.duals = duals[:number]
        self.of_caps = dict(zip([cap.tier for cap in caps], duals[number:].tolist(), strict=True))
        return True

    def multipliers(self) -> dict[int, float]:
        """What the last relaxation says of the tiers above: not below 0."""
        return {tier: max(0.0, -dual) for tier, dual in self.of_caps.items()}

    @cached_property
    def _packings(self) -> Packings:
        return Packings(self.matrix.system)

    def _append(self, rows: Sequence[Row], added: Sequence[Facet | None]) -> None:
        self._added += added
        self.matrix = self.matrix.with_rows(rows)
        self.duals = np.append(self.duals, np.zeros(len(rows)))


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
