"""Rows that every choice keeps but the relaxation breaks, found in small blocks of it.

Let d be the reduced costs of multipliers y. For every choice, what it costs above the bound of y is what its columns
cost by d, and what its rows of price y leave slack:

    sum_j d_j x_j + sum_i |y_i| slack_i(x).

Over the choices that keep the rows of a block (all others left out) the least of this, for the columns and the rows of
the block alone, is the value of a small integer program. Where it lies above 0, that is a row; columns that cost more
than this least count for no more than it. A block begins with the rows of columns that the relaxation splits, and grows
by the rows of columns without cost. Duals are rounded first: any multipliers will do.
"""

import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from socopt.solver import backend
from socopt.solver.backend import BackendError, Program, Relaxation
from socopt.solver.bounds import moved
from socopt.solver.clock import Clock
from socopt.solver.components import connected
from socopt.solver.problem import NO_LIMIT, Ints
from socopt.solver.soundness import EXACT
from socopt.solver.system import Bools, Row, System

DENOMINATORS = (840, 60, 12, 1)  # of rounded duals: the first with which costs stay small
LARGEST_COST = 10**7
LARGEST_PRODUCT = 2**50  # of a dual and a coefficient
MOST_COLUMNS = 4_000  # of a block
FEW_COLUMNS = 1_500  # of a block of a single row
MOST_GROWTHS = 3
MOST_FAILURES = 25  # seeds one after the other
NODES = 100
VIOLATED = 1e-3
NEAR = 1e-6


def local_cuts(
    system: System,
    costs: Ints,
    relaxation: Relaxation,
    seeds: "Seeds",
    *,
    known: Ints | None,
    clock: Clock,
    seed: int,
) -> list[Row]:
    """Rows that the solution of the relaxation breaks, at most one from each seed.

    Parameters
    ----------
    seeds : where blocks begin: ``blocks`` or ``rows_of_blocks``.
    known : a choice that keeps all rows, where there is one: no row that it breaks is believed.
    """
    found: list[Row] = []
    if not _is_sound(relaxation, system):
        return found
    prices = Prices(system, costs, relaxation)
    failures = 0
    for columns, most_columns in seeds(prices):
        failures += 1
        for rows in prices.growths(columns, most_columns):
            if clock.is_over() or failures > MOST_FAILURES:
                return found
            cut = prices.cut(rows, clock, seed)
            if cut is not None and (known is None or int(cut.values @ known[cut.columns]) >= cut.lower):
                found.append(cut)
                failures = 0
                break
    return found


def _is_sound(relaxation: Relaxation, system: System) -> bool:
    """Whether a relaxation is one of this system, with duals that can be reckoned with in integers."""
    x, duals = relaxation.x, relaxation.duals
    if x is None or duals is None or x.shape != (system.num_columns,) or duals.shape != (system.num_rows,):
        return False
    size = np.abs(duals).max(initial=0.0) * np.abs(system.values).max(initial=1) * DENOMINATORS[0]
    return bool(np.isfinite(x).all() and size < LARGEST_PRODUCT)


def scale_for(costs: Ints) -> int:
    """By what multipliers are multiplied before they are rounded."""
    largest = int(np.abs(costs).max(initial=0))
    return next((each for each in DENOMINATORS if each * largest <= LARGEST_COST), 1)


class Prices:
    """Rounded multipliers, with reduced costs that are never negative."""

    def __init__(self, system: System, costs: Ints, relaxation: Relaxation) -> None:
        x, duals = relaxation.x, relaxation.duals
        assert x is not None
        assert duals is not None
        self.system = system
        self.x = x
        self.scale = scale_for(costs)
        rounded = np.rint(duals * self.scale).astype(np.int64)
        wrong = (rounded > 0) & (system.lower == -NO_LIMIT) | (rounded < 0) & (system.upper == NO_LIMIT)
        self.multipliers = np.where(wrong, 0, rounded)
        self.reduced = costs * self.scale
        np.subtract.at(self.reduced, system.columns, system.values * self.multipliers[system.rows])
        self.multipliers = moved(self.multipliers, self.reduced, system.rows, system.columns, system.cover)
        activity = np.bincount(system.rows, system.values * x[system.columns], system.num_rows)
        self.tight = (np.abs(activity - system.upper) < NEAR) | (np.abs(activity - system.lower) < NEAR)
        self.entries = np.bincount(system.rows, minlength=system.num_rows)
        self.split: Bools = np.asarray((x > NEAR) & (x < 1 - NEAR))

    def rows_of(self, block: Bools) -> Bools:
        rows = np.zeros(self.system.num_rows, dtype=bool)
        rows[self.system.rows[block[self.system.columns]]] = True
        return rows

    def growths(self, block: Bools, most_columns: int) -> Iterator[Bools]:
        """The rows of a block, growing."""
        system = self.system
        rows = self.rows_of(block)
        narrow = self.tight & (self.entries <= MOST_COLUMNS // 4)
        for _ in range(MOST_GROWTHS):
            touched = self.columns_of(rows)
            if int(touched.sum()) > most_columns:
                return
            yield rows
            free = touched & (self.reduced <= 0)
            grown = rows.copy()
            grown[system.rows[free[system.columns]]] = True
            grown &= narrow | rows
            if (grown == rows).all():
                return
            rows = grown

    def columns_of(self, rows: Bools) -> Bools:
        touched = np.zeros(self.system.num_columns, dtype=bool)
        touched[self.system.columns[rows[self.system.rows]]] = True
        return touched

    def cut(self, rows: Bools, clock: Clock, seed: int) -> Row | None:
        """The row of a block; None where the relaxation keeps it."""
        system, y = self.system, self.multipliers
        own = rows[system.rows]
        ids = np.flatnonzero(self.columns_of(rows))
        reduced = self.reduced[ids]
        priced = rows & ~system.cover & (y != 0)
        limits = np.where(y > 0, system.lower, np.where(y < 0, system.upper, 0))
        constant = -int((y * np.where(priced, limits, 0)).sum())
        entries = priced[system.rows]
        slack = np.zeros(len(ids), dtype=np.int64)
        place = np.searchsorted(ids, system.columns[entries])
        np.add.at(slack, place, system.values[entries] * y[system.rows[entries]])
        kept = np.flatnonzero(rows)
        program = Program(
            reduced + slack,
            np.searchsorted(kept, system.rows[own]),
            np.searchsorted(ids, system.columns[own]),
            system.values[own],
            system.lower[kept],
            system.upper[kept],
        )
        least = _least(program, clock, seed)
        if least is None or least + constant <= 0 or (reduced < 0).any():
            return None
        values = np.minimum(reduced, least + constant) + slack
        used = np.flatnonzero(values)
        if not len(used) or least - float(values @ self.x[ids]) < VIOLATED * self.scale:
            return None
        if np.abs(values.astype(float)).sum() >= EXACT:
            return None
        divisor = int(np.gcd.reduce(values[used]))
        return Row(ids[used], values[used] // divisor, lower=-(-least // divisor))


def _least(program: Program, clock: Clock, seed: int) -> int | None:
    """The least of a small integer program, where it was found and proven."""
    try:
        found = backend.minimize(program, seconds=clock.seconds_left(), seed=seed, nodes=NODES)
    except BackendError:
        return None
    if found.x is None or found.bound is None or found.x.shape != program.costs.shape:
        return None
    if not np.isfinite(found.x).all() or not math.isfinite(found.bound):
        return None
    x = np.rint(found.x).astype(np.int64)
    activity = np.zeros(len(program.lower), dtype=np.int64)
    np.add.at(activity, program.rows, program.values * x[program.columns])
    if ((x < 0) | (x > 1)).any() or ((activity < program.lower) | (activity > program.upper)).any():
        return None
    value = int(program.costs @ x)
    return min(value, math.ceil(found.bound - VIOLATED))


Seeds = Callable[[Prices], Iterable[tuple[Bools, int]]]


def blocks(prices: Prices) -> Iterator[tuple[Bools, int]]:
    """Columns that the relaxation splits, as far as tight rows join them; and to how many the block may grow."""
    system = prices.system
    part = system.take(prices.split, prices.tight)
    of_split = connected(part, np.ones(part.num_rows, dtype=bool))
    columns = np.flatnonzero(prices.split)
    for label in np.unique(of_split):
        block = np.zeros(system.num_columns, dtype=bool)
        block[columns[of_split == label]] = True
        yield block, MOST_COLUMNS


def rows_of_blocks(prices: Prices) -> Iterator[tuple[Bools, int]]:
    """The split columns of each tight row, rows with the highest prices first."""
    system = prices.system
    inside = prices.split[system.columns]
    held = np.bincount(system.rows[inside], minlength=system.num_rows)
    rows = np.flatnonzero(prices.tight & ~system.cover & (held > 1) & (prices.entries <= FEW_COLUMNS))
    for row in rows[np.argsort(-np.abs(prices.multipliers[rows]), kind="stable")].tolist():
        piece = np.zeros(system.num_columns, dtype=bool)
        piece[system.columns[inside & (system.rows == row)]] = True
        yield piece, FEW_COLUMNS
