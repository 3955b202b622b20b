"""A part of the problem on its way down the tiers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from socopt.solver.problem import AllocationProblem, Ints
from socopt.solver.system import Bools, Row, System, side_by_side


@dataclass(frozen=True, eq=False)
class Part:
    """Open columns (positions in the problem), the rows over them, and the best choice known (None: none)."""

    columns: Ints
    system: System
    x: Ints | None

    @classmethod
    def whole(cls, problem: AllocationProblem, start: Ints | None) -> "Part":
        """The problem, with a start where it keeps every row."""
        system = System.of(problem)
        usable = start is not None and bool(np.isin(start, (0, 1)).all()) and system.holds(start)
        return cls(np.arange(problem.num_columns), system, start if usable else None)

    def take(self, columns: Bools, system: System) -> "Part":
        """Over some of the columns, the others being 0; a choice that needs the others is dropped."""
        x = None if self.x is None or self.x[~columns].any() else self.x[columns]
        return Part(self.columns[columns], system, x)


def merged(parts: Sequence[Part], problem: AllocationProblem, rows: Sequence[int]) -> Part:
    """Several parts as one, joined by rows of the problem that had been set aside."""
    columns = np.concatenate([part.columns for part in parts])
    order = np.argsort(columns)
    beside = side_by_side([part.system for part in parts]).in_order(order)
    position = np.full(problem.num_columns, -1)
    position[columns[order]] = np.arange(len(columns))
    known = set(beside.origin.tolist())
    system = beside.with_rows([_row(problem, row, position) for row in rows if row not in known])
    choices = [part.x for part in parts if part.x is not None]
    x = np.concatenate(choices)[order] if len(choices) == len(parts) else None
    return Part(columns[order], system, x)


def _row(problem: AllocationProblem, row: int, position: Ints) -> Row:
    span = slice(problem.row_starts[row], problem.row_starts[row + 1])
    place = position[problem.row_columns[span]]
    here = place >= 0
    lower, upper = int(problem.lower[row]), int(problem.upper[row])
    return Row(place[here], problem.row_values[span][here], lower, upper, row)


def joined(parts: Sequence[Part], num_columns: int) -> Ints | None:
    """The choices of all parts as one of the problem; None where a part has none."""
    x = np.zeros(num_columns, dtype=np.int64)
    for part in parts:
        if part.x is None:
            return None
        x[part.columns] = part.x
    return x
