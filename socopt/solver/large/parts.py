"""The way of very large problems: part after part, each as a large problem, and a bound on all of them together.

Parts are cut where little lies across (dividing.py). A part is all columns of its lines, and what the columns chosen
elsewhere leave of every row that these touch: so whatever a part finds keeps every row, and a part that comes later
takes what earlier ones left. Memory is that of one part beside the problem; time is shared by the number of columns.

The best of parts that no row joins add up, and so do their bounds: of the first tiers, as long as every part has
proven those above and these have no tolerance, which all parts would share. For all else the prices that the parts
found are laid together, each row with those of the part that it belongs to and each tier above with one multiplier
for all, and the bound that they give is taken part by part, in integers, over all columns.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from socopt.solver.blend import tier_ranges
from socopt.solver.bounds import dual_bound
from socopt.solver.clock import Clock
from socopt.solver.large.dividing import parts_of
from socopt.solver.large.duals import SHARES, Multipliers
from socopt.solver.large.matrix import Floats
from socopt.solver.large.route import Found, outcomes_of, solve_large
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints
from socopt.solver.result import OnProgress, TierProgress
from socopt.solver.system import System

VERY_LARGE = 2_000_000  # columns from which a part is cut in two, where there is a good cut
TO_PARTS = 0.9  # of the time; the rest is for the bounds
FINE = 2**20  # parts of a unit that bounds of parts are rounded down to, before they are added up


def solve_very_large(
    problem: AllocationProblem,
    start: Ints,
    clock: Clock,
    seed: int,
    on_progress: OnProgress | None,
    most_columns: int = VERY_LARGE,
) -> Found:
    """A good choice in all tiers, and a bound for each, in the time there is.

    Parameters
    ----------
    start : ndarray of shape (num_columns,), int64. A choice that keeps every row.
    most_columns : a problem with no more, or without a good cut, is one part: it goes the way of large ones.
    """
    if problem.num_columns <= most_columns or clock.is_over():
        return solve_large(problem, start, clock, seed, on_progress)
    part, owner = parts_of(problem, most_columns, seed)
    if not part.any():
        return solve_large(problem, start, clock, seed, on_progress)
    together = _Together(problem, start, part, owner)
    together.solve(clock, seed, on_progress)
    return together.found(on_progress)


@dataclass(frozen=True, eq=False)
class Piece:
    """A part as a problem: its columns and rows by position in the whole, and whether no other part touches these."""

    columns: Ints
    rows: Ints
    problem: AllocationProblem
    alone: bool


class _Together:
    """The choice at hand, and what the parts said of their tiers."""

    def __init__(self, problem: AllocationProblem, start: Ints, part: Ints, owner: Ints) -> None:
        self.problem = problem
        self.part = part
        self.owner = owner
        self.x = start.copy()
        self.activity = problem.activity(start)
        self.answers: dict[int, Found] = {}
        self.rows: dict[int, Ints] = {}  # that belong to each part
        self.prices: dict[tuple[int, int], Multipliers] = {}  # by part and tier, of these rows
        self.alone = True

    def solve(self, clock: Clock, seed: int, on_progress: OnProgress | None) -> None:
        """Every part, while there is time."""
        left = clock.seconds_left()
        end = None if left is None else clock.now() + TO_PARTS * left
        waiting = np.bincount(self.part)
        for number, size in enumerate(waiting.tolist()):
            if clock.is_over():
                return
            own = Clock(None if end is None else (end - clock.now()) * size / waiting[number:].sum())
            piece = self.piece(number)
            self._take(number, piece, solve_large(piece.problem, self.x[piece.columns], own, seed, None))
            if own.stopped and (own.deadline is None or own.now() < own.deadline):  # not by its share of the time
                clock.stopped = True
            if on_progress is not None:
                self._tell(on_progress)

    def piece(self, number: int) -> Piece:
        """A part over what the others leave it now."""
        problem, inside = self.problem, self.part == number
        columns = np.flatnonzero(inside)
        entries = np.flatnonzero(inside[problem.row_columns])
        of_entry = np.searchsorted(problem.row_starts, entries, side="right") - 1
        rows, row = np.unique(of_entry, return_inverse=True)
        own_columns, values = np.searchsorted(columns, problem.row_columns[entries]), problem.row_values[entries]
        elsewhere = self.activity[rows] - np.bincount(
            row, values * self.x[problem.row_columns[entries]], len(rows)
        ).astype(np.int64)
        lower, upper = problem.lower[rows], problem.upper[rows]
        starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(rows)))])
        whole = np.diff(problem.row_starts)[rows] == np.diff(starts)
        local = AllocationProblem(
            costs=problem.costs[:, columns], row_starts=starts, row_columns=own_columns, row_values=values,
            lower=np.where(lower == -NO_LIMIT, lower, lower - elsewhere),
            upper=np.where(upper == NO_LIMIT, upper, upper - elsewhere),
            cover=problem.cover[rows], tolerances=np.zeros(problem.num_tiers, dtype=np.int64),
            tier_names=problem.tier_names, row_names=[problem.row_names[each] for each in rows.tolist()],
            unclaimed_tiers=problem.unclaimed_tiers,
        )  # fmt: skip
        return Piece(columns, rows, local, bool(whole.all()))

    def _take(self, number: int, piece: Piece, answer: Found) -> None:
        """The choice of a part in place of the one at hand, and its prices for the rows that belong to it."""
        x = self.x.copy()
        x[piece.columns] = answer.x
        activity = self.activity.copy()
        activity[piece.rows] += piece.problem.activity(answer.x) - piece.problem.activity(self.x[piece.columns])
        if ((activity < self.problem.lower) | (activity > self.problem.upper)).any():
            return  # cannot be: the part's rows say so
        self.x, self.activity = x, activity
        self.answers[number] = answer
        self.alone &= piece.alone
        own = self.owner[piece.rows] == number
        self.rows[number] = piece.rows[own]
        for tier, found in answer.multipliers.items():
            self.prices[number, tier] = Multipliers(found.rows[own], found.above)

    def found(self, on_progress: OnProgress | None) -> Found:
        """The choice, and the best bound on each tier."""
        values = self.problem.values(self.x).tolist()
        tiers = tuple(outcomes_of(self.problem, values, self._bounds(values)))
        if on_progress is not None:
            for number, tier in enumerate(tiers, 1):
                on_progress(tier.progress(number, len(tiers)))
        return Found(self.x, tiers)

    def _tell(self, on_progress: OnProgress) -> None:
        """What the choice at hand is worth; no bound is known before all parts are done."""
        names = self.problem.tier_names
        for number, (name, value) in enumerate(zip(names, self.problem.values(self.x).tolist(), strict=True), 1):
            on_progress(TierProgress(
                tier=name, index=number, count=len(names), value=value, bound=None, proven=False, done=False
            ))  # fmt: skip

    def _bounds(self, values: list[int]) -> list[int]:
        """By the covering rows, by prices, and, where the parts are free of each other, by adding up."""
        count = int(self.part.max()) + 1
        allowed = np.array(values, dtype=np.int64) + self.problem.tolerances
        laid = {tier: self._laid_together(tier) for tier in sorted({tier for _, tier in self.prices})}
        by_lines = np.zeros(self.problem.num_tiers, dtype=np.int64)
        by_prices = {tier: -FINE * sum(share * int(allowed[other]) for other, share in above.items())
                     for tier, (_, above) in laid.items()}  # fmt: skip
        for number in range(count):
            piece = self.piece(number)
            system = System.of(piece.problem)
            by_lines += np.array(tier_ranges(system)[0], dtype=np.int64)
            own = self.owner[piece.rows] == number
            lower, upper = (np.where(own, each[piece.rows], 0) for each in (self.problem.lower, self.problem.upper))
            for tier, (duals, above) in list(laid.items()):
                bound = _of_part(system, tier, duals[piece.rows], above, lower, upper)
                if bound is None:
                    del laid[tier], by_prices[tier]
                else:
                    by_prices[tier] += bound
        found = by_lines.tolist()
        for tier, bound in by_prices.items():
            found[tier] = max(found[tier], -(-bound // (FINE * SHARES)))
        if self.alone and len(self.answers) == count:
            for tier, bound in enumerate(_added_up(self.answers.values(), self.problem.tolerances)):
                found[tier] = max(found[tier], bound)
        return found

    def _laid_together(self, tier: int) -> tuple[Floats, Mapping[int, int]]:
        """Multipliers of all rows, and of the tiers above (in shares) the largest that any part asks for.

        Where a part asks for less of a tier above, its prices of that tier make up for the difference.
        """
        duals = np.zeros(self.problem.num_rows)
        shares: dict[int, int] = {}
        own = {number: _Scaled(self.prices.get((number, tier)), len(rows)) for number, rows in self.rows.items()}
        for above in range(tier - 1, -1, -1):
            most = ceil(max(each.above.get(above, 0.0) for each in own.values()))
            if most > 0:
                shares[above] = most
            for number, each in own.items():
                more, prices = most - each.above.get(above, 0.0), self.prices.get((number, above))
                if more > 0 and prices is not None:
                    each.add(prices, more / SHARES)
        for number, rows in self.rows.items():
            duals[rows] = own[number].rows
        duals = np.where(self.problem.upper == NO_LIMIT, np.maximum(duals, 0.0), duals)
        return np.where(self.problem.lower == -NO_LIMIT, np.minimum(duals, 0.0), duals), shares


class _Scaled:
    """Multipliers of a part that others are added to; those of tiers above in shares."""

    def __init__(self, prices: Multipliers | None, num_rows: int) -> None:
        self.rows: Floats = np.zeros(num_rows)
        self.above: dict[int, float] = {}
        if prices is not None:
            self.add(prices, 1.0)

    def add(self, prices: Multipliers, times: float) -> None:
        self.rows = self.rows + times * prices.rows
        for above, share in prices.above.items():
            self.above[above] = self.above.get(above, 0.0) + times * share


def _of_part(
    system: System, tier: int, duals: Floats, above: Mapping[int, int], lower: Ints, upper: Ints
) -> int | None:
    """What a part adds to the bound by multipliers, in shares of 1 / FINE; None where these are too large."""
    costs = SHARES * system.costs[tier]
    for other, share in above.items():
        costs = costs + share * system.costs[other]
    entries = (system.rows, system.columns, system.values)
    found = dual_bound(costs, *entries, lower, upper, duals * SHARES, cover=system.cover)
    return None if found is None else found.scaled * FINE // found.scale


def _added_up(answers: Iterable[Found], tolerances: Ints) -> Iterator[int]:
    """Bounds of the first tiers: down to the first that some part left open, or that gives anything away."""
    for tolerance, tiers in zip(
        tolerances.tolist(), zip(*(answer.tiers for answer in answers), strict=True), strict=True
    ):
        bounds = [tier.bound for tier in tiers if tier.bound is not None]
        if len(bounds) < len(tiers):
            return
        yield sum(bounds)
        if tolerance or not all(tier.proven for tier in tiers):
            return
