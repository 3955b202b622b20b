"""Small integer programs around a solution: some lines (covering rows) are free, all else stays as it is."""

import numpy as np
from numpy.typing import NDArray

from socopt.solver.backend import Program
from socopt.solver.problem import NO_LIMIT, Ints
from socopt.solver.system import Bools, System


def lines_of(system: System, columns: Bools) -> Bools:
    """Covering rows of some columns, shape (num_rows,)."""
    lines = np.zeros(system.num_rows, dtype=bool)
    lines[system.rows[columns[system.columns] & system.cover[system.rows]]] = True
    return lines


def neighbours(system: System, lines: Bools) -> Bools:
    """Columns that serve these lines and no other, shape (num_columns,)."""
    covering = system.cover[system.rows]
    serves = np.bincount(system.columns[covering], minlength=system.num_columns)
    within = np.bincount(system.columns[covering & lines[system.rows]], minlength=system.num_columns)
    return np.asarray(serves == within)


def cheapest_of_lines(system: System, merit: NDArray[np.float64], count: int) -> Bools:
    """The columns that are among so many of least merit of one of their lines, and those of no line."""
    covering = np.flatnonzero(system.cover[system.rows])
    line, column = system.rows[covering], system.columns[covering]
    order = np.lexsort((merit[column], line))
    line, column = line[order], column[order]
    chosen = np.bincount(column, minlength=system.num_columns) == 0
    chosen[column[np.arange(len(line)) - np.searchsorted(line, line) < count]] = True
    return np.asarray(chosen)


def restricted(system: System, costs: Ints, free: Bools, x: NDArray[np.float64]) -> tuple[Program, Ints]:
    """The program over the free columns, the others as they are in ``x`` (rounded); and these others."""
    chosen = np.where(free, 0, np.rint(x)).astype(np.int64)
    inner = system.take(free)
    outer = system.activity(chosen)
    kept = np.bincount(system.rows[free[system.columns]], minlength=system.num_rows) > 0
    kept |= (system.lower > 0) | (system.upper < 0)
    lower = np.where(inner.lower == -NO_LIMIT, -NO_LIMIT, inner.lower - outer[kept])
    upper = np.where(inner.upper == NO_LIMIT, NO_LIMIT, inner.upper - outer[kept])
    return Program(costs[free], inner.rows, inner.columns, inner.values, lower, upper), chosen
