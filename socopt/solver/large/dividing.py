"""Parts of a very large problem that hardly anything joins, though rows may: where the fewest columns lie across.

Families (lines that columns serve together) are never cut. On the graph of families and the rows that they touch, a
number for each family is smoothed again and again: over the rows, and back. It becomes nearly constant wherever much is
joined, so the families fall apart at the widest gaps between the numbers. Of the widest, the cut with the fewest
touches across is taken if these are few; then each side is looked at by itself. A hint only: any parts will do.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from socopt.solver.components import connected
from socopt.solver.large.matrix import Floats
from socopt.solver.problem import AllocationProblem, Ints
from socopt.solver.system import Bools, System

ROUNDS = 60  # of smoothing
GAPS = 12  # the widest that are looked at
LEAST = 0.05  # of the families: a smaller side is not cut off
FEW = 0.03  # of the touches may lie across a cut


@dataclass(frozen=True, eq=False)
class Touches:
    """Which family touches which row, shape (num_touches,) each; how many columns each family has."""

    family: Ints
    row: Ints
    columns: Ints

    def among(self, kept: Bools) -> "Touches":
        """Those of some families, numbered anew from 0."""
        number, here = np.cumsum(kept) - 1, kept[self.family]
        return Touches(number[self.family[here]], self.row[here], self.columns[kept])


def parts_of(problem: AllocationProblem, most_columns: int, seed: int) -> tuple[Ints, Ints]:
    """The part of each column and the part that each row belongs to, numbered from 0.

    Parameters
    ----------
    most_columns : parts with more are cut, where there is a good cut.
    """
    label = _families(problem)
    served = label >= 0
    of_entry = label[problem.row_columns]
    touching = np.flatnonzero(of_entry >= 0)
    family, row = of_entry[touching], problem.row_of_entry()[touching]
    changes = (np.diff(family, prepend=-1) != 0) | (np.diff(row, prepend=-1) != 0)
    family, row = family[changes], row[changes]
    touches = Touches(family, row, np.bincount(label[served], minlength=int(label.max(initial=-1)) + 1))
    part_of_family = np.zeros(len(touches.columns), dtype=np.int64)
    for number, families in enumerate(_cut(touches, np.arange(len(part_of_family)), most_columns, seed)):
        part_of_family[families] = number
    count = int(part_of_family.max(initial=0)) + 1
    votes = np.bincount(row * count + part_of_family[family], minlength=problem.num_rows * count)
    part_of_row = votes.reshape(problem.num_rows, count).argmax(axis=1)
    part = np.zeros(problem.num_columns, dtype=np.int64)
    part[problem.row_columns[::-1]] = part_of_row[problem.row_of_entry()[::-1]]  # of no family: with its first row
    part[served] = part_of_family[label[served]]
    return part, part_of_row


def _families(problem: AllocationProblem) -> Ints:
    """A number for the family of each column, from 0; -1 where it serves no line."""
    covering = problem.cover[problem.row_of_entry()]
    row, column = problem.row_of_entry()[covering], problem.row_columns[covering]
    lines, row = np.unique(row, return_inverse=True)
    none, width = np.zeros(len(lines), dtype=np.int64), len(lines)
    nothing = np.zeros((0, problem.num_columns), dtype=np.int64)
    only = System(nothing, row, column, np.ones_like(row), none, none, np.ones(width, dtype=bool), lines)
    labels = np.full(problem.num_columns, -1)
    served = np.bincount(column, minlength=problem.num_columns) > 0
    labels[served] = np.unique(connected(only, only.cover)[served], return_inverse=True)[1]
    return labels


def _cut(touches: Touches, families: Ints, most_columns: int, seed: int) -> Iterator[Ints]:
    """Families of each part in the end."""
    side = _side(touches, seed) if touches.columns.sum() > most_columns else None
    if side is None:
        yield families
        return
    for kept in (side, ~side):
        yield from _cut(touches.among(kept), families[kept], most_columns, seed)


def _side(touches: Touches, seed: int) -> Bools | None:
    """The families of one side of the best cut; None where none is good enough."""
    merit = _smoothed(touches, seed)
    order = np.argsort(merit, kind="stable")
    least = max(1, int(LEAST * len(order)))
    gaps = np.diff(merit[order])[least - 1 : len(order) - least]
    best, across = None, FEW * len(touches.row)
    for gap in np.argsort(-gaps, kind="stable")[:GAPS].tolist():
        side = merit <= merit[order[least - 1 + gap]]
        low = np.bincount(touches.row, side[touches.family])
        found = np.minimum(low, np.bincount(touches.row) - low).sum()
        if found < across:
            best, across = side, found
    return best


def _smoothed(touches: Touches, seed: int) -> Floats:
    """Numbers for the families, alike where much is joined; their mean over the touches is 0."""
    of_family = np.maximum(1, np.bincount(touches.family, minlength=len(touches.columns)))
    of_row = np.maximum(1, np.bincount(touches.row))
    merit = np.random.default_rng(seed).standard_normal(len(of_family))
    for _ in range(ROUNDS):
        merit = merit - (merit @ of_family) / of_family.sum()
        merit = merit / max(float(np.abs(merit).max(initial=0)), 1e-300)
        of_rows = np.bincount(touches.row, merit[touches.family]) / of_row
        merit = np.bincount(touches.family, of_rows[touches.row], len(of_family)) / of_family
    return merit
