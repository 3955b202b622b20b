"""Problems of hundreds of thousands of columns: good choices early, an honest bound on every tier (route.py)."""

from socopt.solver.large.route import LARGE, solve_large

__all__ = ["LARGE", "solve_large"]
