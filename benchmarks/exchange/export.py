"""``python -m benchmarks export PROBLEM.npz FILE.mps [--tier NUMBER] [--best VALUE ...]``.

Writes one tier as free MPS, for any other solver. Tiers are numbered from 0. A tier below the first needs the best
value of each tier above it: they become rows.
"""

import argparse
import sys
from pathlib import Path

from socopt.errors import SocoptError, UsageError
from socopt.solver import AllocationProblem, write_mps


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks export", description=__doc__)
    parser.add_argument("problem", type=Path, metavar="PROBLEM.npz")
    parser.add_argument("file", type=Path, metavar="FILE.mps")
    parser.add_argument("--tier", type=int, default=0, metavar="NUMBER")
    parser.add_argument("--best", type=int, nargs="*", default=[], metavar="VALUE")
    asked = parser.parse_args(arguments)
    try:
        problem = AllocationProblem.load(asked.problem)
        write_mps(problem, asked.file, tier=asked.tier, best=asked.best)
    except SocoptError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"error: {asked.file}: cannot be written ({error.strerror}).", file=sys.stderr)
        return UsageError.exit_code
    print(
        f"{asked.file}: {problem.num_columns} columns, {problem.num_rows} rows, tier {problem.tier_names[asked.tier]!r}"
    )
    return 0
