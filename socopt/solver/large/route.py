"""The way of problems with hundreds of thousands of columns: every tier gets some of the time.

After the exact reductions (reduction.py) the tiers are taken in order. For each one that the choice at hand does not
already have at the least that its lines allow:

1. relax it, with the tiers above at most at the values published: over few columns, others being brought in by prices
   that are an exact bound over all (duals.py). The first such tier by a first-order method (relaxation.py); from its
   solution the simplex goes to a corner, and from there to one of each tier below (corners.py);
2. raise the bound by rows that every choice keeps but the corner breaks;
3. meanwhile make choices near the last corner, or between it and the choice at hand (chooser.py): the tiers above
   never get worse;
4. improve the choice by neighbourhoods around the families that are dearest by these prices (improving.py), in the
   tiers below as well;
5. publish value and bound, and go on below.

The first tier that is not proven gets most of the time, each of those below half of what is left.
So a limit leaves a choice that is good in all tiers and a bound for each. A tier is proven where the bound is its
value and all tiers above are proven. A bound stays true where tiers above fall later on, as fewer choices are left
then; where one fell and so another between could rise, it is forgotten.

A part of a larger problem (parts.py) has a relaxation of its own for every tier, as its prices are added to others'.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Event

import numpy as np

from socopt.solver.blend import tier_ranges
from socopt.solver.clock import Clock
from socopt.solver.large.beside import meanwhile
from socopt.solver.large.chooser import Chooser
from socopt.solver.large.corners import Corner, Corners
from socopt.solver.large.duals import Multipliers, Prices, exact_bound
from socopt.solver.large.improving import Improver
from socopt.solver.large.matrix import Matrix
from socopt.solver.large.pieces import Border, reduced
from socopt.solver.large.relaxation import Cap, Pricing
from socopt.solver.problem import AllocationProblem, Ints
from socopt.solver.result import OnProgress, TierOutcome, TierProgress
from socopt.solver.system import Bools, Row

LARGE = 400_000  # columns from which a problem goes this way
TO_THE_FIRST = 0.7  # of the time: the first tier that is not proven, where it is begun
TO_THE_FIRST_IN_HASTE = 0.9
TO_THE_NEXT = 0.65  # of what is left, each
TO_ITS_BOUND = 0.7  # of the time of a tier
TO_ITS_PRICES = 0.3  # of the time of a tier of a part that has corners
FEW_UNITS = 50  # above the bound: neighbourhoods may do, which leave the tiers below as they are
HASTE = 20.0  # seconds: reductions would take too much of them


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
            if on_progress is not None:
                clock.on_tick = partial(route.tell, tier, on_progress)
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
        left = clock.seconds_left()
        self.in_haste = border is None and left is not None and left < HASTE
        self.reduced = reduced(problem, border, in_haste=self.in_haste)
        self.open, self.matrix = self.reduced.open, self.reduced.matrix
        self.least, _ = tier_ranges(self.reduced.within)
        self.bounds = list(self.least)
        choice = start[self.open]
        self.improver = Improver(self.matrix, choice, clock=clock, seed=seed)
        self.pricing = Pricing(self.matrix, choice, clock=clock, seed=seed, reduced=self.reduced)
        self.border = border
        self.pricing.held = {} if border is None else border.prices
        self.corners: Corners | None = None
        self.told: TierProgress | None = None
        self.chooser = Chooser(self.improver, clock, seed)
        self.caps: list[Cap] = []  # of the tiers above the one at hand
        self.under: dict[int, Ints] = {}  # the most that tiers above a bound may be for it to hold
        self.prices: dict[int, Prices] = {}  # the best of each tier

    def choice(self) -> Ints:
        x = np.zeros(self.problem.num_columns, dtype=np.int64)
        x[self.open] = self.improver.x
        return x

    def tier(self, tier: int) -> None:
        """Do what there is time for."""
        self._forget()
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

    def tell(self, tier: int, on_progress: OnProgress) -> None:
        """How a tier stands while it is worked on, where that has changed."""
        standing = TierProgress(
            tier=self.problem.tier_names[tier], index=tier + 1, count=self.problem.num_tiers,
            value=int(self.improver.values[tier]), bound=self.bounds[tier], proven=False, done=False,
        )  # fmt: skip
        if standing != self.told:
            self.told = standing
            on_progress(standing)

    def outcomes(self) -> list[TierOutcome]:
        """What is known of the tiers."""
        self._forget()
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
        is_top, is_first = self._is_top(tier), self.corners is None
        first = TO_THE_FIRST_IN_HASTE if self.in_haste else TO_THE_FIRST
        end = self._part_of(self.clock.deadline, first if is_top and is_first else TO_THE_NEXT)
        middle, found = self._part_of(end, TO_ITS_BOUND), None
        if is_first or self.border is not None:
            found = self._priced(tier, middle if is_first else self._part_of(end, TO_ITS_PRICES))
        if is_first and (not is_top or self.improver.values[tier] - self.bounds[tier] <= FEW_UNITS):
            self._improve(tier, found, end)
        if is_first and is_top and self._is_open(tier, end):
            self.corners = Corners(self.pricing)
        if self.corners is not None:
            self.chooser.turn_to(is_first=is_first)
            self._work_at_corners(tier, self.corners, found, middle, end)

    def _work_at_corners(
        self, tier: int, corners: Corners, found: Prices | None, middle: float | None, end: float | None
    ) -> None:
        """From corner to corner, and meanwhile look for choices with the help of the last one; then improve them."""
        corners.turn_to(tier, self.caps, self.values)
        steps = corners.steps(middle)
        corner, goes_on = None, True
        while goes_on and self._is_open(tier, end):
            corner = meanwhile(partial(_step, corners, steps), partial(self.chooser.choose, corner, end))
            self.pricing.at_work |= corners.at_work
            self.improver.tighten(corners.matrix)
            if corners.best is not None:
                self._raise(corners.best, corners.matrix)
            goes_on = corner is not None and not self.clock.is_past(middle)
        found = corners.best or found or self._priced(tier, middle)
        if self._is_open(tier, end):
            self.chooser.finish(corner, end)
        self._improve(tier, found, end)

    def _improve(self, tier: int, found: Prices | None, until: float | None) -> None:
        """By neighbourhoods, where the choice is dear by prices or, without any, for its lines."""
        matrix = self.matrix
        duals = np.zeros(matrix.system.num_rows) if found is None else found.duals[: matrix.system.num_rows]
        dear = matrix.above_cheapest(matrix.system.costs[tier]) if found is None else found.reduced_costs
        self.improver.improve(tier, self.pricing.at_work, dear, duals, self.bounds[tier], until)

    def _priced(self, tier: int, until: float | None) -> Prices | None:
        """Bound a tier by its relaxation."""
        found = self.pricing.prices(tier, self.caps, self.values, self.improver.x, until)
        if found is not None and self._raise(found, self.pricing.matrix):
            self.prices[tier] = found
        return found

    def _is_open(self, tier: int, until: float | None) -> bool:
        """Whether its bound is below its value, and there is time."""
        return bool(self.improver.values[tier] > self.bounds[tier]) and not self.clock.is_past(until)

    def _raise(self, found: Prices, matrix: Matrix) -> bool:
        """Keep the bound that prices give, where it is better; whether it is."""
        bound = exact_bound(matrix, found.with_rows(matrix.system.num_rows), self.values)
        if bound is None or bound <= self.bounds[found.tier]:
            return False
        self.bounds[found.tier], self.under[found.tier] = bound, self.values
        self.clock.tick()
        return True

    def _forget(self) -> None:
        """A tier above that fell may have let one between rise: bounds that took it for less are none any more."""
        rose = [tier for tier, most in self.under.items() if (self.values[:tier] > most[:tier]).any()]
        for tier in rose:
            self.bounds[tier] = self.least[tier]
            del self.under[tier]
        if rose:
            self.corners = None  # some of its rows may be of such a tier

    def _is_top(self, tier: int) -> bool:
        """Whether all tiers above are proven."""
        values = self.improver.values
        return all(self.bounds[above] == values[above] for above in range(tier) if self.problem.claimed[above])

    def _part_of(self, end: float | None, share: float) -> float | None:
        """When a share of the time from now to an end is over."""
        return None if end is None else self.clock.now() + share * (end - self.clock.now())


def _step(corners: Corners, steps: Iterator[Corner], stop: Event) -> Corner | None:
    """The next corner, if there is one; none is looked for where ``stop`` is set."""
    corners.stop = stop
    return next(steps, None)
