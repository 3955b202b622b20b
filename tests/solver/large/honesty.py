"""What must be true of a choice and of what is said of it."""

import numpy as np

from socopt.solver import AllocationProblem
from socopt.solver.large.route import Found


def assert_honest(problem: AllocationProblem, choices: np.ndarray, start: np.ndarray, found: Found) -> None:
    """It keeps every row and is no worse than the start; bounds hold with the tiers above at most at their values."""
    assert not len(problem.broken_rows(found.x))
    assert problem.values(found.x).tolist() <= problem.values(start).tolist()
    assert [tier.best for tier in found.tiers] == problem.values(found.x).tolist()
    left, proven = choices, True
    for tier, costs, tolerance in zip(found.tiers, problem.costs, problem.tolerances.tolist(), strict=True):
        assert tier.bound <= (left @ costs).min() <= tier.best
        proven = proven and tier.bound == tier.best
        assert tier.proven == proven
        left = left[left @ costs <= tier.best + tolerance]
