"""Certificates of a plan: prices that prove a tier over all columns, found while the tiers below are being solved.

A tier has one where the linear relaxation, the tiers above at their best plus tolerance, reaches its best, with rows
at corners if need be. Which tiers are tried depends on nothing but the night: the first of which that falls short is
the last that one is solved for. Prices of nothing are tried for every tier: they prove a best of 0.
"""

import queue
import threading
import time
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from socopt.domain import Certificate
from socopt.domain.certificate import Corner, Row
from socopt.matching.formulation import CANONICAL, Formulation
from socopt.matching.params import Params
from socopt.matching.row_builder import COVER, UNPRICED, WITHIN
from socopt.solver import CornerRow, OnProgress, Prover, Solution, Terms, TierCertificate, TierProgress

MANY_COLUMNS = 100_000  # of a night: with more, no relaxation is solved
MOST_SECONDS = 60.0  # for all relaxations
LEAVE_BEHIND_SECONDS = 5.0  # what a stopped solve waits for a relaxation under way


class Certifying:
    """Certificates of one solve: told of each tier that is done, asked for them at the end.

    With two workers or more a thread of its own is at work meanwhile, otherwise all waits for the end: the certificates
    are the same, unless a limit strikes.
    """

    def __init__(self, formulation: Formulation, params: Params) -> None:
        self.formulation = formulation
        self.seed = params.seed
        self.deadline = None if params.time_limit is None else time.monotonic() + params.time_limit
        self.found: dict[int, Certificate] = {}
        self._done: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._thread = None
        if params.num_workers > 1:
            self._thread = threading.Thread(target=self._certify, args=(iter(self._done.get, None),), daemon=True)
            self._thread.start()

    def listening(self, on_progress: OnProgress | None) -> OnProgress:
        """Progress as it was to be told, and heard here."""

        def tell(progress: TierProgress) -> None:
            if progress.done and progress.proven and progress.tier != CANONICAL:
                self._done.put(progress.value)
            if on_progress is not None:
                on_progress(progress)

        return tell

    def end(self) -> None:
        """No tier comes after those told of."""
        self._done.put(None)

    def of(self, solution: Solution) -> tuple[Certificate, ...]:
        """Those of the tiers that are proven, in their order."""
        if self._thread is not None:
            self._thread.join(LEAVE_BEHIND_SECONDS if solution.stopped else None)
        elif not solution.stopped:
            self._certify(iter(self._done.get, None))
        return tuple(found for tier, found in sorted(self.found.items()) if solution.tiers[tier].proven)

    def _certify(self, bests: Iterable[int]) -> None:
        for tier, certificate in _certificates(self.formulation, bests, self.deadline, self.seed):
            self.found[tier] = certificate


def _certificates(
    formulation: Formulation, bests: Iterable[int], deadline: float | None, seed: int
) -> Iterator[tuple[int, Certificate]]:
    """A certificate for each tier that has one; ``bests`` of the tiers, as they come to be known."""
    problem, meanings = formulation.problem, formulation.meanings
    named = np.array([meaning is not None for meaning in meanings], dtype=bool)
    named[_implied(formulation)] = False
    summed = np.array([meaning != WITHIN for meaning in meanings], dtype=bool)
    prover = Prover(problem, seed=seed, priced=named, summed=summed)
    falls_short = problem.num_columns > MANY_COLUMNS or formulation.swaps
    seconds = MOST_SECONDS
    for tier, best in enumerate(bests):
        started = time.monotonic()
        left = seconds if deadline is None else min(seconds, deadline - started)
        found = prover.pass_over(best) if falls_short or left <= 0 else prover.prove(best, left)
        seconds -= time.monotonic() - started
        falls_short = falls_short or found is None
        if found is not None:
            yield tier, _in_words(formulation, tier, found)


def _implied(formulation: Formulation) -> list[int]:
    """Rows of a step that the row of the next one implies: nobody enters by then, or nobody leaves in between.

    Steps of moves are left out where an earlier one does as well (ways.py). A checker that reads them all would find
    them cheaper, were the earlier row the one with a price.
    """
    problem, own = formulation.problem, len(formulation.columns)
    of_step: dict[Row, tuple[int, list[int], list[int]]] = {}
    implied = []
    for number, meaning in enumerate(formulation.meanings):
        if meaning is None or meaning[0] != "resource":
            continue
        entries = slice(problem.row_starts[number], problem.row_starts[number + 1])
        columns, values = problem.row_columns[entries], problem.row_values[entries]
        if not (columns < own).all():  # begins over its limit: each step has a mark of its own
            continue
        gives = values < 0
        of_step[meaning] = number, columns[gives].tolist(), values[gives].tolist()
        earlier = of_step.get((*meaning[:-1], str(int(meaning[-1]) - 1)))
        if earlier is not None and earlier[1:] == of_step[meaning][1:]:
            implied.append(earlier[0])
        if gives.all():
            implied.append(number)
    return implied


def _in_words(formulation: Formulation, tier: int, found: TierCertificate) -> Certificate:
    """Prices by the meaning of rows; those that a unit or sibling group keeps by itself have none."""
    names = formulation.problem.tier_names
    priced = {row: price for row, price in _by_meaning(formulation, Terms.of(found.of_rows)).items()
              if row[0] not in UNPRICED}  # fmt: skip
    corners = (_corner(formulation, corner, price)
               for corner, price in zip(found.corners, found.of_corners.tolist(), strict=True))  # fmt: skip
    return Certificate(
        tier=names[tier], of_rows=priced, of_tiers=_by_name(names, Terms.of(found.of_tiers)), corners=tuple(corners)
    )


def _corner(formulation: Formulation, corner: CornerRow, price: int) -> Corner:
    return Corner(
        price=price, of_rows=_by_meaning(formulation, corner.of_rows),
        of_tiers=_by_name(formulation.problem.tier_names, corner.of_tiers), of_corners=dict(corner.of_corners.pairs()),
        denominator=corner.denominator, divisor=corner.divisor,
    )  # fmt: skip


def _by_meaning(formulation: Formulation, terms: Terms) -> dict[Row, int]:
    """Multipliers by the meaning of rows. Of rows with one meaning the largest serves at least as well as theirs.

    Such rows are about different columns of one child, of which at most one is chosen, and all end in at most 0.
    """
    found: dict[Row, int] = {}
    for number, times in terms.pairs():
        meaning = formulation.meanings[number]
        assert meaning is not None
        found[meaning] = times if meaning[0] == COVER else max(found.get(meaning, 0), abs(times))
    return dict(sorted(found.items()))


def _by_name(names: Sequence[str], terms: Terms) -> dict[str, int]:
    return {names[tier]: times for tier, times in terms.pairs()}
