"""Who is served only because others move: the most children served with vacancy chains, and without."""

from dataclasses import dataclass

import numpy as np

from socopt.domain import Plan
from socopt.matching.arrays import Bools, Ints
from socopt.matching.columns import Columns
from socopt.matching.enumeration import build_columns
from socopt.matching.formulation import Formulation, rows_of
from socopt.matching.outcomes import NOWHERE, with_rest
from socopt.matching.row_builder import Rows
from socopt.policy import Night
from socopt.solver import AllocationProblem, Infeasible, solve

NOT_SERVED = "waiting children not served"


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A number known to lie within bounds, both included."""

    at_least: int
    at_most: int

    def __str__(self) -> str:
        return str(self.at_least) if self.at_least == self.at_most else f"{self.at_least} to {self.at_most}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainGain:
    """The most waiting children that a plan can serve, as it is and where freed beds stay empty.

    A child waits if it has no safe bed, or needs a place and is not merely ready to move; it is served if it is
    placed, moved or served at home.
    """

    waiting: int
    served: Between
    served_without_chains: Between

    def __str__(self) -> str:
        return (
            f"{self.only_by_chain} of {self.waiting} children who wait for a place "
            f"({self.served} can be served, {self.served_without_chains} if freed beds stay empty)"
        )

    @property
    def only_by_chain(self) -> Between:
        """Children who can only be served, together with the others, in a bed that somebody leaves."""
        one, other = self.served, self.served_without_chains
        return Between(at_least=max(0, one.at_least - other.at_most), at_most=max(0, one.at_most - other.at_least))


def chain_gain(formulation: Formulation) -> ChainGain:
    """Solve for the most served twice: on the rows of the night, and on those in which departures give nothing back.

    Freed beds staying empty, a decision that people took may be impossible: it is then left open.
    """
    night, resources = formulation.night, formulation.resources.never_refilled()
    columns = build_columns(night, with_rest(night, formulation.columns.outcomes), resources)
    return ChainGain(
        waiting=int(_waits(night).sum()),
        served=_most_served(night, formulation.columns, _rows(formulation.problem)),
        served_without_chains=_most_served(night, columns, rows_of(night, columns, resources.binding()).finish()),
    )


def entries_in_freed_beds(formulation: Formulation, plan: Plan) -> int:
    """Entries of a plan beyond the room tonight: per program, of the limit that is exceeded most."""
    night, resources = formulation.night, formulation.resources
    entries = np.array([position for row in plan.recommendations if row.kind in ("place", "move")
                        if (position := _position(night, row.child_id, row.program_id)) not in resources.own_holds],
                       dtype=np.int64).reshape(-1, 2)  # fmt: skip
    who, resource = resources.of_programs(entries[:, 1])
    used = np.zeros(len(resources.rows), dtype=np.int64)
    np.add.at(used, resource, resources.features[entries[who, 0], resources.feature[resource]])
    beyond = np.where(resources.refilled, np.maximum(0, used - np.maximum(0, resources.room)), 0)
    entered = np.unique(entries[:, 1]).tolist()
    return sum(int(beyond[list(resources.of_program(program))].max(initial=0)) for program in entered)


def _position(night: Night, child_id: str, program_id: str | None) -> tuple[int, int]:
    travel = night.instance.travel
    return travel.child_position[child_id], travel.program_position.get(program_id or "", NOWHERE)


def _waits(night: Night) -> Bools:
    """Units of children who wait, shape (num_units,)."""
    return np.array(
        [
            unit.is_placement and (unit.child.child_id in night.unsafe or unit.child.status != "ready_to_move")
            for unit in night.units
        ],
        dtype=bool,
    )


def _most_served(night: Night, columns: Columns, rows: Rows) -> Between:
    outcomes, waits = columns.outcomes, _waits(night)
    rests: Ints = (outcomes.rests & waits[outcomes.unit]).astype(np.int64)
    num_columns = max(len(columns), int(rows["row_columns"].max(initial=-1)) + 1)
    costs = np.zeros((1, num_columns), dtype=np.int64)
    costs[0, : len(columns)] = columns.summed(rests)
    num_waiting = int(waits.sum())
    try:
        solution = solve(AllocationProblem(costs=costs, tolerances=[0], tier_names=[NOT_SERVED], **rows))
    except Infeasible:
        return Between(at_least=0, at_most=0)
    if solution is None:
        return Between(at_least=0, at_most=num_waiting)
    (unserved,) = solution.tiers
    return Between(at_least=num_waiting - unserved.best, at_most=num_waiting - max(0, unserved.bound or 0))


def _rows(problem: AllocationProblem) -> Rows:
    return {
        "row_starts": problem.row_starts, "row_columns": problem.row_columns, "row_values": problem.row_values,
        "lower": problem.lower, "upper": problem.upper, "cover": problem.cover, "row_names": list(problem.row_names),
    }  # fmt: skip
