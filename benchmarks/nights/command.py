"""``python -m benchmarks nights {list,prepare,run,job,table} FOLDER``: nights against peers, one job a process.

``prepare`` makes the nights (once); ``run`` does every job that has no answer yet, each in a process of its own, so
that peak memory is that of the job; ``job`` does one of those that ``list`` prints; ``table`` writes the tables of
RESULTS.md and a log-log plot of seconds against lines. Stopped at any time, ``run`` goes on where it was.
"""

import argparse
import math
import subprocess
import sys
from pathlib import Path

from benchmarks.nights.files import Folder
from benchmarks.nights.job import run as run_job
from benchmarks.nights.plot import write_plot
from benchmarks.nights.prepare import prepare
from benchmarks.nights.report import report
from benchmarks.nights.specs import GROWTH, INSTANT, NIGHTS, SECONDS, SOLVERS, Job, NightSpec, jobs_of, nights_named
from socopt.errors import SocoptError, UsageError


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    try:
        return ACTIONS[asked.action](asked)
    except SocoptError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks nights", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=sorted(ACTIONS))
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where problems and answers are kept")
    parser.add_argument("--nights", nargs="+", metavar="NAME", help="kinds, or with any seed: surge, all-201")
    parser.add_argument("--solvers", nargs="+", choices=(*SOLVERS, *INSTANT), default=(*INSTANT, *SOLVERS))
    parser.add_argument("--seconds", nargs="+", type=float, default=SECONDS, metavar="S", help="inf: no limit")
    parser.add_argument(
        "--patience", type=float, default=1.0, metavar="P",
        help="with other work on the machine: let peers go on until they had the processor's seconds of a quiet one, "
        "at most P times their limit by the clock",
    )  # fmt: skip
    parser.add_argument("--log", action="store_true", help="for job: what the peer says meanwhile")
    parser.add_argument("--growth", action="store_true", help="the nights of the plot, with no limit of time")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="for table: write it there")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="for table: draw the plot there")
    return parser


def _nights(asked: argparse.Namespace) -> tuple[NightSpec, ...]:
    if not asked.nights:
        return GROWTH if asked.growth else NIGHTS
    return tuple(dict.fromkeys(night for name in asked.nights for night in nights_named(name)))


def _jobs(asked: argparse.Namespace) -> tuple[Job, ...]:
    seconds = tuple(None if math.isinf(limit) else limit for limit in asked.seconds)
    return jobs_of(_nights(asked), tuple(asked.solvers), seconds)


def _list(asked: argparse.Namespace) -> int:
    for job in _jobs(asked):
        done = "  # done" if Folder(asked.folder).answer(job).exists() else ""
        print(" ".join(("python -m benchmarks nights job", *_arguments(job, asked.folder))) + done)
    return 0


def _arguments(job: Job, folder: Path) -> list[str]:
    asked = [str(folder), "--nights", job.night, "--solvers", job.solver]
    if job.solver in INSTANT:
        return asked
    return [*asked, "--seconds", f"{math.inf if job.seconds is None else job.seconds:g}"]


def _prepare(asked: argparse.Namespace) -> int:
    """Every night in a process of its own: they are large."""
    nights = _nights(asked)
    if len(nights) == 1:
        prepare(nights[0], Folder(asked.folder))
        return 0
    for night in nights:
        if not Folder(asked.folder).facts(night.name).exists():
            _again("prepare", asked.folder, "--nights", night.name)
    return 0


def _run(asked: argparse.Namespace) -> int:
    _prepare(asked)
    folder = Folder(asked.folder)
    for job in _jobs(asked):
        if not folder.answer(job).exists():
            _again("job", *_arguments(job, asked.folder), "--patience", f"{asked.patience:g}")
            print(job.name, "done" if folder.answer(job).exists() else "failed", flush=True)
    return 0


def _job(asked: argparse.Namespace) -> int:
    jobs = _jobs(asked)
    if len(jobs) != 1:
        raise UsageError(f"job: {len(jobs)} jobs are meant; name one night, one solver and one limit.")
    run_job(jobs[0], Folder(asked.folder), patience=asked.patience, log=asked.log)
    return 0


def _table(asked: argparse.Namespace) -> int:
    text = report(Folder(asked.folder))
    if asked.markdown:
        asked.markdown.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    if asked.svg:
        write_plot(Folder(asked.folder), asked.svg)
    return 0


def _again(*arguments: object) -> None:
    """A process that fails leaves no answer; the others go on."""
    subprocess.run([sys.executable, "-m", "benchmarks", "nights", *map(str, arguments)], check=False)


ACTIONS = {"list": _list, "prepare": _prepare, "run": _run, "job": _job, "table": _table}
