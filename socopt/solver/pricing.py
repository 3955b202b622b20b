"""What one unit more of a row is worth: at most, by its duals; exactly, by solving again from where the solve ended.

Multipliers y of tier k (certificate.py) prove, with the limit of row i loosened by u units and the tiers above still at
most at their best plus tolerance,

    c_k x  >=  bound_k - u |y_i|        (y_i of the sign that pushes against the loosened limit, else 0)

So a dual is the most that a tier can fall for each unit, in its own units: at that tier, for that solution, while the
tiers above stay where they are. Tier by tier: where a whole unit is not possible, the tier stays at its best, and the
next one is asked. What the first tier that may fall really does is known only by solving again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from socopt.errors import SolveError
from socopt.solver.bounds import SCALE
from socopt.solver.certificate import TierCertificate, Weighed, weigh
from socopt.solver.certifying import multipliers
from socopt.solver.clock import Clock
from socopt.solver.lexicographic import Limits, solve
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints
from socopt.solver.result import Solution
from socopt.solver.system import Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPrice:
    """What loosening rows by so many units may bring.

    ``tier`` is the first that may fall, by at most ``at_most`` of its units (None: nothing is known of it); all tiers
    before it stay at their best, and where ``tier`` is None all do. ``dual`` is what the relaxation of that tier falls
    by for these units.
    """

    tier: str | None
    at_most: int | None = 0
    dual: float = 0.0


@dataclass(frozen=True, eq=False)
class Prices:
    """Multipliers of the proven tiers of a solution, one after the other, as far as there are any."""

    problem: AllocationProblem
    solution: Solution
    certificates: tuple[TierCertificate, ...]
    weighed: tuple[Weighed, ...]

    def of(self, rows: Iterable[int], units: int = 1) -> RowPrice:
        """The price of loosening some rows together, each by so many units: the upper limit, else the lower."""
        chosen = list(rows)
        claimed = [tier.name for tier in self.solution.tiers if tier.claimed]
        for number, name in enumerate(claimed):
            if number == len(self.weighed):
                return RowPrice(tier=name, at_most=None)
            fall = units * self._push(number, chosen)
            at_most = self._best(number) + (fall - self.weighed[number].scaled) // SCALE
            if at_most > 0:
                return RowPrice(tier=name, at_most=at_most, dual=fall / SCALE)
        return RowPrice(tier=None)

    def settled(self, rows: Sequence[int], units: int) -> int:
        """How many of the first tiers are sure to stay at their best."""
        tier = self.of(rows, units).tier
        names = [each.name for each in self.solution.tiers]
        return sum(each.claimed for each in self.solution.tiers) if tier is None else names.index(tier)

    def open_columns(self, rows: Sequence[int], units: int, settled: int) -> Bools:
        """Columns that a choice with the settled tiers at most at their best plus tolerance may hold."""
        left = np.ones(self.problem.num_columns, dtype=bool)
        for number in range(settled):
            bound = self.weighed[number].scaled - units * self._push(number, rows)
            ceiling = self._best(number) + int(self.problem.tolerances[number])
            left &= self.weighed[number].reduced_costs <= ceiling * SCALE - bound
        return left

    def _best(self, tier: int) -> int:
        return self.solution.tiers[tier].best

    def _push(self, tier: int, rows: Sequence[int]) -> int:
        """How hard these rows are pushed against the limits that are loosened, times SCALE."""
        y, upper = self.certificates[tier].of_rows[rows], self.problem.upper[rows]
        return sum(np.where(upper != NO_LIMIT, np.maximum(-y, 0), np.maximum(y, 0)).tolist())


def prices(problem: AllocationProblem, solution: Solution, *, seconds: float | None = None, seed: int = 0) -> Prices:
    """Multipliers for the proven tiers of a solution: one relaxation of the whole problem for each.

    They end with the first tier that is not proven, or whose relaxation failed or was not reached in time.
    """
    clock, best = Clock(seconds), [tier.best for tier in solution.tiers]
    certificates: list[TierCertificate] = []
    weighed: list[Weighed] = []
    for number, tier in enumerate(solution.tiers):
        if not (tier.proven and tier.claimed) or clock.is_over():
            break
        certificate = multipliers(problem, number, best, clock.seconds_left(), seed)
        found = None if certificate is None else weigh(problem, number, best[:number], certificate)
        if certificate is None or found is None:
            break
        certificates.append(certificate)
        weighed.append(found)
    return Prices(problem, solution, tuple(certificates), tuple(weighed))


def loosened(problem: AllocationProblem, rows: Sequence[int], units: int = 1) -> AllocationProblem:
    """The problem with the upper limit of some rows so many units higher; the lower one lower where there is no upper.

    Raises
    ------
    SolveError
        No such row, a covering row, or one without limits; fewer units than one.
    """
    lower, upper = problem.lower.copy(), problem.upper.copy()
    if units < 1:
        raise SolveError(f"units: expected 1 or more, not {units}.")
    for row in rows:
        if not 0 <= row < problem.num_rows:
            raise SolveError(f"row {row}: expected 0 to {problem.num_rows - 1}.")
        if problem.cover[row] or (upper[row] == NO_LIMIT and lower[row] == -NO_LIMIT):
            raise SolveError(f"row {problem.row_names[row]!r} has no limit to loosen: it covers, or is free.")
        if upper[row] != NO_LIMIT:
            upper[row] += units
        else:
            lower[row] -= units
    return changed(problem, lower=lower, upper=upper)


def one_more(known: Prices, rows: Sequence[int], *, units: int = 1, limits: Limits | None = None) -> Solution | None:
    """The best choice with some rows loosened, exactly: solved again from the known solution.

    Tiers that the prices settle are not solved again: they stand as rows at their best plus tolerance, and every column
    that their multipliers rule out is closed. What is proven is proven for the loosened problem; None only where
    nothing was found in time.

    Raises
    ------
    SolveError
        See ``loosened``.
    """
    problem, solution = loosened(known.problem, rows, units), known.solution
    settled = known.settled(rows, units)
    if settled == sum(tier.claimed for tier in solution.tiers):
        return solution
    columns = known.open_columns(rows, units, settled)
    rest = _with_ceilings(problem, [tier.best for tier in solution.tiers[:settled]])
    rest = _restricted(rest, columns, settled)
    found = solve(rest, start=solution.x[columns], limits=limits)
    if found is None:
        return None
    x = np.zeros(problem.num_columns, dtype=np.int64)
    x[columns] = found.x
    return replace(found, x=x, tiers=(*solution.tiers[:settled], *found.tiers))


def changed(problem: AllocationProblem, **changes: object) -> AllocationProblem:
    """The problem with some of its fields replaced, validated again."""
    arrays = {each.name: getattr(problem, each.name) for each in fields(AllocationProblem)}
    return AllocationProblem(**{**arrays, **changes})


def _with_ceilings(problem: AllocationProblem, best: Sequence[int]) -> AllocationProblem:
    """With a row for each of the first tiers: at most its best plus tolerance."""
    columns = [np.flatnonzero(problem.costs[tier]) for tier in range(len(best))]
    values = [problem.costs[tier, used] for tier, used in enumerate(columns)]
    ends = problem.row_starts[-1] + np.cumsum([len(used) for used in columns], dtype=np.int64)
    return changed(
        problem,
        row_starts=np.concatenate([problem.row_starts, ends]),
        row_columns=np.concatenate([problem.row_columns, *columns]),
        row_values=np.concatenate([problem.row_values, *values]),
        lower=np.append(problem.lower, np.full(len(best), -NO_LIMIT)),
        upper=np.append(problem.upper, np.array(best, dtype=np.int64) + problem.tolerances[: len(best)]),
        cover=np.append(problem.cover, np.zeros(len(best), dtype=bool)),
        row_names=(*problem.row_names, *problem.tier_names[: len(best)]),
    )


def _restricted(problem: AllocationProblem, columns: Bools, first: int) -> AllocationProblem:
    """Over some of the columns (the others are 0), without the first tiers."""
    kept = columns[problem.row_columns]
    entries: Ints = np.bincount(problem.row_of_entry()[kept], minlength=problem.num_rows)
    position = np.cumsum(columns) - 1
    return changed(
        problem,
        costs=problem.costs[first:, columns],
        row_starts=np.concatenate([[0], np.cumsum(entries)]),
        row_columns=position[problem.row_columns[kept]],
        row_values=problem.row_values[kept],
        tolerances=problem.tolerances[first:],
        tier_names=problem.tier_names[first:],
    )
