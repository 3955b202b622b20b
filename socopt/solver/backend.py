"""HiGHS through MathOpt: relaxations with duals, and integer programs.

Models are built in bulk from arrays. What comes back is a proposal: what cannot be is reported with the program it was
said of, and callers verify the rest in integers. A backend runs in a thread of its own; one that does not stop at its
limit is left behind. (One that takes the whole process down cannot be outlived.)
"""

import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.python.model import Model
from ortools.util.python.solve_interrupter import SolveInterrupter

from socopt.errors import SolveError
from socopt.solver import memory
from socopt.solver.problem import NO_LIMIT, Ints
from socopt.solver.program import Basis, Incumbent, Program, Relaxation, untrue_of_incumbent, untrue_of_relaxation
from socopt.solver.trouble import report

__all__ = ["SOLVERS", "BackendError", "Incumbent", "Program", "Relaxation", "minimize", "relax"]

Answer = TypeVar("Answer")
Item = TypeVar("Item")  # a variable or a row of a model

RELAXING = ("GLOP", "HIGHS")  # in the order in which they are asked
SOLVERS = ("HIGHS", "CP_SAT")  # in the order in which they are asked
ABANDON_AFTER_SECONDS = 5.0  # HiGHS looks at the interrupt between its steps; a step that hangs is left behind
OVERRUN_SECONDS = 2.0  # beyond its limit, before it is told to stop
POLL_SECONDS = 0.1
SIDE = {
    mathopt.BasisStatus.BASIC: 0, mathopt.BasisStatus.FREE: 0, mathopt.BasisStatus.AT_LOWER_BOUND: -1,
    mathopt.BasisStatus.AT_UPPER_BOUND: 1, mathopt.BasisStatus.FIXED_VALUE: 1,
}  # fmt: skip
STATUS = {
    0: mathopt.BasisStatus.BASIC, -1: mathopt.BasisStatus.AT_LOWER_BOUND, 1: mathopt.BasisStatus.AT_UPPER_BOUND
}  # fmt: skip


class BackendError(SolveError):
    """A backend failed."""


def relax(program: Program, *, seconds: float | None, seed: int, basis: Basis | None = None) -> Relaxation:
    """Solve the linear relaxation; by HiGHS where GLOP fails, which is reported.

    Parameters
    ----------
    basis : where the dual simplex is to begin: the best corner before rows were added.

    Raises
    ------
    BackendError
        Both fail.
    """
    for solver in RELAXING:
        try:
            found = _relax(program, seconds, seed, solver, basis if solver == "GLOP" else None)
        except BackendError as error:
            report(solver, str(error), program)
            continue
        untrue = untrue_of_relaxation(program, found)
        if untrue is None:
            return found
        report(solver, untrue, program)
    raise BackendError("no backend solved the relaxation")


def minimize(
    program: Program,
    *,
    start: Ints | None = None,
    seconds: float | None = None,
    seed: int = 0,
    nodes: int | None = None,
    solver: str = "HIGHS",
) -> Incumbent:
    """Solve the integer program, from a start where there is one, within so many nodes (HiGHS).

    Raises
    ------
    BackendError
        The solver failed, or said what cannot be; it is reported.
    """
    try:
        found = _minimize(program, start, seconds, seed, nodes, solver)
    except BackendError as error:
        report(solver, str(error), program)
        raise
    refuse(untrue_of_incumbent(program, found, start), solver, program)
    return found


def refuse(untrue: str | None, solver: str, program: Program) -> None:
    """Report an answer that cannot be.

    Raises
    ------
    BackendError
        Where something is untrue of it.
    """
    if untrue is not None:
        report(solver, untrue, program)
        raise BackendError(untrue)


def _relax(program: Program, seconds: float | None, seed: int, solver: str, basis: Basis | None) -> Relaxation:
    model = _model(program, integer=False)
    parameters, hints = _parameters(seconds, seed, solver), _asking_little()
    if basis is not None:
        parameters.lp_algorithm, parameters.presolve = mathopt.LPAlgorithm.DUAL_SIMPLEX, mathopt.Emphasis.OFF
        hints.initial_basis = mathopt.Basis(
            variable_status=_statuses(model.variables(), basis.columns),
            constraint_status=_statuses(model.linear_constraints(), basis.rows),
        )
    return _relaxation(_solved(model, solver, parameters, hints), program)


def _statuses(items: Iterable[Item], sides: NDArray[np.int8]) -> dict[Item, mathopt.BasisStatus]:
    return {item: STATUS[side] for item, side in zip(items, sides.tolist(), strict=True)}


def _relaxation(result: mathopt.SolveResult, program: Program) -> Relaxation:
    if not result.has_primal_feasible_solution():
        return Relaxation(None, None)
    x = _values(result, len(program.costs))
    duals = np.fromiter(result.dual_values().values(), dtype=float) if result.has_dual_feasible_solution() else None
    return Relaxation(x, duals, _basis(result))


def _basis(result: mathopt.SolveResult) -> Basis | None:
    found = result.solutions[0].basis if result.solutions else None
    if found is None:
        return None
    return Basis(
        *(
            np.fromiter((SIDE[each] for each in status.values()), dtype=np.int8, count=len(status))
            for status in (found.variable_status, found.constraint_status)
        )
    )


def _minimize(
    program: Program, start: Ints | None, seconds: float | None, seed: int, nodes: int | None, solver: str
) -> Incumbent:
    model = _model(program, integer=True)
    hints = _asking_little()
    if start is not None:
        values = dict(zip(model.variables(), start.astype(float).tolist(), strict=True))
        hints.solution_hints.append(mathopt.SolutionHint(variable_values=values))
    result = _solved(model, solver, _parameters(seconds, seed, solver, nodes), hints)
    infeasible = result.termination.reason == mathopt.TerminationReason.INFEASIBLE
    bound = result.termination.objective_bounds.dual_bound
    x = None
    if result.has_primal_feasible_solution():
        x = _values(result, len(program.costs))
    return Incumbent(x, bound if np.isfinite(bound) else None, infeasible)


def _asking_little() -> mathopt.ModelSolveParameters:
    """No reduced costs, and values only where they are not 0: reading an answer takes longer than many a solve."""
    return mathopt.ModelSolveParameters(
        variable_values_filter=mathopt.SparseVectorFilter(skip_zero_values=True),
        reduced_costs_filter=mathopt.SparseVectorFilter(filtered_items=()),
    )


def _values(result: mathopt.SolveResult, num_columns: int) -> NDArray[np.float64]:
    x = np.zeros(num_columns)
    for variable, value in result.variable_values().items():
        x[variable.id] = value
    return x


def _parameters(seconds: float | None, seed: int, solver: str, nodes: int | None = None) -> mathopt.SolveParameters:
    parameters = mathopt.SolveParameters(random_seed=seed, relative_gap_tolerance=0.0, absolute_gap_tolerance=0.5)
    if seconds is not None:
        parameters.time_limit = timedelta(seconds=max(seconds, 0.01))
    if solver == "CP_SAT":
        parameters.threads = 1  # several would not repeat themselves
    if solver == "HIGHS":
        parameters.node_limit = nodes
    return parameters


def _solved(
    model: Model, solver: str, parameters: mathopt.SolveParameters, hints: mathopt.ModelSolveParameters
) -> mathopt.SolveResult:
    def call(interrupter: SolveInterrupter) -> mathopt.SolveResult:
        kind = mathopt.SolverType[solver]
        return mathopt.solve(model, kind, params=parameters, model_params=hints, interrupter=interrupter)

    return run(call, parameters.time_limit)


def run(
    call: Callable[[SolveInterrupter], Answer], limit: timedelta | None, stop: threading.Event | None = None
) -> Answer:
    """Solve in a thread of its own, so that Ctrl-C reaches the caller at once, and told to stop once it is late.

    ``stop``: set by another thread where this one is not to go on.

    Raises
    ------
    BackendError
        The call raised, or did not stop when told to.
    """
    interrupter = SolveInterrupter()
    box: list[Answer | BaseException] = []
    thread = threading.Thread(target=_fill, args=(box, lambda: call(interrupter)), daemon=True)
    thread.start()
    deadline = None if limit is None else time.monotonic() + limit.total_seconds() + OVERRUN_SECONDS

    def may_go_on() -> bool:
        in_time = deadline is None or time.monotonic() < deadline
        return in_time and not memory.is_used_up() and not (stop is not None and stop.is_set())

    try:
        while thread.is_alive() and may_go_on():
            thread.join(POLL_SECONDS)
    except KeyboardInterrupt:
        interrupter.interrupt()
        thread.join(ABANDON_AFTER_SECONDS)
        raise
    if thread.is_alive():
        interrupter.interrupt()
        thread.join(ABANDON_AFTER_SECONDS)
    if not box:
        raise BackendError("did not stop when its time or memory was used up")
    if isinstance(box[0], BaseException):
        raise BackendError(f"raised {box[0]!r}") from box[0]
    return box[0]


def _fill(box: list[Answer | BaseException], solve: Callable[[], Answer]) -> None:
    try:
        box.append(solve())
    except BaseException as error:  # noqa: BLE001 - handed to the waiting thread, which raises it
        box.append(error)


def _model(program: Program, *, integer: bool) -> Model:
    num_columns, num_rows = len(program.costs), len(program.lower)
    proto = model_pb2.ModelProto()
    variables = proto.variables
    variables.ids.extend(range(num_columns))
    variables.lower_bounds.extend(np.zeros(num_columns))
    variables.upper_bounds.extend(np.ones(num_columns))
    variables.integers.extend([integer] * num_columns)
    objective = proto.objective.linear_coefficients
    nonzero = np.flatnonzero(program.costs)
    objective.ids.extend(nonzero)
    objective.values.extend(program.costs[nonzero].astype(float))
    constraints = proto.linear_constraints
    constraints.ids.extend(range(num_rows))
    constraints.lower_bounds.extend(np.where(program.lower == -NO_LIMIT, -np.inf, program.lower.astype(float)))
    constraints.upper_bounds.extend(np.where(program.upper == NO_LIMIT, np.inf, program.upper.astype(float)))
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(program.rows)
    matrix.column_ids.extend(program.columns)
    matrix.coefficients.extend(program.values.astype(float))
    return Model.from_model_proto(proto)
