"""Choices with the help of a corner of a relaxation: some families are decided by a small integer program.

*Near* a corner all families it gives whole numbers are as it says, the rest is decided. What the corner gives the first
is in the way of the best: so those are decided too that it gives something on the rows which have a price and on which
the fractions are, and some of those that compete with any of these for such rows.

*Toward* a corner the families stay of which it says what a choice at hand says, the rest is decided, and some that
compete with these. The choice at hand is one of the answers, so rows and tiers above that leave no room do no harm
(relaxation induced neighbourhoods: Danna, Rothberg, Le Pape, Mathematical Programming 102, 2005).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event

import numpy as np

from socopt.solver.backend import BackendError
from socopt.solver.large import wire
from socopt.solver.large.corners import NOTHING, Corner
from socopt.solver.large.improving import PRICED, residual
from socopt.solver.large.matrix import NO_FAMILY
from socopt.solver.problem import Ints
from socopt.solver.program import Incumbent, Program
from socopt.solver.system import Bools

WHOLE = 1e-6
NODES = 200
SETTLED = 0.9  # of a unit of the tier at hand: what those below may be off


@dataclass(frozen=True, slots=True)
class Near:
    """What is decided: how many families beyond the nearest (None: nor these), and cheap columns of each line."""

    others: int | None
    columns: int


def near_corner(corner: Corner, seed: int, seconds: float | None, near: Near, stop: Event) -> Ints | None:
    """A choice near a corner, or None; nothing is verified.

    Parameters
    ----------
    seed : which competitors.
    """
    matrix, x = corner.matrix, corner.x
    split = np.abs(x - np.rint(x)) > WHOLE
    free = _families(corner, split)
    if near.others is not None:
        free |= _competing(corner, split, (corner.best.reduced_costs < NOTHING) & (x > 0.5))
    free |= _others(corner, free, x > WHOLE, near, seed)
    columns = _columns(corner, free, corner.at_work, near)
    rest = np.where(free[matrix.family], 0, np.rint(x)).astype(np.int64)
    program = _program(corner, columns, rest, matrix.system.costs[corner.tier, columns])
    decide = partial(wire.decide, nodes=NODES, seed=seed, seconds=seconds, stop=stop)
    return _decided(program, columns, rest, None, decide)


def toward_corner(
    corner: Corner, choice: Ints, weighed: Ints, seed: int, seconds: float | None, near: Near, stop: Event
) -> Ints | None:
    """A choice between one at hand and a corner, or None: most of what both say stays; nothing is verified.

    Parameters
    ----------
    choice : ndarray of shape (num_columns,), int64. It keeps every row and every tier above.
    weighed : ndarray of shape (num_tiers,). Weights of the tier at hand and of some below: those are not settled quite.
    seed : which competitors.
    """
    matrix, x = corner.matrix, corner.x
    free = _families(corner, np.abs(x - choice) > WHOLE)
    free |= _others(corner, free, (x > WHOLE) | (choice > 0), near, seed)
    columns = _columns(corner, free, choice > 0, near)
    rest = np.where(free[matrix.family], 0, choice)
    program = _program(corner, columns, rest, weighed @ matrix.system.costs[:, columns])
    gap = max(wire.GAP, SETTLED * int(weighed[corner.tier]))
    decide = partial(wire.decide, nodes=NODES, seed=seed, seconds=seconds, stop=stop, gap=gap)
    return _decided(program, columns, rest, choice, decide)


def _columns(corner: Corner, free: Bools, usable: Bools, near: Near) -> Ints:
    """What free families may have, and what belongs to none: some columns, those of the corner, and cheap ones."""
    free[NO_FAMILY] = True
    return np.flatnonzero(free[corner.matrix.family] & (usable | corner.cheap(near.columns) | (corner.x > WHOLE)))


def _program(corner: Corner, columns: Ints, rest: Ints, costs: Ints) -> Program:
    """Costs over some columns in what the rest leaves of the rows and of the tiers above."""
    matrix = corner.matrix
    most = {cap.tier: cap.most - int(matrix.system.costs[cap.tier] @ rest) for cap in corner.caps}
    return residual(matrix, columns, matrix.activity(rest), costs, most)


def _decided(
    program: Program, columns: Ints, rest: Ints, start: Ints | None, decide: Callable[[Program, Ints | None], Incumbent]
) -> Ints | None:
    """The rest and the best of the columns."""
    try:
        found = decide(program, None if start is None else start[columns])
    except BackendError:
        return None
    if found.x is None:
        return None
    rest[columns] = np.rint(found.x).astype(np.int64)
    return rest


def _families(corner: Corner, columns: Bools) -> Bools:
    """Families of some columns."""
    found = np.zeros(corner.matrix.num_families + 1, dtype=bool)
    found[corner.matrix.family[columns]] = True
    return found


def _others(corner: Corner, free: Bools, used: Bools, near: Near, seed: int) -> Bools:
    """Of the families that compete with free ones by cheap columns so many at random."""
    found = np.zeros_like(free)
    if near.others is not None:
        cheap = corner.best.reduced_costs < NOTHING
        others = np.flatnonzero(_competing(corner, cheap & free[corner.matrix.family], used) & ~free)
        dice = np.random.default_rng([seed, near.columns, near.others])
        found[dice.permutation(others)[: near.others]] = True
    return found


def _competing(corner: Corner, columns: Bools, used: Bools) -> Bools:
    """Families with a ``used`` column on a row that has a price and one of ``columns``."""
    matrix = corner.matrix
    priced = np.abs(corner.best.with_rows(matrix.system.num_rows).duals) > PRICED
    priced &= ~matrix.system.cover
    met = np.zeros(matrix.system.num_rows, dtype=bool)
    met[matrix.rows[columns[matrix.columns]]] = True
    found = np.zeros(matrix.num_families + 1, dtype=bool)
    found[matrix.family[matrix.columns[(met & priced)[matrix.rows] & used[matrix.columns]]]] = True
    return found
