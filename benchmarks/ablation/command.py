"""``python -m benchmarks ablation FOLDER|NPZ... [--seconds S]``: what each ingredient of the solver is worth.

Every problem is solved once as it is and once without each ingredient, each time in a process of its own, and stopped
after S processor seconds. Printed are the claimed tiers proven, the processor seconds that took, and how many times as
long that is as with everything. Tiers that two solves proved must have the same values: where they have not, the exit
code is 1. ``--list`` names the ingredients.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.ablation.ingredients import BY_NAME, INGREDIENTS
from benchmarks.ablation.run import Run, run
from socopt.errors import SocoptError, UsageError

ALL_ON = "(all on)"
Runs = dict[str | None, Run]


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    if asked.list:
        print("\n".join(f"{each.name:<12} {each.text}" for each in INGREDIENTS))
        return 0
    try:
        return _measure(asked)
    except SocoptError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks ablation", description=__doc__)
    parser.add_argument("problems", nargs="*", type=Path, metavar="FOLDER|NPZ", help="prepared nights, or problems")
    parser.add_argument("--seconds", type=float, metavar="S", help="of the processor, for each solve")
    parser.add_argument("--off", nargs="*", choices=sorted(BY_NAME), metavar="NAME", help="only these; none: all on")
    parser.add_argument("--list", action="store_true", help="the names of the ingredients")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    return parser


def _measure(asked: argparse.Namespace) -> int:
    problems = _problems(asked.problems)
    names = [each.name for each in INGREDIENTS if asked.off is None or each.name in asked.off]
    if asked.here:
        print(json.dumps(run(problems[0], off=asked.off[0] if asked.off else None, seconds=asked.seconds).to_json()))
        return 0
    found: dict[Path, Runs] = {problem: {} for problem in problems}
    for off in (None, *names):
        for problem, runs in found.items():
            runs[off] = _in_a_process(problem, off, asked.seconds)
            print(f"{problem.stem} without {off or '-'}: {_cell(runs[off], runs[None])}", file=sys.stderr, flush=True)
    print(table(found))
    wrong = [
        f"{problem.stem} without {off}"
        for problem, runs in found.items()
        for off in names
        if differ(runs[off], runs[None])
    ]
    print("".join(f"other values: {each}\n" for each in wrong), end="", file=sys.stderr)
    return 1 if wrong else 0


def _problems(paths: list[Path]) -> list[Path]:
    found = [each for path in paths for each in (_of_folder(path) if path.is_dir() else [path])]
    missing = [str(path) for path in found if not path.exists()]
    if missing or not found:
        raise UsageError(f"ablation: expected folders of prepared nights or npz files; not there: {missing or 'any'}.")
    return found


def _of_folder(folder: Path) -> list[Path]:
    return sorted(facts.with_suffix(".npz") for facts in folder.glob("*.json"))


def _in_a_process(problem: Path, off: str | None, seconds: float | None) -> Run:
    command = [sys.executable, "-m", "benchmarks", "ablation", str(problem), "--here"]
    command += ["--off", off] if off else []
    command += ["--seconds", f"{seconds:g}"] if seconds else []
    return Run(**json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))


def differ(one: Run, other: Run) -> bool:
    """Whether a tier that both proved has two values."""
    return any(a != b for a, b in zip(one.values, other.values, strict=False))


def table(found: dict[Path, Runs]) -> str:
    """Markdown: one line an ingredient, one column a problem."""
    header = "| without | " + " | ".join(problem.stem for problem in found) + " |"
    lines = [header, "|" + "---|" * (len(found) + 1)]
    for off in next(iter(found.values())):
        cells = [_cell(runs[off], runs[None]) for runs in found.values()]
        lines.append(f"| {BY_NAME[off].text if off else ALL_ON} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(one: Run, whole: Run) -> str:
    """Tiers proven, seconds, and how many times those of the solve with everything."""
    if one is not whole and not one.left_out:
        return "not used"
    tiers = len(one.values)
    seconds = one.after[-1] if tiers == one.claimed else one.seconds
    proven = f"{tiers} in {seconds:.1f} s" if tiers == one.claimed else f"{tiers} of {one.claimed} in {seconds:.1f} s"
    if one is whole:
        return f"{proven}, {one.megabytes:,.0f} MB"
    if len(whole.values) < whole.claimed:
        return proven
    return f"{proven}, {'' if tiers == one.claimed else 'over '}{seconds / whole.after[-1]:.1f} x"
