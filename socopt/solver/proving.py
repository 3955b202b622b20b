"""Certificates of one tier after the other: a relaxation, rows at its corners, and what earlier tiers close.

Tier k is relaxed over the rows as they were given, with every tier above at its best plus tolerance. Where that falls
short, corners are cut off by rows that a checker can make again (rounding.py), until it reaches the best.

A tier that is reached exactly (c_t x >= best_t + d_t x, all reduced costs d_t >= 0), and has no tolerance, closes the
columns with d_t > 0: who holds one is above the best. The relaxations below do without them; and their multipliers are
made good for the closed columns by adding the proof of tier t so often that no reduced cost is below 0 there:

    c_k x >= best_k + d_k x,  d_jk < 0 for a closed column j,  and  M (c_t x - best_t) >= M d_t x  with  M d_jt >= -d_jk

which costs nothing, as tier t is at its best. What comes out is rounded to whole multiples of 1/SCALE once, and counts
only if in integers, over all columns, it proves the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from socopt.solver import backend
from socopt.solver.backend import BackendError, Relaxation
from socopt.solver.bounds import SAFE, SCALE
from socopt.solver.certificate import TierCertificate, certified_bound
from socopt.solver.clock import Clock
from socopt.solver.cutting import Cut, cuts_of_corner
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints
from socopt.solver.program import Basis
from socopt.solver.rounding import CornerRow, Made, Maker, Terms
from socopt.solver.system import Bools, Row, System

Floats = NDArray[np.float64]
MOST_ROUNDS = 12
PATIENCE = 3  # rounds that raise nothing
RISE = 1e-3
NO_GAP = 1e-6
CLOSES = 0.45  # reduced cost from which a proven tier closes a column; less would ask for large multiples of its proof
DUST = 1e-9


@dataclass(frozen=True, eq=False)
class _Proof:
    """Multipliers of a tier in floating point: of rows, tiers above, corner rows; and the reduced costs they leave."""

    of_rows: Floats
    of_tiers: Floats
    of_corners: Floats
    reduced: Floats

    def plus(self, times: float, tier: int, other: "_Proof") -> "_Proof":
        """With the proof of a tier above added so often."""
        of_tiers, of_corners = self.of_tiers.copy(), self.of_corners.copy()
        of_tiers[tier] += times
        of_tiers[:tier] += times * other.of_tiers
        of_corners[: len(other.of_corners)] += times * other.of_corners
        reduced = self.reduced + times * other.reduced
        return _Proof(self.of_rows + times * other.of_rows, of_tiers, of_corners, reduced)


class Prover:
    """Asked for the certificates of the tiers of a problem in their order.

    Parameters
    ----------
    priced : ndarray of shape (num_rows,), bool, optional. Rows that may have a price; all where it is not given.
    summed : the same, for rows that rows at corners may be the sum of.
    """

    def __init__(
        self, problem: AllocationProblem, *, seed: int = 0, priced: Bools | None = None, summed: Bools | None = None
    ) -> None:
        every = np.ones(problem.num_rows, dtype=bool)
        self.problem = problem
        self.seed = seed
        self.priced = every if priced is None else priced
        self.summed = self.priced if summed is None else self.priced & summed
        self.maker = Maker(problem)
        self.best: list[int] = []
        self.corners: list[CornerRow] = []
        self.made: list[Made] = []
        self.in_use: list[int] = []  # corner rows that the relaxation of the tier before leaned on
        self.open = np.ones(problem.num_columns, dtype=bool)
        self.closing: dict[int, tuple[_Proof, Bools]] = {}  # by tier: its proof, and the columns it closes

    def prove(self, best: int, seconds: float | None = None) -> TierCertificate | None:
        """A certificate of the next tier; None where the relaxation does not reach its best, or in time."""
        found: _Proof | None = self._of_nothing()
        certificate = self._certificate(self._of_nothing(), best)
        if certificate is None:
            found = self._search(best, Clock(seconds))
            certificate = None if found is None else self._certificate(self._made_good(found), best)
        if certificate is not None and found is not None:
            self._close(found, best)
        self.best.append(best)
        return certificate

    def pass_over(self, best: int) -> TierCertificate | None:
        """The next tier without a relaxation: a certificate if prices of nothing prove it."""
        certificate = self._certificate(self._of_nothing(), best)
        self.best.append(best)
        return certificate

    @property
    def tier(self) -> int:
        """The tier at hand."""
        return len(self.best)

    def _of_nothing(self) -> _Proof:
        nothing = np.zeros(self.problem.num_rows), np.zeros(self.tier), np.zeros(len(self.corners))
        return _Proof(*nothing, self.problem.costs[self.tier].astype(float))

    # ------------------------------------------------------------ relaxations
    def _search(self, best: int, clock: Clock) -> _Proof | None:
        """Relax, and cut corners off, until the best is reached."""
        system, numbers = self._system()
        costs = self.problem.costs[self.tier, self.open]
        relaxation = self._relaxed(system, costs, clock)
        stalled = 0
        for _ in range(MOST_ROUNDS):
            if relaxation is None or relaxation.x is None or relaxation.basis is None or clock.is_over():
                break
            before = float(costs @ relaxation.x)
            if before > best - NO_GAP or stalled > PATIENCE:
                break
            added = self._cut(system, relaxation, numbers)
            if not added:
                break
            more = system.with_rows([self._row(self.made[number]) for number in added])
            further = self._relaxed(more, costs, clock, relaxation.basis.with_rows(len(added)))
            if further is None or further.x is None or further.duals is None:
                break
            system, relaxation, numbers = more, further, [*numbers, *added]
            stalled = 0 if float(costs @ (further.x)) > before + RISE else stalled + 1
        return None if relaxation is None else self._proof(system, relaxation, numbers)

    def _system(self) -> tuple[System, list[int]]:
        """Rows that may have a price, the tiers above, corner rows in use (their numbers), over the open columns."""
        tiers = [Made(self.problem.costs[above], self._ceiling(above)) for above in range(self.tier)]
        system = System.of(self.problem).take(self.open, self.priced)
        numbers = list(self.in_use)
        return system.with_rows([self._row(each) for each in [*tiers, *(self.made[at] for at in numbers)]]), numbers

    def _ceiling(self, tier: int) -> int:
        return self.best[tier] + int(self.problem.tolerances[tier])

    def _row(self, made: Made) -> Row:
        values = made.values[self.open]
        columns = np.flatnonzero(values)
        return Row(columns, values[columns], upper=made.upper)

    def _relaxed(self, system: System, costs: Ints, clock: Clock, basis: Basis | None = None) -> Relaxation | None:
        try:
            return backend.relax(system.program(costs), seconds=clock.seconds_left(), seed=self.seed, basis=basis)
        except BackendError:
            return None

    def _cut(self, system: System, relaxation: Relaxation, numbers: Sequence[int]) -> list[int]:
        """Numbers of corner rows that are new and that the corner breaks."""
        assert relaxation.x is not None
        assert relaxation.basis is not None
        own = system.num_rows - self.tier - len(numbers)
        summed = np.ones(system.num_rows, dtype=bool)
        summed[:own] = self.summed[system.origin[:own]]
        added = []
        for cut in cuts_of_corner(system, relaxation.x, relaxation.basis, summed):
            corner = self._in_terms(cut, system.origin[:own], numbers)
            made = self.maker.make(corner, self.made, self.best)
            if made is not None and made.values.any():
                divisor = int(np.gcd.reduce(made.values))
                self.corners.append(replace(corner, divisor=divisor))
                self.made.append(Made(made.values // divisor, made.upper // divisor))
                added.append(len(self.made) - 1)
        return added

    def _in_terms(self, cut: Cut, origin: Ints, numbers: Sequence[int]) -> CornerRow:
        own, times = len(origin), cut.multipliers
        of_rows = np.zeros(self.problem.num_rows, dtype=np.int64)
        of_rows[origin] = times[:own]
        of_tiers, of_corners = times[own : own + self.tier], np.zeros(len(self.made), dtype=np.int64)
        of_corners[list(numbers)] = times[own + self.tier :]
        return CornerRow(Terms.of(of_rows), Terms.of(of_tiers), Terms.of(of_corners), cut.denominator)

    # ------------------------------------------------------------ what is proven
    def _proof(self, system: System, relaxation: Relaxation, numbers: Sequence[int]) -> _Proof | None:
        """What the duals of a relaxation say, over all columns."""
        y, problem = relaxation.duals, self.problem
        if y is None or y.shape != (system.num_rows,) or not (np.abs(y) < NO_LIMIT / SCALE / 4).all():
            return None
        y = np.where((y > 0) & (system.lower == -NO_LIMIT) | (y < 0) & (system.upper == NO_LIMIT), 0.0, y)
        own = system.num_rows - self.tier - len(numbers)
        of_rows, of_corners = np.zeros(problem.num_rows), np.zeros(len(self.corners))
        of_rows[system.origin[:own]] = y[:own]
        of_tiers = -y[own : own + self.tier]
        of_corners[list(numbers)] = -y[own + self.tier :]
        self.in_use = [number for number in numbers if of_corners[number] > DUST]
        reduced = problem.costs[self.tier] - np.bincount(
            problem.row_columns, problem.row_values * of_rows[problem.row_of_entry()], problem.num_columns
        )
        reduced += of_tiers @ problem.costs[: self.tier]
        for number in self.in_use:
            reduced += of_corners[number] * self.made[number].values
        return _Proof(of_rows, of_tiers, of_corners, reduced)

    def _made_good(self, proof: _Proof) -> _Proof:
        """The same with proofs of tiers above added, so that no column they close has a reduced cost below 0."""
        for tier, (other, closed) in sorted(self.closing.items(), reverse=True):
            times = float((-proof.reduced[closed] / other.reduced[closed]).max(initial=0.0))
            if times > DUST:
                proof = proof.plus(times, tier, other)
        return proof

    def _close(self, proof: _Proof, best: int) -> None:
        """Close what no choice at the best of this tier holds, where its proof is exact."""
        problem = self.problem
        limits = np.where(proof.of_rows > 0, problem.lower, np.where(proof.of_rows < 0, problem.upper, 0))
        reached = float(proof.of_rows @ limits.astype(float)) + float(np.minimum(proof.reduced[self.open], 0).sum())
        reached -= sum(price * self._ceiling(above) for above, price in enumerate(proof.of_tiers.tolist()))
        reached -= sum(price * made.upper for price, made in zip(proof.of_corners.tolist(), self.made, strict=False))
        if self.problem.tolerances[self.tier] or reached < best - NO_GAP * max(1.0, abs(best)):
            return
        closed = self.open & (proof.reduced > CLOSES)
        self.closing[self.tier] = proof, closed
        self.open = self.open & ~closed

    def _certificate(self, proof: _Proof, best: int) -> TierCertificate | None:
        """Multipliers in whole numbers; None where they do not prove the best, or 64 bits do not hold them."""
        largest = max(np.abs(each).max(initial=0.0) for each in (proof.of_rows, proof.of_tiers, proof.of_corners))
        if not largest * SCALE < SAFE:
            return None
        of_rows = np.rint(proof.of_rows * SCALE).astype(np.int64)
        of_tiers = np.maximum(0, np.rint(proof.of_tiers * SCALE)).astype(np.int64)
        of_corners = np.maximum(0, np.rint(proof.of_corners * SCALE)).astype(np.int64)
        kept = self._needed(np.flatnonzero(of_corners).tolist())
        place = {number: at for at, number in enumerate(kept)}
        corners = tuple(_renumbered(self.corners[number], place) for number in kept)
        certificate = TierCertificate(of_rows, of_tiers, corners, of_corners[kept])
        proves = certified_bound(self.problem, self.tier, self.best, certificate) == best
        return certificate if proves else None

    def _needed(self, numbers: Sequence[int]) -> list[int]:
        """Corner rows, and those they are the sum of, in order."""
        found, waiting = set(numbers), list(numbers)
        while waiting:
            further = set(self.corners[waiting.pop()].of_corners.numbers.tolist()) - found
            found |= further
            waiting.extend(further)
        return sorted(found)


def _renumbered(corner: CornerRow, place: dict[int, int]) -> CornerRow:
    numbers = np.array([place[number] for number in corner.of_corners.numbers.tolist()], dtype=np.int64)
    return replace(corner, of_corners=Terms(numbers, corner.of_corners.times))
