"""Choices near a corner of a relaxation: it says most lines in whole numbers, the rest is decided.

Families with a line in fractions are decided by a small integer program, all others are as the corner says. What the
corner gives these is in the way of the best: so those are decided with them that it gives something on the rows which
have a price and on which the fractions are, and some of those that compete with any of these for such rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

import numpy as np

from socopt.solver.backend import BackendError
from socopt.solver.large import wire
from socopt.solver.large.corners import NOTHING, Corners
from socopt.solver.large.improving import PRICED, residual
from socopt.solver.large.matrix import NO_FAMILY
from socopt.solver.problem import Ints
from socopt.solver.system import Bools

WHOLE = 1e-6
NODES = 200


@dataclass(frozen=True, slots=True)
class Near:
    """What is decided: how many families beyond the nearest (None: nor these), and cheap columns of each line."""

    others: int | None
    columns: int


def near_corner(corners: Corners, seed: int, seconds: float | None, near: Near, stop: Event) -> Ints | None:
    """A choice near a corner, or None; nothing is verified.

    Parameters
    ----------
    corners : with a corner.
    seed : which competitors.
    """
    matrix, x = corners.matrix, corners.x
    assert x is not None
    free = _free(corners, near, [seed, near.columns, near.others or 0])
    free[NO_FAMILY] = True
    inner = np.flatnonzero(free[matrix.family] & (corners.cheap(near.columns) | (x > WHOLE)))
    outer = np.where(free[matrix.family], 0, np.rint(x)).astype(np.int64)
    most = {cap.tier: cap.most - int(matrix.system.costs[cap.tier] @ outer) for cap in corners.caps}
    left = residual(matrix, inner, matrix.activity(outer), matrix.system.costs[corners.tier, inner], most)
    try:
        found = wire.decide(left, None, nodes=NODES, seed=seed, seconds=seconds, stop=stop)
    except BackendError:
        return None
    if found.x is None:
        return None
    outer[inner] = np.rint(found.x).astype(np.int64)
    return outer


def _free(corners: Corners, near: Near, seed: Sequence[int]) -> Bools:
    """Families to be decided: those the corner splits, the nearest to them, and some that compete with any of these."""
    x, best, family = corners.x, corners.best, corners.matrix.family
    assert x is not None
    split = np.abs(x - np.rint(x)) > WHOLE
    free = np.zeros(corners.matrix.num_families + 1, dtype=bool)
    free[family[split]] = True
    if near.others is None or best is None:
        return free
    cheap = best.reduced_costs < NOTHING
    free |= _competing(corners, split, cheap & (x > 0.5))
    others = np.flatnonzero(_competing(corners, cheap & free[family], x > WHOLE) & ~free)
    free[np.random.default_rng(seed).permutation(others)[: near.others]] = True
    return free


def _competing(corners: Corners, columns: Bools, used: Bools) -> Bools:
    """Families with a ``used`` column on a row that has a price and one of ``columns``."""
    matrix, best = corners.matrix, corners.best
    assert best is not None
    priced = np.abs(best.with_rows(matrix.system.num_rows).duals) > PRICED
    priced &= ~matrix.system.cover
    met = np.zeros(matrix.system.num_rows, dtype=bool)
    met[matrix.rows[columns[matrix.columns]]] = True
    found = np.zeros(matrix.num_families + 1, dtype=bool)
    found[matrix.family[matrix.columns[(met & priced)[matrix.rows] & used[matrix.columns]]]] = True
    return found
