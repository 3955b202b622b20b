"""Rows at the corner of a relaxation that can be made again from rows: sums of rows, rounded as rounding.py says.

They are those of corner.py, but that no column is turned round: where the chosen column of a line has an entry that is
no multiple of the denominator, the line's covering row is added so often that it is one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from socopt.solver.corner import (
    MOST_ENTRIES,
    MOST_OVERLAP,
    MOST_ROWS,
    VIOLATED,
    Sum,
    entries_of,
    exact_sums,
    sums_of_corner,
)
from socopt.solver.problem import Ints
from socopt.solver.program import Basis
from socopt.solver.rounding import Terms, rounded
from socopt.solver.system import Bools, System

Floats = NDArray[np.float64]
CHOSEN = 1 - 1e-6


@dataclass(frozen=True, eq=False)
class Cut:
    """Multipliers of the rows of a system, the denominator, and the columns and distance of what rounding makes."""

    multipliers: Ints
    denominator: int
    columns: Ints
    distance: float


def cuts_of_corner(system: System, x: Floats, basis: Basis, summed: Bools) -> list[Cut]:
    """Rows that a corner breaks, those that cut deepest first, few of them through the same columns.

    Parameters
    ----------
    summed : ndarray of shape (num_rows,), bool. Rows that may be summed.
    """
    matrix, sums = sums_of_corner(system, x, basis)
    sums = [each for each in exact_sums(system, sums) if summed[each.rows].all()]
    if not sums:
        return []
    shifted = list(_shifted(system, matrix, x, sums))
    return _chosen(list(_broken(system, matrix, x, shifted)), system.num_columns)


def _shifted(system: System, matrix: sparse.csr_matrix, x: Floats, sums: list[Sum]) -> Iterator[Sum]:
    """With covering rows, so that chosen columns have multiples of the denominator."""
    cover = _covering(system)
    for each, columns, values in entries_of(matrix, sums):
        rests = values % each.denominator
        shift = (x[columns] > CHOSEN) & (rests > 0) & (cover[columns] >= 0)
        times = np.where(2 * rests <= each.denominator, -rests, each.denominator - rests)
        multipliers = Terms(each.rows, each.times).dense(system.num_rows)
        np.add.at(multipliers, cover[columns[shift]], times[shift])
        terms = Terms.of(multipliers)
        yield Sum(terms.numbers, terms.times, each.denominator)


def _covering(system: System) -> Ints:
    """The first covering row of every column; -1 where it has none."""
    first = np.full(system.num_columns, -1)
    covering = np.flatnonzero(system.cover[system.rows])[::-1]
    first[system.columns[covering]] = system.rows[covering]
    return first


def _broken(system: System, matrix: sparse.csr_matrix, x: Floats, sums: list[Sum]) -> Iterator[Cut]:
    for each, columns, values in entries_of(matrix, sums):
        limit = each.limit(system)
        if not limit % each.denominator:
            continue
        made = rounded(values, limit, each.denominator)
        kept = made.values != 0
        size = float(np.sqrt(np.square(made.values, dtype=float).sum()))
        distance = (float((made.values * x[columns]).sum()) - made.upper) / max(1.0, size)
        if distance >= VIOLATED and int(kept.sum()) <= MOST_ENTRIES:
            multipliers = Terms(each.rows, each.times).dense(system.num_rows)
            yield Cut(multipliers, each.denominator, columns[kept].astype(np.int64), distance)


def _chosen(found: list[Cut], num_columns: int) -> list[Cut]:
    """The deepest first; a row through columns that many rows are in already is left out."""
    taken = np.zeros(num_columns)
    cuts: list[Cut] = []
    seen = set()
    for cut in sorted(found, key=lambda each: -each.distance):
        key = cut.multipliers.tobytes(), cut.denominator
        if len(cuts) < MOST_ROWS and key not in seen and taken[cut.columns].mean() <= MOST_OVERLAP:
            seen.add(key)
            taken[cut.columns] += 1
            cuts.append(cut)
    return cuts
