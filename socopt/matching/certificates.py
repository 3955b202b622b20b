"""Certificates of a plan: prices that prove a tier over all columns, found while the tiers below are being solved.

A tier has one where the linear relaxation, the tiers above at their best plus tolerance, reaches its best. Which tiers
are tried depends on nothing but the night: the first of which the relaxation falls short is the last that one is solved
for, as those below keep it as a row. Prices of nothing are tried for every tier: they prove a best of 0.
"""

import queue
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from socopt.domain import Certificate
from socopt.matching.formulation import CANONICAL, Formulation
from socopt.matching.params import Params
from socopt.matching.row_builder import WITHIN
from socopt.solver import OnProgress, Solution, TierCertificate, TierProgress, certified_bound, multipliers

if TYPE_CHECKING:
    from socopt.domain.certificate import Row

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
        self.deadline = time.monotonic() + min(MOST_SECONDS, params.time_limit or MOST_SECONDS)
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
    formulation: Formulation, bests: Iterable[int], deadline: float, seed: int
) -> Iterator[tuple[int, Certificate]]:
    """A certificate for each tier that has one; ``bests`` of the tiers, as they come to be known."""
    named = np.array([meaning is not None for meaning in formulation.meanings], dtype=bool)
    named[_implied(formulation)] = False
    falls_short = formulation.problem.num_columns > MANY_COLUMNS or formulation.swaps
    known: list[int] = []
    for tier, best in enumerate(bests):
        found: TierCertificate | None = _of_nothing(formulation, tier)
        is_proof = _proves(formulation, found, known, best)
        if not (is_proof or falls_short) and time.monotonic() < deadline:
            left = deadline - time.monotonic()
            found = multipliers(formulation.problem, tier, known, left, seed, named)
            is_proof = _proves(formulation, found, known, best)
            falls_short = not is_proof
        if is_proof and found is not None:
            yield tier, _in_words(formulation, tier, found)
        known.append(best)


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


def _of_nothing(formulation: Formulation, tier: int) -> TierCertificate:
    """No row and no tier has a price."""
    return TierCertificate(np.zeros(formulation.problem.num_rows, np.int64), np.zeros(tier, np.int64))


def _proves(formulation: Formulation, found: TierCertificate | None, above: Sequence[int], best: int) -> bool:
    tier = len(above)
    return found is not None and certified_bound(formulation.problem, tier, above, found) == best


def _in_words(formulation: Formulation, tier: int, found: TierCertificate) -> Certificate:
    """Prices by the meaning of rows. Of rows with one meaning the largest price serves at least as well as theirs."""
    of_rows: dict[Row, int] = {}
    for number in np.flatnonzero(found.of_rows).tolist():
        meaning = formulation.meanings[number]
        assert meaning is not None
        if meaning != WITHIN:
            of_rows[meaning] = max(of_rows.get(meaning, 0), abs(int(found.of_rows[number])))
    names = formulation.problem.tier_names
    of_tiers = {names[above]: price for above, price in enumerate(found.of_tiers.tolist()) if price}
    return Certificate(tier=names[tier], of_rows=dict(sorted(of_rows.items())), of_tiers=of_tiers)
