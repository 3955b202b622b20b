"""The flow bound: every unit in one program or nowhere, beds counted, and no other row.

Of columns that several units share, each unit carries its share of the cost; whoever might leave is taken to free its
bed. So the least cost of a flow is a lower bound on a tier, and its seconds are those of the simplest relaxation.
"""

import math
import time

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from benchmarks.nights.files import Pairs
from socopt.matching.columns import Columns
from socopt.matching.formulation import Formulation
from socopt.matching.outcomes import HOME, NOWHERE, STAY
from socopt.matching.resources import Resources
from socopt.solver import AllocationProblem

Ints = NDArray[np.int64]


def pairs_of(formulation: Formulation) -> Pairs:
    """Every pair of a unit and a program once, with the least that any column asks of it."""
    columns, resources = formulation.columns, formulation.resources
    sizes = np.diff(columns.starts)
    share = math.lcm(*np.unique(sizes).tolist()) if len(sizes) else 1
    unit, program = columns.of(columns.outcomes.unit), _place(columns)
    programs = len(formulation.night.programs)
    key = unit * (programs + 1) + program + 1
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    costs = formulation.problem.costs[:, columns.column_of_member] * (share // sizes[columns.column_of_member])
    least = np.minimum.reduceat(costs[:, order], starts, axis=1)
    kept = key[order][starts]
    room = _room(resources, columns, programs)
    return Pairs(kept // (programs + 1), kept % (programs + 1) - 1, least, room, share)


def flow_bound(pairs: Pairs, problem: AllocationProblem, tier: int) -> tuple[int, float]:
    """Lower bound on a tier by itself, and the seconds of the flow."""
    units, unit = np.unique(pairs.unit, return_inverse=True)
    programs = len(pairs.room)
    first_program, sink = len(units), len(units) + programs
    there = np.where(pairs.program == NOWHERE, sink, first_program + pairs.program)
    started = time.perf_counter()
    flow = min_cost_flow.SimpleMinCostFlow()
    tails = np.concatenate([unit, first_program + np.arange(programs)])
    heads = np.concatenate([there, np.full(programs, sink)])
    capacities = np.concatenate([np.ones(len(unit), dtype=np.int64), pairs.room])
    costs = np.concatenate([pairs.costs[tier], np.zeros(programs, dtype=np.int64)])
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs)
    supplies = np.zeros(sink + 1, dtype=np.int64)
    supplies[:first_program], supplies[sink] = 1, -len(units)
    flow.set_nodes_supplies(np.arange(sink + 1), supplies)
    status = flow.solve()
    seconds = time.perf_counter() - started
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow of tier {problem.tier_names[tier]!r} ended with {status}")
    lowest = -(-int(flow.optimal_cost()) // pairs.share)
    rest = problem.costs[tier, _auxiliary(problem)]
    return lowest + int(np.minimum(rest, 0).sum()), seconds


def _auxiliary(problem: AllocationProblem) -> NDArray[np.bool_]:
    """Columns of no unit."""
    covered = problem.row_columns[problem.cover[problem.row_of_entry()]]
    return np.bincount(covered, minlength=problem.num_columns) == 0


def _place(columns: Columns) -> Ints:
    """Where each member entry takes a bed or units; NOWHERE for the unserved and for services at home."""
    outcomes = columns.outcomes
    return columns.of(np.where(outcomes.kind == HOME, NOWHERE, outcomes.program))


def _room(resources: Resources, columns: Columns, programs: int) -> Ints:
    """Beds (or units) vacant, those held for somebody, and those of everybody in play who is there."""
    outcomes = columns.outcomes
    room = np.full(programs, len(np.unique(outcomes.unit)), dtype=np.int64)
    for position, row in enumerate(resources.rows):
        if row.kind in {"beds", "units"}:
            program = int(np.searchsorted(resources.starts, position, side="right")) - 1
            room[program] = max(0, row.room)
    staying, leaving = outcomes.kind == STAY, outcomes.leaves != NOWHERE
    child = np.concatenate([outcomes.child[staying], outcomes.child[leaving]])
    program = np.concatenate([outcomes.program[staying], outcomes.leaves[leaving]])
    there = np.unique(np.stack([child, program]), axis=1)[1]
    held = np.array([program for _, program in resources.own_holds], dtype=np.int64)
    return np.asarray(room + np.bincount(there, minlength=programs) + np.bincount(held, minlength=programs))
