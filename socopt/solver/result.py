"""What a solve reports, while it runs and at its end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.errors import SolveError
from socopt.solver.trouble import Trouble


class Infeasible(SolveError):
    """No choice of columns satisfies the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierProgress:
    """Where a solve stands with one tier (``index`` of ``count``, from 1): a verified choice's value, and the bound.

    ``done`` once nothing more is looked for.
    """

    tier: str
    index: int
    count: int
    value: int
    bound: int | None
    proven: bool
    done: bool = True


OnProgress = Callable[[TierProgress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierOutcome:
    """Least value found for a tier under those above it, and the proven bound on it (None where none is known).

    A tier not ``claimed`` breaks ties only: nobody looked for its proof.
    """

    name: str
    best: int
    bound: int | None
    proven: bool
    claimed: bool = True

    def progress(self, index: int, count: int) -> TierProgress:
        """The same as what is told of the tier when it is done."""
        return TierProgress(
            tier=self.name, index=index, count=count, value=self.best, bound=self.bound, proven=self.proven
        )


@dataclass(frozen=True, eq=False)
class Solution:
    """A feasible choice of columns, verified in integers, what is known of each tier, and which backends failed."""

    x: NDArray[np.int64]
    tiers: tuple[TierOutcome, ...]
    stopped: bool
    troubles: tuple[Trouble, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether every claimed tier is at its least."""
        return all(tier.proven for tier in self.tiers if tier.claimed)
