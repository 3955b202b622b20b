"""The way of very large problems: part after part, each as a large problem, and a bound on all of them together.

Parts are cut where little lies across (dividing.py). A part is all columns of its lines, and what the columns chosen
elsewhere leave of every row that these touch (pieces.py): so whatever a part finds keeps every row, and a part that
comes later takes what earlier ones left. Therefore the first tier comes before them all (opening.py). Memory is that of
one part beside the problem; time is shared by the number of columns. Bounds of all parts together: adding.py.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from socopt.solver.clock import Clock
from socopt.solver.large.adding import Answer, Bounds, added_up
from socopt.solver.large.dividing import parts_of
from socopt.solver.large.opening import in_question
from socopt.solver.large.pieces import Border, Cutter, Piece
from socopt.solver.large.route import Found, outcomes_of, solve_large
from socopt.solver.problem import AllocationProblem, Ints
from socopt.solver.result import OnProgress, TierProgress
from socopt.solver.system import Bools

if TYPE_CHECKING:
    from socopt.solver.large.matrix import Floats

VERY_LARGE = 2_000_000  # columns from which a part is cut in two, where there is a good cut
TO_THE_FIRST = 0.1  # of the time, at most
TO_PARTS = 0.8  # of the time with what is before; what is left is for the bounds
TO_PRICES = 0.5  # of what is left for the bound of a part


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
    return together.found(clock, on_progress)


class _Together:
    """The choice at hand, and what the parts said of their tiers."""

    def __init__(self, problem: AllocationProblem, start: Ints, part: Ints, owner: Ints) -> None:
        self.problem = problem
        self.part = part
        self.owner = owner
        self.cutter = Cutter(problem)
        self.x = start.copy()
        self.activity = problem.activity(start)
        self.answers: dict[int, Answer] = {}
        self.rows: dict[int, Floats] = {}  # what rows on borders cost, by tier; NaN where this is not known yet

    def solve(self, clock: Clock, seed: int, on_progress: OnProgress | None) -> None:
        """The first tier of all, then every part, while there is time."""
        left = clock.seconds_left()
        self._open(_part_of(left, TO_THE_FIRST), clock, seed)
        end = None if clock.deadline is None or left is None else clock.deadline - (1 - TO_PARTS) * left
        waiting = np.bincount(self.part)
        first = np.bincount(self.part, self.problem.costs[0] * self.x)
        for number in np.argsort(-first, kind="stable").tolist():  # whoever could be better in it, before others
            if clock.is_over():
                return
            own = Clock(None if end is None else (end - clock.now()) * waiting[number] / waiting.sum())
            waiting[number] = 0
            piece = self._piece(self.part == number)
            self._answer(number, piece, own, seed)
            clock.stopped |= _is_interrupted(own)
            if on_progress is not None:
                self._tell(on_progress)

    def _answer(self, number: int, piece: Piece, clock: Clock, seed: int) -> None:
        """A part, with what rows of parts before it cost; then what its own rows cost those that come."""
        shared, own = piece.rows[piece.border.shared], self._own(number, piece)
        known = {tier: costs[shared] for tier, costs in self.rows.items()}
        found = self._solve(piece, clock, seed, replace(piece.border, prices=known))
        self.answers[number] = Answer(found, shared, own)
        for tier, multipliers in found.multipliers.items():
            costs = self.rows.setdefault(tier, np.full(self.problem.num_rows, np.nan))
            costs[shared[own]] = multipliers.shared[own]

    def _open(self, seconds: float | None, clock: Clock, seed: int) -> None:
        """The first tier."""
        inside = in_question(self.problem, self.x, seed)
        if inside.any():
            own = Clock(seconds)
            self._solve(self._piece(inside, tiers=1), own, seed)
            clock.stopped |= _is_interrupted(own)

    def _piece(self, inside: Bools, tiers: int | None = None) -> Piece:
        return self.cutter.piece(inside, self.x, self.activity, tiers)

    def _own(self, number: int, piece: Piece) -> Bools:
        """Of the rows on the border of a part those that belong to it."""
        return np.asarray(self.owner[piece.rows[piece.border.shared]] == number)

    def _solve(self, piece: Piece, clock: Clock, seed: int, border: Border | None = None) -> Found:
        """What is found for a piece, and its choice in place of the one at hand."""
        before = self.x[piece.columns]
        found = solve_large(piece.problem, before, clock, seed, None, border)
        activity = self.activity.copy()
        activity[piece.rows] += piece.problem.activity(found.x) - piece.problem.activity(before)
        if ((activity >= self.problem.lower) & (activity <= self.problem.upper)).all():  # else: cannot be
            self.x[piece.columns], self.activity = found.x, activity
        return found

    def found(self, clock: Clock, on_progress: OnProgress | None) -> Found:
        """The choice, and the best bound on each tier."""
        values = self.problem.values(self.x)
        tiers = tuple(outcomes_of(self.problem, values.tolist(), self._bounds(values, clock)))
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

    def _bounds(self, values: Ints, clock: Clock) -> list[int]:
        """By the covering rows, by prices, and, where the parts are free of each other, by adding up."""
        count = int(self.part.max()) + 1
        bounds = Bounds(self.problem, self.answers, values)
        for number in range(count):
            piece, left = self._piece(self.part == number), clock.seconds_left()
            seconds = 0.0 if clock.is_over() else _part_of(left, TO_PRICES / (count - number))
            bounds.add(number, piece, self._own(number, piece), self.x[piece.columns], seconds)
        found = bounds.found()
        answers = self.answers.values()
        if len(answers) == count and not any(len(answer.shared) for answer in answers):
            for tier, bound in enumerate(added_up((answer.found for answer in answers), self.problem.tolerances)):
                found[tier] = max(found[tier], bound)
        return found


def _part_of(seconds: float | None, share: float) -> float | None:
    return None if seconds is None else seconds * share


def _is_interrupted(clock: Clock) -> bool:
    """Stopped, but not as its share of the time was over."""
    return clock.stopped and (clock.deadline is None or clock.now() < clock.deadline)
