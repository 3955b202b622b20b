"""The optimiser: rows, columns, tiers. It has never heard of a child."""

from socopt.solver.lexicographic import Limits, solve
from socopt.solver.problem import NO_LIMIT, AllocationProblem
from socopt.solver.result import OnProgress, Solution, TierOutcome, TierProgress
from socopt.solver.run import Infeasible

__all__ = [
    "NO_LIMIT",
    "AllocationProblem",
    "Infeasible",
    "Limits",
    "OnProgress",
    "Solution",
    "TierOutcome",
    "TierProgress",
    "solve",
]
