"""Columns: one or several outcomes chosen together, at one step of a chain.

A column is a single outcome, or a subset of a sibling group in one program (entering, or staying there). Only the entry
of a child who gives up a bed needs its step: others enter last. Where the policy permits it, such an entry may also be
one side of an exchange of beds; rows see to it that somebody comes back the same way at the same step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from socopt.matching.arrays import Bools, Ints, Scalar
from socopt.matching.outcomes import Outcomes


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns over outcomes.

    Column j has the outcomes ``members[starts[j]:starts[j + 1]]``, each at its own ``step``, some as one side of an
    ``exchange`` of beds (both of shape (num_members,)); ``apart[j]`` marks a child below the floor siblings_apart.
    """

    outcomes: Outcomes
    starts: Ints
    members: Ints
    step: Ints
    exchange: Bools
    apart: Bools

    def __len__(self) -> int:
        return len(self.apart)

    @cached_property
    def column_of_member(self) -> Ints:
        """Column of every member entry, shape (num_members,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @cached_property
    def is_single(self) -> Bools:
        single: Bools = np.diff(self.starts) == 1
        return single

    def of(self, values: NDArray[Scalar]) -> NDArray[Scalar]:
        """Values of outcomes, per member entry."""
        return values[self.members]

    def entries_of(self, chosen: Ints) -> Ints:
        """Member entries of some columns, one column after the other."""
        count = np.diff(self.starts)[chosen]
        before = np.cumsum(count) - count
        entries: Ints = np.arange(count.sum()) + np.repeat(self.starts[chosen] - before, count)
        return entries

    def summed(self, values: Ints) -> Ints:
        """Sum of an outcome value over the members of each column, shape (num_columns,)."""
        sums = np.concatenate([[0], np.cumsum(values[self.members])])
        return np.asarray(sums[self.starts[1:]] - sums[self.starts[:-1]], dtype=np.int64)

    def take(self, chosen: Ints) -> "Columns":
        """Some columns, in the order given."""
        entries = self.entries_of(chosen)
        starts = np.concatenate([[0], np.cumsum(np.diff(self.starts)[chosen])])
        return Columns(
            self.outcomes, starts, self.members[entries], self.step[entries], self.exchange[entries], self.apart[chosen]
        )

    def without_idle_outcomes(self) -> "Columns":
        """The same columns over those outcomes only that some column has; the others there is no room for."""
        used = np.zeros(len(self.outcomes), dtype=bool)
        used[self.members] = True
        number = np.cumsum(used) - 1
        return replace(self, outcomes=self.outcomes.take(used), members=number[self.members])


def joined(outcomes: Outcomes, parts: Sequence[Columns]) -> Columns:
    """Columns one part after the other."""
    nothing = np.zeros(0, dtype=np.int64)
    sizes = np.concatenate([nothing, *(np.diff(part.starts) for part in parts)])
    return Columns(
        outcomes,
        np.concatenate([[0], np.cumsum(sizes)]),
        np.concatenate([nothing, *(part.members for part in parts)]),
        np.concatenate([nothing, *(part.step for part in parts)]),
        np.concatenate([nothing.astype(bool), *(part.exchange for part in parts)]),
        np.concatenate([nothing.astype(bool), *(part.apart for part in parts)]),
    )
