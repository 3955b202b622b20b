"""Parts of a problem that no row joins: solved apart, their optima add up."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from socopt.solver.problem import AllocationProblem, Ints

WORTH_A_CALL = 300  # columns: smaller parts are bundled up to about this size


@dataclass(frozen=True, eq=False)
class Component:
    """Some columns with the rows that touch them; ``columns`` are positions in the whole problem."""

    problem: AllocationProblem
    columns: Ints


def components(problem: AllocationProblem) -> tuple[Component, ...]:
    """The connected parts, largest last; the whole problem where a tolerance joins everything.

    Rows that no choice of columns can break join nothing and are left out.
    """
    if problem.num_columns == 0 or problem.tolerances.any():
        return (Component(problem, np.arange(problem.num_columns)),)
    kept = ~_always_hold(problem)
    labels = _labels(problem, kept)
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    parts = sorted(np.split(order, starts[1:]), key=lambda part: (len(part), part[0]))
    return tuple(_component(problem, kept, np.sort(part)) for part in _bundled(parts))


def _bundled(parts: list[Ints]) -> list[Ints]:
    """Parts with the small ones (first) put together: a call of a backend costs more than a few columns do."""
    size_so_far = np.cumsum([len(part) for part in parts])
    bundle = size_so_far // (WORTH_A_CALL + 1)
    starts = np.flatnonzero(np.diff(bundle, prepend=-1)).tolist()
    return [np.concatenate(parts[start:end]) for start, end in pairwise([*starts, len(parts)])]


def _always_hold(problem: AllocationProblem) -> NDArray[np.bool_]:
    """Rows that hold whatever is chosen, as covering rows choose one column each."""
    row = problem.row_of_entry()
    cover_of = np.full(problem.num_columns, -1)
    covering = problem.cover[row]
    cover_of[problem.row_columns[covering]] = row[covering]
    alone = cover_of < 0
    cover_of[alone] = problem.num_rows + np.flatnonzero(alone)
    width = problem.num_rows + problem.num_columns
    keys, place = np.unique(row * width + cover_of[problem.row_columns], return_inverse=True)
    most, least = np.zeros((2, len(keys)), dtype=np.int64)
    np.maximum.at(most, place, problem.row_values)
    np.minimum.at(least, place, problem.row_values)
    highest = np.bincount(keys // width, most, problem.num_rows).astype(np.int64)
    lowest = np.bincount(keys // width, least, problem.num_rows).astype(np.int64)
    within = (highest <= problem.upper) & (lowest >= problem.lower)
    return np.asarray(within & ~problem.cover)


def _labels(problem: AllocationProblem, kept: NDArray[np.bool_]) -> Ints:
    """The least column of each column's component, by spreading least labels along rows."""
    row = problem.row_of_entry()
    joined = kept[row]
    row, column = row[joined], problem.row_columns[joined]
    labels = np.arange(problem.num_columns)
    while True:
        of_row = np.full(problem.num_rows, problem.num_columns)
        np.minimum.at(of_row, row, labels[column])
        spread = labels.copy()
        np.minimum.at(spread, column, of_row[row])
        spread = spread[spread]
        if (spread == labels).all():
            return labels
        labels = spread


def _component(problem: AllocationProblem, kept: NDArray[np.bool_], columns: Ints) -> Component:
    position = np.full(problem.num_columns, -1)
    position[columns] = np.arange(len(columns))
    row = problem.row_of_entry()
    entries = (position[problem.row_columns] >= 0) & kept[row]
    rows, place = np.unique(row[entries], return_inverse=True)
    part = AllocationProblem(
        costs=problem.costs[:, columns],
        row_starts=np.concatenate([[0], np.cumsum(np.bincount(place, minlength=len(rows)))]),
        row_columns=position[problem.row_columns[entries]],
        row_values=problem.row_values[entries],
        lower=problem.lower[rows],
        upper=problem.upper[rows],
        cover=problem.cover[rows],
        tolerances=problem.tolerances,
        tier_names=problem.tier_names,
        unclaimed_tiers=problem.unclaimed_tiers,
        row_names=[problem.row_names[number] for number in rows.tolist()],
    )
    return Component(part, columns)
