"""Problems of hundreds of thousands of columns: good choices early, an honest bound on every tier (route.py).

Those of millions are cut into parts where little lies across (parts.py).
"""

from socopt.solver.large.parts import solve_very_large
from socopt.solver.large.route import LARGE, solve_large

__all__ = ["LARGE", "solve_large", "solve_very_large"]
