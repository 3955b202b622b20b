"""A night matched again with one bed of a program after the other: formulated once, solved for each number of beds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from socopt.domain import Instance
from socopt.errors import StoppedError
from socopt.matching.arrays import Ints
from socopt.matching.formulation import Formulation, formulate
from socopt.matching.outcomes import ENTER
from socopt.matching.params import Params
from socopt.policy import Night, Policy
from socopt.solver import AllocationProblem, Limits, Solution, solve

ROW = "beds tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class BedsTried:
    """What the match gives with so many beds of a program.

    ``tiers`` are the least values by name; ``entered`` the program that each child who moves enters. Not ``proven``: a
    limit of time came before a tier was.
    """

    beds: int
    tiers: Mapping[str, int]
    entered: Mapping[str, str]
    proven: bool

    def __post_init__(self) -> None:
        object.__setattr__(self, "tiers", dict(self.tiers))
        object.__setattr__(self, "entered", dict(self.entered))


def match_bed_by_bed(
    instance: Instance, policy: Policy, program_ids: Sequence[str], *, most: int, params: Params | None = None
) -> tuple[BedsTried, ...]:
    """Match a night with 0, 1, ..., ``most`` beds of programs that are empty tonight; element b is with b beds in all.

    Exact: every number of beds is the whole problem with one row more, which holds the beds back. Numbers between two
    with the same tiers are not solved, as more beds never make a best plan worse.

    Parameters
    ----------
    instance : the night, with the programs in it at a capacity of ``most`` or more together.
    params : ``time_limit`` holds for each solve.

    Raises
    ------
    StoppedError : the limit of time came before there was a plan.
    """
    ladder = _Ladder(formulate(Night(instance, policy)), program_ids, params or Params())
    found = {0: ladder.solved(0)}
    if most:
        found[most] = ladder.solved(most, start=found[0])
    _fill(ladder, found, 0, most)
    return tuple(ladder.tried(found[beds], beds) for beds in range(most + 1))


def _fill(ladder: "_Ladder", found: dict[int, Solution], low: int, high: int) -> None:
    """Solve between two numbers of beds, from below, as far as that can change anything."""
    used = ladder.used(found[high])
    for beds in range(max(low + 1, used), high):
        found[beds] = found[high]
    for beds in range(low + 1, min(high, used)):
        same = ladder.best(found[beds - 1]) == ladder.best(found[high])
        found[beds] = found[beds - 1] if same else ladder.solved(beds, start=found[beds - 1])


class _Ladder:
    """The problem of a night, and the columns that enter one of the programs."""

    def __init__(self, formulation: Formulation, program_ids: Sequence[str], params: Params) -> None:
        self.formulation = formulation
        self.params = params
        known = list(formulation.night.programs)
        positions = [known.index(program_id) for program_id in program_ids]
        outcomes = formulation.columns.outcomes
        entering = (outcomes.kind == ENTER) & np.isin(outcomes.program, positions)
        self.uses: Ints = np.zeros(formulation.problem.num_columns, dtype=np.int64)
        self.uses[: len(formulation.columns)] = formulation.columns.summed(entering.astype(np.int64))
        self.problem = _claimed_only(formulation.problem)

    def solved(self, beds: int, start: Solution | None = None) -> Solution:
        """The best choice with so many beds."""
        solution = solve(
            _held_back(self.problem, self.uses, beds),
            start=self.formulation.at_rest() if start is None else start.x,
            limits=Limits(seconds=self.params.time_limit, seed=self.params.seed, megabytes=self.params.megabytes),
        )
        if solution is None:
            raise StoppedError(f"no plan with {beds} beds was found before the limit; give it more time.")
        return solution

    def used(self, solution: Solution) -> int:
        """Beds of the programs that a choice takes."""
        return int(self.uses @ solution.x)

    @staticmethod
    def best(solution: Solution) -> tuple[int, ...]:
        return tuple(tier.best for tier in solution.tiers)

    def tried(self, solution: Solution, beds: int) -> BedsTried:
        constants = self.formulation.measures.constants.tolist()
        night, outcomes = self.formulation.night, self.formulation.columns.outcomes
        chosen, _, _ = self.formulation.chosen_outcomes(solution.x)
        entering = chosen[outcomes.kind[chosen] == ENTER]
        children, programs = tuple(night.children), tuple(night.programs)
        pairs = zip(outcomes.child[entering].tolist(), outcomes.program[entering].tolist(), strict=True)
        return BedsTried(
            beds=beds,
            tiers={tier.name: tier.best + constant for tier, constant in zip(solution.tiers, constants, strict=True)},
            entered={children[child]: programs[program] for child, program in pairs},
            proven=solution.proven,
        )


def _claimed_only(problem: AllocationProblem) -> AllocationProblem:
    """Without the canonical order: only tier values are asked for."""
    claimed = problem.claimed
    names = tuple(name for name, kept in zip(problem.tier_names, claimed, strict=True) if kept)
    return problem.replace(
        costs=problem.costs[claimed], tolerances=problem.tolerances[claimed], tier_names=names, unclaimed_tiers=()
    )


def _held_back(problem: AllocationProblem, uses: Ints, beds: int) -> AllocationProblem:
    """With one row more: at most so many beds are taken."""
    columns: Sequence[int] = np.flatnonzero(uses).tolist()
    if not columns:
        return problem
    one_more = [*problem.row_starts.tolist(), int(problem.row_starts[-1]) + len(columns)]
    return problem.replace(
        row_starts=one_more,
        row_columns=np.concatenate([problem.row_columns, columns]),
        row_values=np.concatenate([problem.row_values, uses[columns]]),
        lower=[*problem.lower.tolist(), 0],
        upper=[*problem.upper.tolist(), beds],
        cover=[*problem.cover.tolist(), False],
        row_names=(*problem.row_names, ROW),
    )
