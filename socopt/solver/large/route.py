"""The way of problems with hundreds of thousands of columns: every tier gets some of the time.

After the exact reductions (reduction.py) the tiers are taken in order. For each one that the choice at hand does not
already have at the least that its lines allow:

1. relax it over few columns and bring others in by exact prices (relaxation.py): an exact bound with the tiers
   above kept at the values published (duals.py);
2. where all tiers above are proven, make a choice of the relaxation the first time (choosing.py);
3. improve the choice by neighbourhoods around the families that are dearest by these prices (improving.py), the
   tiers above never worse;
4. publish value and bound, and go on below.

So a limit leaves a choice that is good in all tiers and a bound for each. A tier is proven where the bound is its
value and all tiers above are proven. A bound stays true where a tier above falls later on: fewer choices are left then.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from socopt.solver.blend import tier_ranges
from socopt.solver.clock import Clock
from socopt.solver.large.choosing import rounded
from socopt.solver.large.cutting import Border, reduced
from socopt.solver.large.duals import Multipliers, Prices, exact_bound
from socopt.solver.large.improving import Improver
from socopt.solver.large.relaxation import Cap, Pricing
from socopt.solver.problem import AllocationProblem, Ints
from socopt.solver.result import OnProgress, TierOutcome
from socopt.solver.system import Bools, Row

LARGE = 400_000  # columns from which a problem goes this way
TO_THE_FIRST = 0.65  # of the time: the first tier that is not proven, where it is begun
FAR = 50  # a choice so much above the bound is made anew from the relaxation
TO_ITS_BOUND = 0.62  # of the time of a tier


@dataclass(frozen=True, eq=False)
class Found:
    """A choice of columns that keeps every row, what is known of each tier, and the multipliers that say so.

    ``added``: rows that were added, over the columns left open; ``at_work``: which of these were looked at.
    """

    x: Ints
    tiers: tuple[TierOutcome, ...]
    multipliers: Mapping[int, Multipliers] = field(default_factory=dict)
    added: Sequence[Row] = ()
    at_work: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @property
    def proven(self) -> bool:
        """Whether every claimed tier is at its least."""
        return all(tier.proven for tier in self.tiers if tier.claimed)


def solve_large(
    problem: AllocationProblem,
    start: Ints,
    clock: Clock,
    seed: int,
    on_progress: OnProgress | None,
    border: Border | None = None,
) -> Found:
    """A good choice in all tiers, and a bound for each, in the time there is.

    Parameters
    ----------
    start : ndarray of shape (num_columns,), int64. A choice that keeps every row.
    border : of a part of another problem.
    """
    route = _Route(problem, start, clock, seed, border)
    while True:
        before = route.improver.values.tolist()
        for tier in range(problem.num_tiers):
            route.tier(tier)
            if on_progress is not None:
                on_progress(route.outcomes()[tier].progress(tier + 1, problem.num_tiers))
        pricing = route.pricing
        found = Found(route.choice(), tuple(route.outcomes()), route.multipliers(), pricing.added, pricing.at_work)
        if found.proven or clock.deadline is None or clock.is_over() or route.improver.values.tolist() == before:
            return found


def outcomes_of(problem: AllocationProblem, values: Sequence[int], bounds: Sequence[int]) -> Iterator[TierOutcome]:
    """What values and bounds say of the tiers; one may have fallen while one below it was improved."""
    proven = True
    for tier, (value, bound) in enumerate(zip(values, bounds, strict=True)):
        claimed = bool(problem.claimed[tier])
        proven = proven and bound == value
        yield TierOutcome(
            name=problem.tier_names[tier], best=value, bound=bound if claimed else None, proven=proven and claimed,
            claimed=claimed,
        )  # fmt: skip


class _Route:
    """The reduced problem, the columns at work, and the choice at hand."""

    def __init__(self, problem: AllocationProblem, start: Ints, clock: Clock, seed: int, border: Border | None) -> None:
        self.problem = problem
        self.clock = clock
        self.seed = seed
        self.reduced = reduced(problem, border)
        self.open, self.matrix = self.reduced.open, self.reduced.matrix
        self.bounds, _ = tier_ranges(self.reduced.within)
        choice = start[self.open]
        self.improver = Improver(self.matrix, choice, clock=clock, seed=seed)
        self.pricing = Pricing(self.matrix, choice, clock=clock, seed=seed, reduced=self.reduced)
        self.pricing.held = {} if border is None else border.prices
        self.begun: set[int] = set()
        self.caps: list[Cap] = []  # of the tiers above the one at hand
        self.prices: dict[int, Prices] = {}  # the best of each tier

    def choice(self) -> Ints:
        x = np.zeros(self.problem.num_columns, dtype=np.int64)
        x[self.open] = self.improver.x
        return x

    def tier(self, tier: int) -> None:
        """Do what there is time for."""
        self.caps = [Cap(above, int(self.values[above])) for above in range(tier)
                     if self.matrix.system.costs[above].any()]  # fmt: skip
        value = int(self.improver.values[tier])
        if self.bounds[tier] < value and self.problem.claimed[tier] and not self.clock.is_over():
            try:
                self._work_on(tier)
            except KeyboardInterrupt:
                self.clock.stopped = True

    @property
    def values(self) -> Ints:
        """The most that each tier may be for those below."""
        return np.asarray(self.improver.values + self.problem.tolerances)

    def outcomes(self) -> list[TierOutcome]:
        """What is known of the tiers."""
        return list(outcomes_of(self.problem, self.improver.values.tolist(), self.bounds))

    def multipliers(self) -> Mapping[int, Multipliers]:
        """The prices of each tier: what bounds it."""
        found, ends = {}, [self.reduced.within.num_rows, self.matrix.system.num_rows]
        for tier, prices in self.prices.items():
            duals = prices.with_rows(self.pricing.matrix.system.num_rows).duals
            within, shared, added = np.split(duals, ends)
            found[tier] = Multipliers(within, shared, added, prices.shares)
        return found

    def _work_on(self, tier: int) -> None:
        """Bound it and make it better; the first that is not proven is begun with most of the time."""
        is_new = tier not in self.begun and self._is_top(tier)
        end = self._end(tier, TO_THE_FIRST if is_new else 0.0)
        self.begun.add(tier)
        middle = None if end is None else self.clock.now() + TO_ITS_BOUND * (end - self.clock.now())
        values = self.values
        found = self.pricing.prices(tier, self.caps, values, self.improver.x, middle)
        bound = None if found is None else exact_bound(self.pricing.matrix, found, values)
        if found is None or bound is None:
            return
        if bound > self.bounds[tier]:
            self.prices[tier] = found
        self.bounds[tier] = max(self.bounds[tier], bound)
        if is_new and self.improver.values[tier] - bound > FAR:
            self._take(rounded(
                self.pricing.matrix, tier, self.caps, self.pricing.x, self.pricing.at_work, self.improver.x,
                seed=self.seed, seconds=self.clock.seconds_left(),
            ))  # fmt: skip
        self.improver.improve(
            tier, self.pricing.at_work, found.reduced_costs, found.duals[: self.matrix.system.num_rows],
            self.bounds[tier], end,
        )  # fmt: skip

    def _take(self, x: Ints | None) -> None:
        if x is not None:
            self.improver.offer(np.flatnonzero(self.improver.x > x), np.flatnonzero(x > self.improver.x))

    def _is_top(self, tier: int) -> bool:
        """Whether all tiers above are proven."""
        values = self.improver.values
        return all(self.bounds[above] == values[above] for above in range(tier) if self.problem.claimed[above])

    def _end(self, tier: int, least_share: float) -> float | None:
        """When to leave a tier for those below."""
        left = self.clock.seconds_left()
        if left is None:
            return None
        values = self.improver.values
        waiting = [other for other in range(tier, self.problem.num_tiers)
                   if self.problem.claimed[other] and self.bounds[other] < values[other]]  # fmt: skip
        return self.clock.now() + max(least_share, 1 / len(waiting)) * left
