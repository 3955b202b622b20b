"""One solver on one night, in this process: what it found, what it proved, in what time and memory."""

import json
import resource
import time
from dataclasses import asdict, dataclass, field

from benchmarks.nights.files import Folder
from benchmarks.nights.flow import flow_bound
from benchmarks.nights.growth import Listener, Told
from benchmarks.nights.peers import lexicographic
from benchmarks.nights.specs import Job
from socopt.solver import AllocationProblem, Limits, solve


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Values of the claimed tiers (None: no choice), bounds (None: none known), proofs, seconds of the solve."""

    values: list[int] | None
    bounds: list[int | None]
    proven: list[bool]
    seconds: float
    note: str = ""
    told: list[Told] = field(default_factory=list)


def run(job: Job, folder: Folder) -> None:
    """Solve, verify in integers, and write the answer."""
    found = _found(job, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer = {
        "night": job.night,
        "solver": job.solver,
        "seconds_limit": job.seconds,
        **asdict(found),
        "megabytes": peak,
    }
    folder.answer(job).parent.mkdir(parents=True, exist_ok=True)
    folder.answer(job).write_text(json.dumps(answer, indent=1), encoding="utf-8")


def _found(job: Job, folder: Folder) -> Found:
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
    started = time.perf_counter()
    values, bounds, note = lexicographic(problem, job.solver, start=start, seconds=job.seconds)
    seconds = time.perf_counter() - started
    proven = _proven(values, bounds)
    return Found(values=values, bounds=bounds, proven=proven, seconds=seconds, note=note)


def _by_socopt(problem: AllocationProblem, start, seconds: float | None) -> Found:
    started, listener = time.perf_counter(), Listener()
    solution = solve(problem, start=start, limits=Limits(seconds=seconds), on_progress=listener)
    spent = time.perf_counter() - started
    claimed = int(problem.claimed.sum())
    if solution is None:
        return Found(values=None, bounds=[None] * claimed, proven=[False] * claimed, seconds=spent)
    listener.end(solution)
    broken = len(problem.broken_rows(solution.x))
    return Found(
        values=problem.values(solution.x).tolist()[:claimed],
        bounds=[tier.bound for tier in solution.tiers[:claimed]],
        proven=[tier.proven for tier in solution.tiers[:claimed]],
        seconds=spent,
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
