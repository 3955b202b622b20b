"""Problems of one tier whose columns each cover one line and use one row of limited room: generalized assignment.

Lines are jobs, rows of limited room are agents. Let go of the rule that every job is done once, at a price for each
job: what is left is one knapsack for each agent. For any prices

    sum_j price_j + sum_agents least { sum_j (cost_j - price_j) x_j : uses within the capacity }

is a lower bound, and so is the same with one column chosen or refused. All of it is integer arithmetic, so bounds are
exact and need no solver; the linear relaxation only proposes the first prices.

1. recognise the structure (structure.py); anything else goes the general way
2. raise the bound by changing the prices (prices.py, knapsacks.py); repair what the knapsacks choose (repair.py)
3. guess that the best is the bound itself; close every column whose choice costs more than the guess, take every one
   whose refusal does; search what is left, depth first, by the same bound at each node, many nodes
   together (tree.py, lockstep.py, lanes.py)
4. nothing found: the bound is now above the guess. Guess higher, so that the next tree is a few times larger, until a
   choice is found; it is the best as soon as a tree below its value is exhausted (climb.py)
5. after a large tree, and after a quarter of a limited time: a tree with room to spare, left with the first choice near
   the bound; then exchanges among a few agents (exchanges.py)
"""

from socopt.solver.assignment.climb import solve_assignment
from socopt.solver.assignment.structure import Assignment, assignment_of

__all__ = ["Assignment", "assignment_of", "solve_assignment"]
