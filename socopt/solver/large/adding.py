"""A bound on all parts together.

The best of parts that no row joins add up, and so do their bounds: of the first tiers, as long as every part has
proven those above and these have no tolerance, which all parts would share. For all else the parts' prices are laid
together: rows within a border keep those of their part, reduced and with the rows added there; a row on a border has
the price of the part it belongs to for all parts, and so has each tier above. The bound that this gives is taken part
by part, in integers, over all columns; of the first tier that is not proven, while there is time, the prices within a
border are found anew for those on it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from socopt.solver.blend import tier_ranges
from socopt.solver.bounds import dual_bound
from socopt.solver.clock import Clock
from socopt.solver.large.duals import SHARES, Multipliers, repaired
from socopt.solver.large.matrix import Floats, Matrix
from socopt.solver.large.pieces import Piece, Reduced, reduced
from socopt.solver.large.relaxation import Cap, Pricing
from socopt.solver.large.route import Found
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints
from socopt.solver.system import Bools

FINE = 2**20  # parts of a unit that bounds of parts are rounded down to, before they are added up
GRID = 256  # parts of a share that prices of rows on a border are multiples of


@dataclass(frozen=True, eq=False)
class Answer:
    """What a part found; the rows on its border, by position in the whole, and which of them belong to it."""

    found: Found
    shared: Ints
    own: Bools


@dataclass(frozen=True, eq=False)
class Laid:
    """Prices of a tier: each part's, those of rows on a border in all parts, and of the tiers above in shares."""

    tier: int
    parts: Mapping[int, "_Sum"]
    rows: Floats
    above: Mapping[int, int]


class Bounds:
    """Of every tier, by the lines and by prices, part by part."""

    def __init__(self, problem: AllocationProblem, answers: Mapping[int, Answer], values: Ints) -> None:
        self.problem = problem
        self.answers = answers
        priced = sorted({tier for answer in answers.values() for tier in answer.found.multipliers})
        found = [self._laid_together(tier) for tier in priced]
        allowed = (values + problem.tolerances).tolist()
        self._by_lines = np.zeros(problem.num_tiers, dtype=np.int64)
        self._by_prices = [
            (laid, -FINE * sum(share * allowed[other] for other, share in laid.above.items())) for laid in found
        ]

    def add(self, number: int, piece: Piece, own: Bools, x: Ints, seconds: float | None) -> None:
        """What a part adds.

        Parameters
        ----------
        own : which of the rows on its border belong to it.
        x : its choice.
        seconds : how long other prices within the border may be looked for, those on it being what they are.
        """
        left = reduced(piece.problem, piece.border)
        self._by_lines += np.array(tier_ranges(left.within)[0], dtype=np.int64)
        shared = piece.rows[piece.border.shared]
        limits = tuple(np.where(own, each[shared], 0) for each in (self.problem.lower, self.problem.upper))
        answer, kept = self.answers.get(number), []
        matrix = left.matrix if answer is None else left.matrix.with_rows(answer.found.added)
        for place, (laid, so_far) in enumerate(self._by_prices):
            duals = laid.parts[number].duals(left, matrix) if answer is not None else np.zeros(matrix.system.num_rows)
            held = laid.rows[shared]
            bound = _of_part(matrix, left, laid, _with_held(duals, left, held), limits)
            if bound is None:
                continue
            if answer is not None and not place and (seconds is None or seconds > 0):
                pricing = Pricing(matrix, x[left.open], clock=Clock(seconds), seed=0, reduced=left)
                pricing.at_work |= answer.found.at_work
                pricing.held, pricing.duals = {laid.tier: held}, _with_held(duals, left, held)
                bound = max(bound, _tuned(pricing, left, laid, x[left.open], limits) or bound)
            kept.append((laid, so_far + bound))
        self._by_prices = kept

    def found(self) -> list[int]:
        """Once all parts are added."""
        found = self._by_lines.tolist()
        for laid, bound in self._by_prices:
            found[laid.tier] = max(found[laid.tier], -(-bound // (FINE * SHARES)))
        return found

    def _laid_together(self, tier: int) -> Laid:
        """Of the tiers above the largest multipliers that any part asks for.

        Where a part asks for less of a tier above, its prices of that tier make up for the difference.
        """
        parts = {number: _Sum() for number in self.answers}
        for number, each in parts.items():
            each.add(self.answers[number].found.multipliers.get(tier), 1.0)
        shares = {}
        for above in range(tier - 1, -1, -1):
            most = ceil(max(each.above.get(above, 0.0) for each in parts.values()))
            if most > 0:
                shares[above] = most
            for number, each in parts.items():
                more = most - each.above.get(above, 0.0)
                if more > 0:
                    each.add(self.answers[number].found.multipliers.get(above), more / SHARES)
        rows = np.zeros(self.problem.num_rows)
        for number, each in parts.items():
            answer = self.answers[number]
            if len(each.shared):
                rows[answer.shared[answer.own]] = each.shared[answer.own]
        return Laid(tier, parts, _laid(self.problem, rows), shares)


class _Sum:
    """Multipliers of a part that others are added to; those of tiers above in shares."""

    def __init__(self) -> None:
        self.within = self.shared = self.added = np.zeros(0)
        self.above: dict[int, float] = {}

    def add(self, multipliers: Multipliers | None, times: float) -> None:
        """So many times the multipliers of a tier; nothing where it has none."""
        if multipliers is None:
            return
        for name in ("within", "shared", "added"):
            setattr(self, name, _padded(getattr(self, name), times * getattr(multipliers, name)))
        for above, share in multipliers.above.items():
            self.above[above] = self.above.get(above, 0.0) + times * share

    def duals(self, left: Reduced, matrix: Matrix) -> Floats:
        """Of all rows of the part; none yet of those on its border."""
        found, end = np.zeros(matrix.system.num_rows), left.matrix.system.num_rows
        found[: len(self.within)] = self.within
        found[end : end + len(self.added)] = self.added
        return found


def _laid(problem: AllocationProblem, rows: Floats) -> Floats:
    """Multipliers as the limits of their rows allow, and so that all parts round them alike."""
    rows = np.rint(rows * (SHARES * GRID)) / (SHARES * GRID)
    rows = np.where(problem.upper == NO_LIMIT, np.maximum(rows, 0.0), rows)
    return np.where(problem.lower == -NO_LIMIT, np.minimum(rows, 0.0), rows)


def _padded(one: Floats, other: Floats) -> Floats:
    """The sum of two vectors, the shorter one as if zeros followed."""
    total = np.zeros(max(len(one), len(other)))
    total[: len(one)] += one
    total[: len(other)] += other
    return total


def _with_held(duals: Floats, left: Reduced, held: Floats) -> Floats:
    """Multipliers of a part with those of the rows on its border as they are laid."""
    found = duals.copy()
    found[left.within.num_rows : left.matrix.system.num_rows] = held
    return found


def _tuned(pricing: Pricing, left: Reduced, laid: Laid, x: Ints, limits: tuple[Ints, ...]) -> int | None:
    """What a part adds with other prices within its border; None where there are none."""
    costs = pricing.matrix.system.costs
    values = costs @ x
    caps = [Cap(above, int(values[above])) for above in range(laid.tier) if costs[above].any()]
    found = pricing.prices(laid.tier, caps, values, x, None)
    if found is None:
        return None
    return _of_part(pricing.matrix, left, laid, _with_held(found.duals, left, pricing.held[laid.tier]), limits)


def _of_part(matrix: Matrix, left: Reduced, laid: Laid, duals: Floats, limits: tuple[Ints, ...]) -> int | None:
    """What a part adds to the bound by multipliers, in shares of 1 / FINE; None where these are too large.

    ``limits``: of the rows on its border, 0 where these belong to others.
    """
    system = matrix.system
    costs = SHARES * system.costs[laid.tier]
    for other, share in laid.above.items():
        costs = costs + share * system.costs[other]
    multipliers, _ = repaired(matrix, costs / SHARES, duals)
    lower, upper = system.lower.copy(), system.upper.copy()
    for ends, limit in zip((lower, upper), limits, strict=True):
        ends[left.within.num_rows : left.matrix.system.num_rows] = limit
    entries = (system.rows, system.columns, system.values)
    found = dual_bound(costs, *entries, lower, upper, multipliers * SHARES, cover=system.cover)
    return None if found is None or found.scale < GRID else found.scaled * FINE // found.scale


def added_up(answers: Iterable[Found], tolerances: Ints) -> Iterator[int]:
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
