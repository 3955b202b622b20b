"""Programs to MathOpt and answers back as arrays: no object for each column.

The message that MathOpt reads is written straight from the arrays (numbers of columns and rows as four bytes of seven
bits, all else as packed doubles). What comes back is a proposal, as everywhere: callers verify it in integers.
"""

from dataclasses import dataclass
from datetime import timedelta
from threading import Event

import numpy as np
from numpy.typing import ArrayLike, NDArray
from ortools.math_opt import model_parameters_pb2, model_pb2, result_pb2, solution_pb2, sparse_containers_pb2
from ortools.math_opt.core.python import solver as core
from ortools.math_opt.python import mathopt
from ortools.pdlp import solvers_pb2
from ortools.util.python.solve_interrupter import SolveInterrupter

from socopt.solver import backend
from socopt.solver.backend import BackendError
from socopt.solver.problem import NO_LIMIT, Ints
from socopt.solver.program import Basis, Incumbent, Program, Relaxation, untrue_of_incumbent, untrue_of_relaxation
from socopt.solver.trouble import report

Floats = NDArray[np.float64]

THREADS = 2
WORTH_THREADS = 10_000  # columns
SHARDS = 8  # of PDLP: as many whatever the machine, so that sums are the same everywhere
MOST_STEPS = 20_000  # of PDLP
GAP = 0.99  # objectives are integers
SIDE = np.array([0, 0, -1, 1, 1, 0], dtype=np.int8)  # of a status: unspecified, free, lower, upper, fixed, basic
STATUS = np.array([2, 5, 3], dtype=np.uint8)  # of a side: lower, basic, upper


@dataclass(frozen=True, eq=False)
class Warm:
    """Where PDLP begins: a value for each column and a multiplier for each row."""

    x: Floats
    duals: Floats


def near_optimum(program: Program, *, precision: float, warm: Warm | None, seconds: float | None) -> Relaxation:
    """The relaxation to a relative precision by PDLP: near the middle of the best face, where duals serve many columns.

    Raises
    ------
    BackendError
        It failed, or said what cannot be.
    """
    threads = THREADS if len(program.costs) >= WORTH_THREADS else 1
    first_order = solvers_pb2.PrimalDualHybridGradientParams(num_threads=threads, num_shards=SHARDS)
    first_order.termination_criteria.iteration_limit = MOST_STEPS
    asked = first_order.termination_criteria.simple_optimality_criteria
    asked.eps_optimal_relative = asked.eps_optimal_absolute = precision
    hints = model_parameters_pb2.ModelSolveParametersProto()
    if warm is not None:
        hint = hints.solution_hints.add()
        _fill(hint.variable_values, warm.x)
        _fill(hint.dual_values, warm.duals)
    return _relaxed(program, "PDLP", mathopt.SolveParameters(pdlp=first_order), hints, seconds)


def corner(
    program: Program, *, seconds: float | None, basis: Basis | None = None, grown: bool = False,
    stop: Event | None = None,
) -> Relaxation:  # fmt: skip
    """The relaxation by GLOP: a corner, with few columns in fractions.

    Parameters
    ----------
    basis : where the simplex begins, the dual one or, where columns were added (``grown``), the primal one.
    stop : set where it is not to go on.

    Raises
    ------
    BackendError
        It failed, or said what cannot be.
    """
    hints = model_parameters_pb2.ModelSolveParametersProto()
    parameters = mathopt.SolveParameters()
    if basis is not None:
        parameters.presolve = mathopt.Emphasis.OFF
        parameters.lp_algorithm = mathopt.LPAlgorithm.PRIMAL_SIMPLEX if grown else mathopt.LPAlgorithm.DUAL_SIMPLEX
        _stand(hints.initial_basis.variable_status, basis.columns)
        _stand(hints.initial_basis.constraint_status, basis.rows)
    return _relaxed(program, "GLOP", parameters, hints, seconds, stop)


def decide(
    program: Program, start: Ints | None, *, nodes: int, seed: int, seconds: float | None, stop: Event | None = None,
    gap: float = GAP,
) -> Incumbent:  # fmt: skip
    """The integer program by HiGHS, within so many nodes, and until ``stop`` is set.

    Parameters
    ----------
    gap : between bound and objective, that is small enough.

    Raises
    ------
    BackendError
        It failed, or said what cannot be.
    """
    hints = model_parameters_pb2.ModelSolveParametersProto()
    if start is not None:
        _fill(hints.solution_hints.add().variable_values, start)
    parameters = mathopt.SolveParameters(
        random_seed=seed, relative_gap_tolerance=0.0, absolute_gap_tolerance=gap, node_limit=nodes
    )
    answer = _call(program, "HIGHS", parameters, hints, seconds, integer=True, stop=stop)
    reason, bound = answer.termination.reason, answer.termination.objective_bounds.dual_bound
    infeasible = reason == result_pb2.TERMINATION_REASON_INFEASIBLE
    x = _dense(answer.solutions[0].primal_solution.variable_values, len(program.costs)) if answer.solutions else None
    found = Incumbent(x, bound if np.isfinite(bound) else None, infeasible)
    backend.refuse(untrue_of_incumbent(program, found, start), "HIGHS", program)
    return found


def _relaxed(
    program: Program,
    solver: str,
    parameters: mathopt.SolveParameters,
    hints: model_parameters_pb2.ModelSolveParametersProto,
    seconds: float | None,
    stop: Event | None = None,
) -> Relaxation:
    answer = _call(program, solver, parameters, hints, seconds, integer=False, stop=stop)
    if not answer.solutions:
        return Relaxation(None, None)
    best = answer.solutions[0]
    x = _dense(best.primal_solution.variable_values, len(program.costs))
    duals = _dense(best.dual_solution.dual_values, len(program.lower)) if best.HasField("dual_solution") else None
    found = Relaxation(x, duals, _basis(best.basis) if best.HasField("basis") else None)
    backend.refuse(untrue_of_relaxation(program, found), solver, program)
    return found


def _call(
    program: Program,
    solver: str,
    parameters: mathopt.SolveParameters,
    hints: model_parameters_pb2.ModelSolveParametersProto,
    seconds: float | None,
    *,
    integer: bool,
    stop: Event | None = None,
) -> result_pb2.SolveResultProto:
    if seconds is not None:
        parameters.time_limit = timedelta(seconds=max(seconds, 0.01))

    def call(interrupter: SolveInterrupter) -> result_pb2.SolveResultProto:
        return core.solve(
            _message(program, integer=integer), mathopt.SolverType[solver].value,
            mathopt.StreamableSolverInitArguments().to_proto(), parameters.to_proto(), hints, None,
            mathopt.CallbackRegistration().to_proto(), None, interrupter.pybind_interrupter,
        )  # fmt: skip

    try:
        return backend.run(call, parameters.time_limit, stop)
    except BackendError as error:
        report(solver, str(error), program)
        raise


def _message(program: Program, *, integer: bool) -> model_pb2.ModelProto:
    num_columns, num_rows = len(program.costs), len(program.lower)
    priced = np.flatnonzero(program.costs)
    variables = (
        _field(1, _numbers(np.arange(num_columns))) + _field(2, _doubles(np.zeros(num_columns)))
        + _field(3, _doubles(np.ones(num_columns))) + _field(4, (b"\x01" if integer else b"\x00") * num_columns)
    )  # fmt: skip
    objective = _field(3, _field(1, _numbers(priced)) + _field(2, _doubles(program.costs[priced])))
    lower = np.where(program.lower == -NO_LIMIT, -np.inf, program.lower.astype(float))
    upper = np.where(program.upper == NO_LIMIT, np.inf, program.upper.astype(float))
    rows = _field(1, _numbers(np.arange(num_rows))) + _field(2, _doubles(lower)) + _field(3, _doubles(upper))
    matrix = (
        _field(1, _numbers(program.rows)) + _field(2, _numbers(program.columns)) + _field(3, _doubles(program.values))
    )
    return model_pb2.ModelProto.FromString(
        _field(2, variables) + _field(3, objective) + _field(4, rows) + _field(5, matrix)
    )


def _field(number: int, payload: bytes) -> bytes:
    """A field of bytes: its number, the length of what follows, and that."""
    length, left = bytearray(), len(payload)
    while left > 127:
        length.append(left & 127 | 128)
        left >>= 7
    return bytes([number << 3 | 2]) + bytes([*length, left]) + payload


def _numbers(values: Ints) -> bytes:
    """Numbers below 2^28, four bytes each: seven bits a byte, the least first, all but the last marked."""
    digits = (values.astype(np.int64)[:, None] >> np.array([0, 7, 14, 21])) & 127
    packed: bytes = (digits | np.array([128, 128, 128, 0])).astype(np.uint8).tobytes()
    return packed


def _doubles(values: ArrayLike) -> bytes:
    packed: bytes = np.asarray(values, dtype="<f8").tobytes()
    return packed


def _fill(vector: sparse_containers_pb2.SparseDoubleVectorProto, values: NDArray[np.float64] | Ints) -> None:
    vector.ParseFromString(_field(1, _numbers(np.arange(len(values)))) + _field(2, _doubles(values)))


def _stand(vector: solution_pb2.SparseBasisStatusVector, sides: NDArray[np.int8]) -> None:
    statuses: bytes = STATUS[sides.astype(np.int64) + 1].tobytes()
    vector.ParseFromString(_field(1, _numbers(np.arange(len(sides)))) + _field(2, statuses))


def _basis(found: solution_pb2.BasisProto) -> Basis:
    return Basis(*(SIDE[np.array(each.values, dtype=np.int64)] for each in
                   (found.variable_status, found.constraint_status)))  # fmt: skip


def _dense(vector: sparse_containers_pb2.SparseDoubleVectorProto, length: int) -> Floats:
    values = np.zeros(length)
    values[np.array(vector.ids, dtype=np.int64)] = np.array(vector.values)
    return values
