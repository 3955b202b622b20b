"""Parts of a system that no row joins: solved apart, their optima add up."""

from itertools import pairwise

import numpy as np

from socopt.solver.problem import Ints
from socopt.solver.system import Bools, System

WORTH_A_CALL = 300  # columns: smaller parts are bundled up to about this size


def components(system: System, joining: Bools) -> list[Ints]:
    """Columns of the connected parts, each sorted, largest part last; only ``joining`` rows join."""
    if not system.num_columns:
        return []
    labels = connected(system, joining)
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    parts = sorted(np.split(order, starts[1:]), key=lambda part: (len(part), part[0]))
    return [np.sort(part) for part in _bundled(parts)]


def _bundled(parts: list[Ints]) -> list[Ints]:
    """Parts with the small ones (first) put together: a call of a backend costs more than a few columns do."""
    size_so_far = np.cumsum([len(part) for part in parts])
    bundle = size_so_far // (WORTH_A_CALL + 1)
    starts = np.flatnonzero(np.diff(bundle, prepend=-1)).tolist()
    return [np.concatenate(parts[start:end]) for start, end in pairwise([*starts, len(parts)])]


def connected(system: System, joining: Bools) -> Ints:
    """The least column of each column's component, by spreading least labels along rows."""
    joined = joining[system.rows]
    row, column = system.rows[joined], system.columns[joined]
    labels = np.arange(system.num_columns)
    while True:
        of_row = np.full(system.num_rows, system.num_columns)
        np.minimum.at(of_row, row, labels[column])
        spread = labels.copy()
        np.minimum.at(spread, column, of_row[row])
        spread = spread[spread]
        if (spread == labels).all():
            return labels
        labels = spread
