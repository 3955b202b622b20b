"""What one unit more of a row is worth: at most, by its duals; exactly, by solving again from where the solve ended.

Multipliers y of tier k (certificate.py) prove, with the limit of row i loosened by u units and the tiers above still at
most at their best plus tolerance,

    c_k x  >=  bound_k - u |y_i|        (y_i of the sign that pushes against the loosened limit, else 0)

So a dual is the most that a tier can fall for each unit, in its own units: at that tier, for that solution, while the
tiers above stay where they are. Tier by tier: where a whole unit is not possible, the tier stays at its best, and the
next one is asked. What the first tier that may fall really does is known only by solving again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from socopt.errors import SolveError
from socopt.solver.blend import tier_ranges
from socopt.solver.bounds import SCALE
from socopt.solver.certificate import TierCertificate, Weighed, weigh
from socopt.solver.certifying import multipliers
from socopt.solver.clock import Clock
from socopt.solver.lexicographic import Limits, solve
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints
from socopt.solver.result import Solution
from socopt.solver.system import Bools, System


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
    least: tuple[int, ...]  # of every tier, as far as the covering rows alone bound it

    def of(self, rows: Iterable[int], units: int = 1) -> RowPrice:
        """The price of loosening some rows together, each by so many units: the upper limit, else the lower."""
        chosen = list(rows)
        claimed = [tier.name for tier in self.solution.tiers if tier.claimed]
        for number, name in enumerate(claimed):
            if number == len(self.weighed):
                return RowPrice(tier=name, at_most=None)
            fall = units * self._push(number, chosen)
            at_most = self._best(number) + (fall - self.weighed[number].scaled) // SCALE
            at_most = min(at_most, self._best(number) - self.least[number])
            if at_most > 0:
                return RowPrice(tier=name, at_most=at_most, dual=fall / SCALE)
        return RowPrice(tier=None)

    def without(self, rows: Sequence[int]) -> "Prices":
        """The same where some rows, which the solution does not need, limit nothing; multipliers of others stand."""
        if not len(rows):
            return self
        lower, upper = self.problem.lower.copy(), self.problem.upper.copy()
        lower[list(rows)], upper[list(rows)] = -NO_LIMIT, NO_LIMIT
        freed = replace(self, problem=self.problem.replace(lower=lower, upper=upper))
        used = [bool(each.of_rows[list(rows)].any()) for each in self.certificates]
        if not any(used):
            return freed
        certificates = tuple(_unpriced(each, rows) for each in self.certificates)
        return replace(freed, certificates=certificates, weighed=tuple(_weighed(freed, certificates, used)))

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
        chosen = list(rows)
        y, upper = self.certificates[tier].of_rows[chosen], self.problem.upper[chosen]
        return sum(np.where(upper != NO_LIMIT, np.maximum(-y, 0), np.maximum(y, 0)).tolist())


def _unpriced(certificate: TierCertificate, rows: Sequence[int]) -> TierCertificate:
    of_rows = certificate.of_rows.copy()
    of_rows[list(rows)] = 0
    return replace(certificate, of_rows=of_rows)


def _weighed(known: Prices, certificates: Sequence[TierCertificate], changed: Sequence[bool]) -> Iterator[Weighed]:
    """Weighed again where they changed."""
    best = [tier.best for tier in known.solution.tiers]
    for number, (certificate, again) in enumerate(zip(certificates, changed, strict=True)):
        found = weigh(known.problem, number, best[:number], certificate) if again else None
        yield known.weighed[number] if found is None else found


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
    least, _ = tier_ranges(System.of(problem))
    return Prices(problem, solution, tuple(certificates), tuple(weighed), tuple(least))


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
    return problem.replace(lower=lower, upper=upper)


def one_more(known: Prices, rows: Sequence[int], *, units: int = 1, limits: Limits | None = None) -> Solution | None:
    """The best choice with some rows loosened, exactly: solved again from the known solution.

    The known choice is where it starts, and columns are closed that no choice holds that keeps the settled tiers at
    their best plus tolerance. What is proven is proven for the loosened problem; None only where nothing was found.

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
    found = solve(_restricted(problem, columns), start=solution.x[columns], limits=limits)
    if found is None:
        return None
    x = np.zeros(problem.num_columns, dtype=np.int64)
    x[columns] = found.x
    return replace(found, x=x)


def _restricted(problem: AllocationProblem, columns: Bools) -> AllocationProblem:
    """Over some of the columns; the others are 0."""
    kept = columns[problem.row_columns]
    entries: Ints = np.bincount(problem.row_of_entry()[kept], minlength=problem.num_rows)
    position = np.cumsum(columns) - 1
    return problem.replace(
        costs=problem.costs[:, columns],
        row_starts=np.concatenate([[0], np.cumsum(entries)]),
        row_columns=position[problem.row_columns[kept]],
        row_values=problem.row_values[kept],
    )
