"""``python -m benchmarks verify PROBLEM.npz SOLUTION``: what anyone's solution is worth, in plain integers.

Prints every tier with its value, then every row that is broken. Exit code 0: all rows hold; 4: a row is broken; 1: the
problem is none; 2: the solution cannot be read. How a solution is written: ``benchmarks/exchange/solution.py``.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.exchange.solution import read_solution
from socopt.errors import RefusedError, SocoptError
from socopt.solver import NO_LIMIT, AllocationProblem


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks verify", description=__doc__)
    parser.add_argument("problem", type=Path, metavar="PROBLEM.npz")
    parser.add_argument("solution", type=Path, metavar="SOLUTION")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    asked = parser.parse_args(arguments)
    try:
        problem = AllocationProblem.load(asked.problem)
        x = read_solution(asked.solution, problem.num_columns)
    except SocoptError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    broken = problem.broken_rows(x).tolist()
    print(_object(problem, x, broken) if asked.json else _table(problem, x, broken))
    return RefusedError.exit_code if broken else 0


def _object(problem: AllocationProblem, x: NDArray[np.int64], broken: list[int]) -> str:
    tiers = [
        {"tier": name, "value": value} for name, value in zip(problem.tier_names, _values(problem, x), strict=True)
    ]
    activity = problem.activity(x)
    rows = [
        {"row": row, "name": problem.row_names[row], "activity": int(activity[row]), "limits": _limits(problem, row)}
        for row in broken
    ]
    return json.dumps({"feasible": not broken, "chosen": int(x.sum()), "tiers": tiers, "broken_rows": rows})


def _table(problem: AllocationProblem, x: NDArray[np.int64], broken: list[int]) -> str:
    activity = problem.activity(x)
    lines = [f"{name}: {value}" for name, value in zip(problem.tier_names, _values(problem, x), strict=True)]
    lines += [
        f"broken: row {row} ({problem.row_names[row]}) is {activity[row]}, expected {_limits(problem, row)}"
        for row in broken
    ]
    kept = "all hold" if not broken else f"{len(broken)} broken"
    return "\n".join([*lines, f"{int(x.sum())} columns chosen, {problem.num_rows} rows: {kept}"])


def _values(problem: AllocationProblem, x: NDArray[np.int64]) -> list[int]:
    return list(problem.values(x).tolist())


def _limits(problem: AllocationProblem, row: int) -> str:
    lower, upper = int(problem.lower[row]), int(problem.upper[row])
    if lower == -NO_LIMIT:
        return f"at most {upper}"
    return f"at least {lower}" if upper == NO_LIMIT else f"{lower} to {upper}"
