"""Rows that every choice keeps but the corner of a relaxation breaks.

A corner that splits column j is the solution of its basis B. With u, the row of the inverse of B that belongs to j, the
rows of the system, each times u_i, sum to an equality in which of all columns off their limits only j is left. Here u
is taken in whole numbers over a small denominator D. Whole multiples of rows whose slack is a whole number change
nothing but the rest of a division, so of u only the rest is kept, of the sign that the limit at which the row stands
allows. What is left is a row that all choices keep, a x <= b, with a and b in multiples of 1/D. Written in distances
from the corner (x or 1 - x), rounding by f = b - floor(b) gives (mixed-integer rounding: Gomory; Marchand and Wolsey,
Operations Research 49, 2001)

    sum_j (floor(a_j) + max(0, frac(a_j) - f) / (1 - f)) x_j  <=  floor(b).

Any u of the right signs gives a row that holds, and all of it is integer arithmetic: the corner only proposes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from socopt.solver.problem import NO_LIMIT, Ints
from socopt.solver.program import Basis
from socopt.solver.rounding import rounded
from socopt.solver.soundness import EXACT
from socopt.solver.system import Row, System

Floats = NDArray[np.float64]
LARGEST_DENOMINATOR = 120
DENOMINATORS = np.arange(1, LARGEST_DENOMINATOR + 1)
NEAR_WHOLE = 1e-5
ZERO = 1e-9
SPLIT = 1e-6
VIOLATED = 1e-4  # of the distance by which a row cuts the corner off
MOST_ENTRIES = 2_000  # of a row
MOST_SUMMED = 100_000  # entries of the rows that are summed
MOST_ROWS = 300  # of one corner
FIRST_LOOK = 24  # values of a row of the inverse
MOST_OVERLAP = 6.0  # rows already taken that a column of a further row is in, on average
MOST_BLOCK = 64  # rows of the inverse found at once


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    distance: float
    row: Row


def rows_of_corner(system: System, x: Floats, basis: Basis, longest: int = MOST_ENTRIES) -> list[Row]:
    """Rows that a corner breaks, those that cut deepest first, few of them through the same columns.

    Parameters
    ----------
    x : ndarray of shape (num_columns,). The solution of the relaxation at the corner.
    basis : which columns and rows are basic, and at which limit the others stand.
    longest : entries that a row may have.
    """
    matrix, sums = sums_of_corner(system, x, basis)
    return _chosen(list(_broken(system, matrix, x, sums, longest)), system.num_columns)


def sums_of_corner(system: System, x: Floats, basis: Basis) -> tuple[sparse.csr_matrix, list["Sum"]]:
    """The matrix, and sums of its rows that leave one split column, over a denominator, to be rounded."""
    try:
        inverse = _Inverse(system, basis)
    except (RuntimeError, ValueError):  # of another system, or singular in floating point
        return sparse.csr_matrix((system.num_rows, system.num_columns), dtype=np.int64), []
    return inverse.matrix, [
        each
        for rows, values in inverse.rows_of(x)
        for whole, denominator in _as_fractions(values)
        for sign in (1, -1)
        for each in _rests(system, basis, Sum(rows, sign * whole, denominator))
    ]


def exact_sums(system: System, sums: list["Sum"]) -> list["Sum"]:
    """Sums of any rows that stay in whole numbers that are exact, and of not too many entries."""
    sizes = np.bincount(system.rows, np.abs(system.values), system.num_rows).astype(float)
    entries = np.bincount(system.rows, minlength=system.num_rows)
    return [each for each in sums if len(each.rows) and entries[each.rows].sum() <= MOST_SUMMED
            and _is_exact(system, each, sizes)]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """Rows, the whole number by which each is multiplied when they are added up, and one denominator."""

    rows: Ints
    times: Ints
    denominator: int

    def limit(self, system: System) -> int:
        """What the sum is at most."""
        return int(self.times @ self.limits(system))

    def limits(self, system: System) -> Ints:
        """Of every row the limit that counts for the sign of its multiplier."""
        return np.where(self.times > 0, system.upper[self.rows], system.lower[self.rows])


def entries_of(matrix: sparse.csr_matrix, sums: list[Sum]) -> Iterator[tuple[Sum, Ints, Ints]]:
    """Every sum with the columns and values of its entries."""
    starts = np.cumsum([0, *(len(each.rows) for each in sums)])
    rows, times = (np.concatenate(parts) for parts in zip(*((each.rows, each.times) for each in sums), strict=True))
    added = sparse.csr_matrix((times, rows, starts), shape=(len(sums), matrix.shape[0])) @ matrix
    for number, each in enumerate(sums):
        span = slice(added.indptr[number], added.indptr[number + 1])
        yield each, added.indices[span], added.data[span]


def _broken(
    system: System, matrix: sparse.csr_matrix, x: Floats, sums: list[Sum], longest: int = MOST_ENTRIES
) -> Iterator[_Found]:
    """What rounding makes of sums of rows, where the corner breaks it."""
    kept = exact_sums(system, sums)
    if not kept:
        return
    for each, columns, values in entries_of(matrix, kept):
        found = _rounded(columns, values, each.limit(system), x, each.denominator, longest)
        if found is not None:
            yield found


class _Inverse:
    """The basis of a corner, factored."""

    def __init__(self, system: System, basis: Basis) -> None:
        shape = (system.num_rows, system.num_columns)
        self.matrix = sparse.csr_matrix((system.values, (system.rows, system.columns)), shape=shape)
        self.columns = np.flatnonzero(basis.columns == 0)
        rows = np.flatnonzero(basis.rows == 0)
        if shape != (len(basis.rows), len(basis.columns)) or len(self.columns) + len(rows) != system.num_rows:
            raise ValueError("a basis of another system")
        slacks = sparse.csc_matrix(
            (-np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(system.num_rows, len(rows))
        )
        self.factors = splu(sparse.hstack([self.matrix.tocsc()[:, self.columns].astype(float), slacks], format="csc"))

    def rows_of(self, x: Floats) -> Iterator[tuple[Ints, Floats]]:
        """Rows of the inverse that belong to the columns which a solution splits: where they are not 0, and values."""
        of_split = np.flatnonzero(np.abs(x[self.columns] - np.rint(x[self.columns])) > SPLIT)
        for start in range(0, len(of_split), MOST_BLOCK):
            some = of_split[start : start + MOST_BLOCK]
            units = np.zeros((self.matrix.shape[0], len(some)))
            units[some, np.arange(len(some))] = 1.0
            for row in self.factors.solve(units, trans="T").T:
                places = np.flatnonzero(np.abs(row) >= ZERO)
                yield places, row[places]


def _as_fractions(values: Floats) -> Iterator[tuple[Ints, int]]:
    """Whole numbers over one denominator: the least that says the values nearly, if there is one."""
    denominators = DENOMINATORS
    for some in (values[:FIRST_LOOK], values):  # most of what has no denominator shows it soon
        times = some * denominators[:, None]
        denominators = denominators[np.abs(times - np.rint(times)).max(axis=1, initial=0.0) < NEAR_WHOLE]
    if len(denominators) and np.abs(values).max(initial=0.0) * denominators[0] < EXACT:
        yield np.rint(values * denominators[0]).astype(np.int64), int(denominators[0])


def _rounded(columns: Ints, sums: Ints, limit: int, x: Floats, denominator: int, longest: int) -> _Found | None:
    """The row that rounding makes of ``sums`` x <= ``limit``; None where the corner keeps it or it is too long."""
    # From here on each column is its distance from the limit at which it stands.
    turned = x[columns] > 0.5
    limit -= int(sums[turned].sum())
    values = np.where(turned, -sums, sums)
    if not limit % denominator:
        return None
    made = rounded(values, limit, denominator)
    away = np.where(turned, 1.0 - x[columns], x[columns])
    kept = made.values != 0
    size = float(np.sqrt(np.square(made.values, dtype=float).sum()))
    distance = (float((made.values * away).sum()) - made.upper) / max(1.0, size)  # (BLAS would start threads for it)
    if distance < VIOLATED or int(kept.sum()) > longest:
        return None
    order = np.argsort(columns[kept])
    final = np.where(turned, -made.values, made.values)[kept][order]
    divisor = int(np.gcd.reduce(final))
    upper = (made.upper - int(made.values[turned].sum())) // divisor
    return _Found(distance, Row(columns[kept][order].astype(np.int64), final // divisor, upper=upper))


def _rests(system: System, basis: Basis, whole: Sum) -> Iterator[Sum]:
    """What is left of multipliers: of no sign for equalities, at least 0 for upper limits, at most 0 for lower ones."""
    rows, times, denominator = whole.rows, whole.times, whole.denominator
    lower, upper, side = system.lower[rows], system.upper[rows], basis.rows[rows]
    nearest = times - denominator * np.rint(times / denominator).astype(np.int64)
    at_upper, at_lower = (side > 0) & (upper < NO_LIMIT), (side < 0) & (lower > -NO_LIMIT)
    one_sided = np.where(at_upper, times % denominator, np.where(at_lower, -(-times % denominator), 0))
    rests = np.where(lower == upper, nearest, one_sided)
    if rests.any():
        yield Sum(rows[rests != 0], rests[rests != 0], denominator)


def _is_exact(system: System, each: Sum, sizes: Floats) -> bool:
    """Whether all that follows stays in whole numbers that are exact; rounding multiplies by a denominator at most."""
    largest = np.abs(each.limits(system)).astype(float) + sizes[each.rows]
    return float(np.abs(each.times).astype(float) @ largest) * LARGEST_DENOMINATOR < EXACT


def _chosen(found: list[_Found], num_columns: int) -> list[Row]:
    """The deepest first, each once; a row through columns that many rows are in already is left out."""
    taken = np.zeros(num_columns)
    rows: dict[tuple[bytes, bytes, int], Row] = {}
    for row in (each.row for each in sorted(found, key=lambda each: -each.distance)):
        key = (row.columns.tobytes(), row.values.tobytes(), row.upper)
        if len(rows) < MOST_ROWS and key not in rows and taken[row.columns].mean() <= MOST_OVERLAP:
            taken[row.columns] += 1
            rows[key] = row
    return list(rows.values())
