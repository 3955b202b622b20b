"""A first choice from a corner of a relaxation: it says most lines in whole numbers, the rest is decided.

Families with a line in fractions are decided by a small integer program, all others are as the corner says.
"""

from collections.abc import Sequence

import numpy as np

from socopt.solver.backend import BackendError
from socopt.solver.large import wire
from socopt.solver.large.improving import residual
from socopt.solver.large.matrix import NO_FAMILY, Floats, Matrix
from socopt.solver.large.relaxation import Cap
from socopt.solver.problem import Ints
from socopt.solver.system import Bools

WHOLE = 1e-6
NODES = 50


def rounded(
    matrix: Matrix,
    tier: int,
    caps: Sequence[Cap],
    corner: Floats,
    usable: Bools,
    *,
    others: int = 0,
    seed: int,
    seconds: float | None,
) -> Ints | None:
    """A choice near a corner, or None; nothing is verified.

    Parameters
    ----------
    corner : ndarray of shape (num_columns,), float64.
    usable : ndarray of shape (num_columns,), bool. Columns that families with a line in fractions may take.
    others : so many other families are decided as well.
    """
    split = np.abs(corner - np.rint(corner)) > WHOLE
    free = np.zeros(matrix.num_families + 1, dtype=bool)
    free[matrix.family[split]] = True
    free[np.random.default_rng(seed).permutation(matrix.num_families)[:others]] = True
    free[NO_FAMILY] = True
    inner = np.flatnonzero(free[matrix.family] & (usable | (corner > WHOLE)))
    outer = np.where(free[matrix.family], 0, np.rint(corner)).astype(np.int64)
    most = {cap.tier: cap.most - int(matrix.system.costs[cap.tier] @ outer) for cap in caps}
    left = residual(matrix, inner, matrix.activity(outer), matrix.system.costs[tier, inner], most)
    try:
        found = wire.decide(left, None, nodes=NODES, seed=seed, seconds=seconds)
    except BackendError:
        return None
    if found.x is None:
        return None
    outer[inner] = np.rint(found.x).astype(np.int64)
    return outer
