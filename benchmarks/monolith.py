"""A whole problem of one tier given to one solver through MathOpt, in one piece: what the peers do."""

import math
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.python.model import Model

from benchmarks.budget import Budget
from socopt.solver import NO_LIMIT, AllocationProblem, Infeasible

Ints = NDArray[np.int64]
SOLVERS = {"highs": "HIGHS", "scip": "GSCIP", "cp-sat": "CP_SAT"}
NEARLY_ONE = 0.999  # a bound this close proves an integer objective: the tolerance kindest to a peer
TOLERANCE = 1e-6


def minimize(
    problem: AllocationProblem,
    solver: str,
    *,
    tier: int = 0,
    best: tuple[int, ...] = (),
    start: Ints | None = None,
    budget: Budget | None = None,
    threads: int | None = None,
    log: bool = False,
) -> tuple[Ints | None, int | None]:
    """A choice (None: none found) and an integer bound (None: none known) on one tier, those above at their best.

    Raises
    ------
    Infeasible
        The solver says that there is no choice.
    """
    budget = budget or Budget()
    model = build(problem, tier=tier, best=best)
    parameters = mathopt.SolveParameters(relative_gap_tolerance=0.0, absolute_gap_tolerance=NEARLY_ONE)
    parameters.enable_output = log
    left = budget.left()
    if left is not None:
        parameters.time_limit = timedelta(seconds=max(left, 0.01))
    if threads is not None and solver != "highs":  # MathOpt's HiGHS refuses to be told
        parameters.threads = threads
    hints = None
    if start is not None:
        values = dict(zip(model.variables(), start.astype(float).tolist(), strict=True))
        hints = mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(variable_values=values)])
    with mathopt.IncrementalSolver(model, mathopt.SolverType[SOLVERS[solver]]) as loaded, budget.counting() as stop:
        # SCIP cannot listen to an interrupter in this version: it only stops at its limit.
        result = loaded.solve(params=parameters, model_params=hints, interrupter=None if solver == "scip" else stop)
    if result.termination.reason == mathopt.TerminationReason.INFEASIBLE:
        raise Infeasible(f"{solver} finds no choice of columns that satisfies the rows")
    bound = _whole(result.termination.objective_bounds.dual_bound)
    if not result.has_primal_feasible_solution():
        return None, bound
    x = np.rint(np.fromiter(result.variable_values().values(), dtype=float)).astype(np.int64)
    value = int(problem.costs[tier] @ x)
    return x, None if bound is None else min(bound, value)


def build(problem: AllocationProblem, *, tier: int, best: tuple[int, ...]) -> Model:
    """The integer program of one tier, with a row for each tier above."""
    above = [_tier_row(problem, number, value) for number, value in enumerate(best)]
    proto = model_pb2.ModelProto()
    columns = problem.num_columns
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend(np.zeros(columns))
    proto.variables.upper_bounds.extend(np.ones(columns))
    proto.variables.integers.extend([True] * columns)
    priced = np.flatnonzero(problem.costs[tier])
    proto.objective.linear_coefficients.ids.extend(priced)
    proto.objective.linear_coefficients.values.extend(problem.costs[tier, priced].astype(float))
    lower = np.where(problem.lower == -NO_LIMIT, -np.inf, problem.lower.astype(float))
    upper = np.where(problem.upper == NO_LIMIT, np.inf, problem.upper.astype(float))
    proto.linear_constraints.ids.extend(range(problem.num_rows + len(above)))
    proto.linear_constraints.lower_bounds.extend(np.append(lower, [-np.inf] * len(above)))
    proto.linear_constraints.upper_bounds.extend(np.append(upper, [limit for *_, limit in above]))
    rows, entries, values = problem.row_of_entry(), problem.row_columns, problem.row_values.astype(float)
    order = np.lexsort((entries, rows))
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(rows[order])
    matrix.column_ids.extend(entries[order])
    matrix.coefficients.extend(values[order])
    for number, (touched, costs, _) in enumerate(above):
        matrix.row_ids.extend([problem.num_rows + number] * len(touched))
        matrix.column_ids.extend(touched)
        matrix.coefficients.extend(costs)
    return Model.from_model_proto(proto)


def _tier_row(problem: AllocationProblem, tier: int, best: int) -> tuple[Ints, NDArray[np.float64], float]:
    touched = np.flatnonzero(problem.costs[tier])
    return touched, problem.costs[tier, touched].astype(float), float(best + int(problem.tolerances[tier]))


def _whole(bound: float) -> int | None:
    """A bound on an integer objective, rounded up after the solver's tolerance is taken off."""
    return math.ceil(bound - TOLERANCE * max(1.0, abs(bound))) if math.isfinite(bound) else None
