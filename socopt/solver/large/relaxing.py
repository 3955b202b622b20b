"""The relaxation of a large system by pricing columns in, as a backend would answer it.

Multipliers come from near the middle of the best face (they leave most columns clearly dear or clearly not), the
solution is a corner over the columns that the middle uses.
"""

from dataclasses import replace

import numpy as np

from socopt.solver.backend import BackendError, Relaxation
from socopt.solver.clock import Clock
from socopt.solver.large import wire
from socopt.solver.large.matrix import Matrix
from socopt.solver.large.relaxation import Pricing, over
from socopt.solver.problem import Ints
from socopt.solver.system import System

USED = 1e-4
CLOSE = 0.05  # of a unit: what the multipliers may miss


def relax_by_prices(system: System, costs: Ints, choice: Ints | None, *, clock: Clock, seed: int) -> Relaxation:
    """A corner of about the best face and multipliers with a bound near it.

    Raises
    ------
    BackendError
        A backend failed, or there was no time.
    """
    matrix = Matrix.of(replace(system, costs=costs[np.newaxis]))
    choice = np.zeros(len(costs), dtype=np.int64) if choice is None else choice
    pricing = Pricing(matrix, choice, clock=clock, seed=seed, close=CLOSE)
    found = pricing.prices(0, [], np.array([costs @ choice]), choice, None)
    if found is None:
        raise BackendError("no time for the relaxation")
    corner = (pricing.x > USED) | (choice > 0) | (matrix.served == 0)
    program, columns = over(matrix, corner, costs, [])
    answer = wire.vertex(program, seconds=clock.seconds_left()).x
    x = np.zeros(len(costs))
    if answer is not None:
        x[columns] = answer
    return Relaxation(x if answer is not None else pricing.x, found.duals)
