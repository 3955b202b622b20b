"""Exact lower bounds from inexact duals.

For any multipliers y (of the right sign per row) the Lagrangian bound
sum_i (y_i > 0 ? y_i L_i : y_i U_i) + sum_j min(0, d_j)  with reduced costs  d = c - A'y  holds for every feasible x.
Duals of a floating-point LP are rounded to multiples of 1/scale first, the scale being as fine as 64 bits allow;
everything after that is integer arithmetic, so bound and reduced costs are exact.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.solver.problem import NO_LIMIT, Ints

SCALE = 2**20  # of certificates
FINEST = 2**32
SAFE = 2**62


@dataclass(frozen=True, eq=False)
class DualBound:
    """A bound, the reduced cost of every column and the multiplier of every row, all times ``scale``."""

    scaled: int
    reduced_costs: Ints
    multipliers: Ints
    scale: int = SCALE

    @property
    def value(self) -> int:
        """The bound as an integer: objectives are integers, so it may be rounded up."""
        return -(-self.scaled // self.scale)

    def too_dear(self, limit: int) -> NDArray[np.bool_]:
        """Columns that no solution with an objective of at most ``limit`` contains."""
        return self.reduced_costs > limit * self.scale - self.scaled

    def slack_left(self, limit: int) -> Ints:
        """How far each row may be from the limit its multiplier pushes it to, within an objective of ``limit``."""
        room = max(0, limit * self.scale - self.scaled)
        size = np.abs(self.multipliers)
        return np.where(size > 0, room // np.maximum(size, 1), NO_LIMIT)

    def most(self, slack: Ints, open_columns: NDArray[np.bool_]) -> int:
        """The objective, times ``scale``, is at most this over the open columns where rows have at most this slack."""
        size = np.abs(self.multipliers)
        priced = size > 0
        of_columns = np.maximum(self.reduced_costs[open_columns], 0).sum()
        missed = np.minimum(self.reduced_costs, 0).sum()
        return (
            self.scaled
            + int(of_columns)
            - int(missed)
            + sum(int(a) * int(b) for a, b in zip(size[priced].tolist(), slack[priced].tolist(), strict=True))
        )


def dual_bound(
    costs: Ints,
    rows: Ints,
    columns: Ints,
    values: Ints,
    lower: Ints,
    upper: Ints,
    duals: NDArray[np.float64],
    *,
    cover: NDArray[np.bool_] | None = None,
    shut: NDArray[np.bool_] | None = None,
) -> DualBound | None:
    """The Lagrangian bound for given duals; None where they are no numbers or too large.

    Parameters
    ----------
    costs : ndarray of shape (num_columns,), int64.
    rows, columns, values : ndarrays of shape (num_entries,), int64. The matrix by entries.
    lower, upper : ndarrays of shape (num_rows,), int64.
    duals : ndarray of shape (num_rows,), float64. Any numbers; good duals give a good bound.
    cover : ndarray of shape (num_rows,), bool. Rows that choose exactly one of their columns: their multipliers are
        moved until no column of theirs has a negative reduced cost, which raises the bound and all reduced costs.
    shut : ndarray of shape (num_columns,), bool. Columns that are 0.
    """
    if duals.shape != lower.shape or not (np.abs(duals) < SAFE).all():
        return None
    y = np.where(upper == NO_LIMIT, np.maximum(duals, 0.0), duals)
    y = np.where(lower == -NO_LIMIT, np.minimum(y, 0.0), y)
    limits = np.where(y > 0, lower, np.where(y < 0, upper, 0))
    size = np.abs(y) @ np.abs(limits.astype(float)) + np.abs(costs.astype(float)).sum()
    size += np.abs(values.astype(float)) @ np.abs(y)[rows]
    scale = FINEST
    while size * scale >= SAFE:
        scale //= 2
    if not scale:
        return None
    scaled = np.rint(y * scale).astype(np.int64)
    reduced = costs * scale
    np.subtract.at(reduced, columns, values * scaled[rows])
    if shut is not None:
        reduced[shut] = np.maximum(reduced[shut], 0)
    if cover is not None:
        scaled = moved(scaled, reduced, rows, columns, cover)
        limits = np.where(cover, lower, limits)
    total = int(scaled @ np.where(scaled != 0, limits, 0)) + int(np.minimum(reduced, 0).sum())
    return DualBound(total, reduced, scaled, scale)


def moved(multipliers: Ints, reduced: Ints, rows: Ints, columns: Ints, cover: NDArray[np.bool_]) -> Ints:
    """Multipliers of covering rows lowered by the least reduced cost, where that is negative; ``reduced`` follows.

    Each column is seen to by the first of its covering rows.
    """
    covering = np.flatnonzero(cover[rows])
    first = np.full(len(reduced), len(cover))
    first[columns[covering[::-1]]] = rows[covering[::-1]]
    least = np.zeros(len(cover) + 1, dtype=np.int64)
    np.minimum.at(least, first, np.minimum(reduced, 0))
    np.subtract.at(reduced, columns[covering], least[rows[covering]])
    return multipliers + least[:-1]
