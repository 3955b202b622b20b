"""What the jobs share: a folder with each night's problem, what stands beside it, and the answers so far."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.nights.specs import Job
from socopt.errors import UsageError
from socopt.solver import AllocationProblem

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Units and the programs they may be in, as a flow sees it.

    ``unit``, ``program`` of shape (num_pairs,): program -1 is nowhere; ``costs`` of shape (num_tiers, num_pairs), times
    ``share``; ``room`` of shape (num_programs,), what may be in each program in the end.
    """

    unit: Ints
    program: Ints
    costs: Ints
    room: Ints
    share: int


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths under one folder."""

    path: Path

    def problem(self, night: str) -> Path:
        return self.path / f"{night}.npz"

    def sides(self, night: str) -> Path:
        return self.path / f"{night}.sides.npz"

    def facts(self, night: str) -> Path:
        return self.path / f"{night}.json"

    def answer(self, job: Job) -> Path:
        return self.path / "answers" / f"{job.name}.json"

    def load_problem(self, night: str) -> AllocationProblem:
        if not self.problem(night).exists():
            raise UsageError(f"{self.problem(night)}: not there yet; prepare the night {night!r} first.")
        return AllocationProblem.load(self.problem(night))

    def load_choice(self, night: str, name: str) -> Ints:
        """``rest`` or ``greedy``."""
        with np.load(self.sides(night)) as file:
            return np.asarray(file[name])

    def load_pairs(self, night: str) -> Pairs:
        with np.load(self.sides(night)) as file:
            arrays = (file[name] for name in ("pair_unit", "pair_program", "pair_costs", "room"))
            return Pairs(*arrays, share=int(file["share"]))

    def load_facts(self, night: str) -> dict[str, Any]:
        return json.loads(self.facts(night).read_text(encoding="utf-8"))
