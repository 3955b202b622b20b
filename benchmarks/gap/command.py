"""``python -m benchmarks gap FILE... [--sense min|max] [--time-limit S] [--json] [--peers]``.

One line an instance: its name, the objective that was found, the bound, whether they are proven to meet, and seconds
from the instance in memory. ``--json`` writes each as an object on a line of its own. Objectives are recomputed in
plain integers from the agents of the jobs. An instance that is proven to have no choice has objective and bound null.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from benchmarks.gap.instance import GapInstance, read_instances
from benchmarks.gap.solvers import OURS, PEERS, Answer, solve_with
from socopt.errors import SocoptError


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    try:
        instances = [instance for path in asked.files for instance in read_instances(path)]
    except SocoptError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    solvers = (OURS, *PEERS) if asked.peers else (OURS,)
    totals = {solver: np.zeros(2) for solver in solvers}
    if not asked.json:
        print(f"{'instance':<16}{'solver':<8}{'objective':>12}{'bound':>12}  {'proven':<8}{'seconds':>8}")
    for instance in instances:
        for solver in solvers:
            answer = solve_with(solver, instance, sense=asked.sense, seconds=asked.time_limit)
            totals[solver] += np.array([answer.seconds, answer.cpu_seconds])
            print(_object(instance, answer, solver, asked.peers) if asked.json else _line(instance, answer, solver))
            sys.stdout.flush()
    if asked.peers and not asked.json:
        print(
            "".join(f"total {solver}: {wall:.2f} s, processor {cpu:.2f} s\n" for solver, (wall, cpu) in totals.items()),
            end="",
        )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks gap", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="OR-Library or Yagiura text format")
    parser.add_argument("--sense", choices=("min", "max"), default="min")
    parser.add_argument("--time-limit", type=float, metavar="S", help="seconds for each instance and solver")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--peers", action="store_true", help="HiGHS and SCIP on the same instances as well")
    return parser


def _object(instance: GapInstance, answer: Answer, solver: str, named: bool) -> str:
    record = {
        "instance": instance.name,
        "objective": answer.objective,
        "bound": answer.bound,
        "proven": answer.proven,
        "seconds": round(answer.seconds, 3),
    }
    return json.dumps({"solver": solver, **record, "cpu_seconds": round(answer.cpu_seconds, 3)} if named else record)


def _line(instance: GapInstance, answer: Answer, solver: str) -> str:
    figures = [f"{'-' if value is None else value:>12}" for value in (answer.objective, answer.bound)]
    proven = "yes" if answer.proven else "no"
    return f"{instance.name:<16}{solver:<8}{figures[0]}{figures[1]}  {proven:<8}{answer.seconds:>8.2f}"
