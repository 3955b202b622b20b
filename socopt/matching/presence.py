"""Who lives where in which column: the entries that rows about children living together are made of."""

from functools import cached_property

import numpy as np

from socopt.matching.arrays import Bools, Ints
from socopt.matching.columns import Columns
from socopt.matching.outcomes import ENTER


class Presence:
    """Entries (column, child, program, enters) of every child that enters or stays, sorted by child."""

    def __init__(self, columns: Columns) -> None:
        outcomes = columns.outcomes
        entry = np.flatnonzero(columns.of(outcomes.lives))
        entry = entry[np.argsort(columns.of(outcomes.child)[entry], kind="stable")]
        self.column: Ints = columns.column_of_member[entry]
        self.child: Ints = columns.of(outcomes.child)[entry]
        self.program: Ints = columns.of(outcomes.program)[entry]
        self.enters: Bools = columns.of(outcomes.kind)[entry] == ENTER
        self.single: Bools = columns.is_single[self.column]

    def of_child(self, child: int) -> Ints:
        """Entries of one child."""
        return np.arange(*np.searchsorted(self.child, [child, child + 1]))

    def of_program(self, program: int) -> Ints:
        """Entries of one program, sorted by child."""
        order, programs = self._by_program
        start, end = np.searchsorted(programs, [program, program + 1])
        return order[start:end]

    @cached_property
    def _by_program(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.program, kind="stable")
        return order, self.program[order]

    @cached_property
    def children(self) -> Ints:
        """Children with an entry."""
        return np.unique(self.child)
