"""A first choice from a relaxation: a corner of its face says most lines in whole numbers, the rest is decided.

The corner is looked for over the columns that the relaxation uses; families with a line in fractions are decided by
a small integer program over their columns at work, all others as the corner says.
"""

import numpy as np

from socopt.solver.backend import BackendError
from socopt.solver.large import wire
from socopt.solver.large.improving import residual
from socopt.solver.large.matrix import NO_FAMILY, Floats, Matrix
from socopt.solver.large.relaxation import Cap, over
from socopt.solver.problem import Ints
from socopt.solver.system import Bools

USED = 1e-3
WHOLE = 1e-6
NODES = 50


def rounded(
    matrix: Matrix,
    tier: int,
    caps: list[Cap],
    relaxed: Floats,
    at_work: Bools,
    choice: Ints,
    *,
    seed: int,
    seconds: float | None,
) -> Ints | None:
    """A choice near a relaxation, or None; nothing is verified."""  # fmt: skip
    costs = matrix.system.costs[tier]
    plain = np.zeros(len(at_work), dtype=bool)
    plain[matrix.best_of_lines(np.diff(matrix.starts).astype(float), at_work, 1)] = True
    program, columns = over(matrix, (relaxed > USED) | (choice > 0) | plain | (matrix.served == 0), costs, caps)
    try:
        corner = wire.corner(program, seconds=seconds).x
    except BackendError:
        return None
    if corner is None:
        return None
    x = np.zeros(len(at_work))
    x[columns] = corner
    split = np.abs(x - np.rint(x)) > WHOLE
    free = np.zeros(matrix.num_families + 1, dtype=bool)
    free[matrix.family[split]] = True
    free[NO_FAMILY] = True
    inner = np.flatnonzero(free[matrix.family] & (at_work | (x > WHOLE)))
    outer = np.where(free[matrix.family], 0, np.rint(x)).astype(np.int64)
    most = {cap.tier: cap.most - int(matrix.system.costs[cap.tier] @ outer) for cap in caps}
    left = residual(matrix, inner, matrix.activity(outer), tier, most)
    try:
        found = wire.decide(left, None, nodes=NODES, seed=seed, seconds=seconds)
    except BackendError:
        return None
    if found.x is None:
        return None
    outer[inner] = np.rint(found.x).astype(np.int64)
    return outer
