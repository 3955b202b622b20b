"""One solver on one night, in this process: what it found, what it proved, in what time and memory."""

import json
import resource
import subprocess
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.budget import Budget
from benchmarks.nights.files import Folder
from benchmarks.nights.flow import flow_bound
from benchmarks.nights.growth import Listener, Told
from benchmarks.nights.peers import THREADS, lexicographic
from benchmarks.nights.specs import Job
from socopt.solver import AllocationProblem, Limits, solve


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Values of the claimed tiers (None: no choice), bounds (None: none known), proofs, seconds of the solve.

    ``seconds`` by the clock, ``processor`` seconds of all threads; of a peer those of its solves, without building.
    """

    values: list[int] | None
    bounds: list[int | None]
    proven: list[bool]
    seconds: float
    processor: float | None = None
    note: str = ""
    told: list[Told] = field(default_factory=list)


def run(job: Job, folder: Folder, *, patience: float = 1.0, log: bool = False) -> None:
    """Solve, verify in integers, and write the answer."""
    found = _found(job, folder, patience, log)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer = {
        "night": job.night,
        "solver": job.solver,
        "seconds_limit": job.seconds,
        "commit": _commit(),
        **asdict(found),
        "megabytes": peak,
    }
    folder.answer(job).parent.mkdir(parents=True, exist_ok=True)
    folder.answer(job).write_text(json.dumps(answer, indent=1), encoding="utf-8")


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    said = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


def _found(job: Job, folder: Folder, patience: float, log: bool) -> Found:
    problem = folder.load_problem(job.night)
    if job.solver == "flow":
        return _by_flow(problem, job, folder)
    if job.solver == "greedy":
        x = folder.load_choice(job.night, "greedy")
        broken = len(problem.broken_rows(x))
        claimed = int(problem.claimed.sum())
        return Found(
            values=problem.values(x).tolist()[:claimed], bounds=[None] * claimed, proven=[False] * claimed,
            seconds=folder.load_facts(job.night)["greedy_seconds"], note=f"{broken} rows broken" if broken else "",
        )  # fmt: skip
    start = folder.load_choice(job.night, "greedy")
    if job.solver == "socopt":
        return _by_socopt(problem, start, job.seconds)
    budget = Budget(seconds=job.seconds, threads=THREADS.get(job.solver, 1), patience=patience)
    values, bounds, note = lexicographic(problem, job.solver, start=start, budget=budget, log=log)
    return Found(
        values=values, bounds=bounds, proven=_proven(values, bounds), seconds=budget.spent,
        processor=budget.processor, note=note,
    )  # fmt: skip


def _by_socopt(problem: AllocationProblem, start, seconds: float | None) -> Found:
    started, worked = time.perf_counter(), time.process_time()
    listener = Listener()
    solution = solve(problem, start=start, limits=Limits(seconds=seconds), on_progress=listener)
    spent, processor = time.perf_counter() - started, time.process_time() - worked
    claimed = int(problem.claimed.sum())
    if solution is None:
        return Found(values=None, bounds=[None] * claimed, proven=[False] * claimed, seconds=spent,
                     processor=processor)  # fmt: skip
    broken = len(problem.broken_rows(solution.x))
    return Found(
        values=problem.values(solution.x).tolist()[:claimed],
        bounds=[tier.bound for tier in solution.tiers[:claimed]],
        proven=[tier.proven for tier in solution.tiers[:claimed]],
        seconds=spent,
        processor=processor,
        note=f"{broken} rows broken" if broken else "",
        told=listener.told,
    )


def _by_flow(problem: AllocationProblem, job: Job, folder: Folder) -> Found:
    """Each tier by itself; the seconds are those of the first."""
    pairs = folder.load_pairs(job.night)
    claimed = int(problem.claimed.sum())
    found = [flow_bound(pairs, problem, tier) for tier in range(claimed)]
    return Found(
        values=None, bounds=[bound for bound, _ in found], proven=[False] * claimed, seconds=found[0][1],
        note=f"all tiers {sum(seconds for _, seconds in found):.2f} s",
    )  # fmt: skip


def _proven(values: list[int] | None, bounds: list[int | None]) -> list[bool]:
    """A tier is proven where its value is its bound and all above are proven."""
    proven: list[bool] = []
    for value, bound in zip(values or [None] * len(bounds), bounds, strict=True):
        proven.append(value is not None and value == bound and all(proven))
    return proven
