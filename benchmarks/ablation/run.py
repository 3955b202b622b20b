"""One problem solved, with everything or without one ingredient, in this process."""

import resource
import signal
import time
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.ablation.ingredients import BY_NAME, Tally, without
from socopt.solver import AllocationProblem, solve
from socopt.solver.result import TierProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The tiers proven, in their order, with their values and the processor seconds after which each was.

    ``finished``: the solve ended by itself; ``seconds``: of the processor, all of it; ``left_out``: how often the
    ingredient would have been used.
    """

    claimed: int
    values: list[int]
    after: list[float]
    finished: bool
    seconds: float
    left_out: int
    megabytes: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def run(path: Path, *, off: str | None, seconds: float | None) -> Run:
    """Solve from the problem in memory; interrupted as by Ctrl-C after so many processor seconds."""
    problem = AllocationProblem.load(path)
    proven: list[tuple[int, float]] = []
    started = time.process_time()

    def note(progress: TierProgress) -> None:
        if progress.done and progress.proven and problem.claimed[progress.index - 1]:
            proven.append((int(progress.value), time.process_time() - started))

    finished = False
    with without(BY_NAME[off]) if off else nullcontext(Tally()) as tally:
        _interrupt_after(seconds)
        try:
            solution = solve(problem, on_progress=note)
            finished = solution is not None and not solution.stopped
        except KeyboardInterrupt:
            pass
        _interrupt_after(None)
    return Run(
        claimed=int(problem.claimed.sum()), values=[value for value, _ in proven], after=[at for _, at in proven],
        finished=finished, seconds=time.process_time() - started, left_out=tally.times,
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )  # fmt: skip


def _interrupt_after(seconds: float | None) -> None:
    """Raise KeyboardInterrupt once, when this process has had so many processor seconds."""
    signal.signal(signal.SIGPROF, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_PROF, seconds or 0)
