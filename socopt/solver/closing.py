"""What a level leaves behind: the outcome of its tiers, and each piece kept at its best.

A piece keeps its tiers by what its exact bounds, the last and those before it, say of choices no worse than its best:
columns that none of them holds are closed, and rows with a price keep only the slack that they can have. Mostly nothing
else is needed: every choice left is at the best. Where it is not so, a row for each tier says it.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from socopt.solver.bounds import DualBound
from socopt.solver.part import Part
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints
from socopt.solver.result import TierOutcome
from socopt.solver.search import Search
from socopt.solver.system import Bools, Row, System


def outcomes_of(searches: Sequence[Search], problem: AllocationProblem, first: int, count: int) -> list[TierOutcome]:
    """Of the tiers that were proven, and of the first one that was not."""
    values, bounds = [0] * count, [0] * count
    known = [True] * count
    for search in searches:
        own = search.values
        found = [None] * count if search.bound is None else search.tiers.bounds(search.bound, own)
        for place, (value, bound) in enumerate(zip(own, found, strict=True)):
            values[place] += value
            bounds[place] += bound or 0
            known[place] &= bound is not None
    outcomes = []
    for place in range(count):
        proven = known[place] and values[place] == bounds[place]
        name, claimed = problem.tier_names[first + place], bool(problem.claimed[first])
        bound = bounds[place] if known[place] else None
        outcomes.append(TierOutcome(name=name, best=values[place], bound=bound, proven=proven, claimed=claimed))
        if not proven:
            break
    return outcomes


def closed(search: Search, done: int, tolerances: Ints) -> Part:
    """The part that goes on, with the first ``done`` tiers of the search kept at their best plus tolerance."""
    part, tiers = search.part, search.tiers
    tolerance = int(tolerances[tiers.first + done - 1])
    limit = tiers.ceiling(search.values[:done]) + tolerance
    system, open_columns = part.system, np.ones(part.system.num_columns, dtype=bool)
    for proof in search.proofs:
        open_columns &= ~proof.too_dear(limit)
        system = _tightened(system, proof, limit)
    whole = done == len(tiers.weights) and tolerance == 0
    if not (whole and search.exact is not None and _is_implied(part.system, search.exact, limit, system, open_columns)):
        system = system.with_rows(_kept_rows(search, done, tolerances))
    return replace(part, x=search.x).take(open_columns, system.take(open_columns))


def _is_implied(before: System, exact: DualBound, limit: int, system: System, open_columns: Bools) -> bool:
    """Whether by prices, which are of the rows before, all choices that are left are within the limit."""
    slack = np.minimum(exact.slack_left(limit), _farthest(before, exact, system))
    return exact.most(slack, open_columns) < (limit + 1) * exact.scale


def _kept_rows(search: Search, done: int, tolerances: Ints) -> list[Row]:
    system, tiers, values = search.part.system, search.tiers, search.values
    bounds = [None] * done if search.bound is None else tiers.bounds(search.bound, values)
    return [_kept(system, tiers.first + place, bounds[place], values[place], tolerances) for place in range(done)]


def _tightened(system: System, exact: DualBound, limit: int) -> System:
    """Rows with a price, with the slack that is left to them; rows added after the bound was found have none."""
    later = system.num_rows - len(exact.multipliers)
    slack = np.append(exact.slack_left(limit), np.full(later, NO_LIMIT))
    pushed = np.append(exact.multipliers, np.zeros(later, dtype=np.int64))
    few = slack < NO_LIMIT // 4
    room = np.where(few, slack, 0)
    upper = np.where(few & (pushed > 0), np.minimum(system.upper, system.lower + room), system.upper)
    lower = np.where(few & (pushed < 0), np.maximum(system.lower, system.upper - room), system.lower)
    return replace(system, lower=lower, upper=upper)


def _farthest(before: System, exact: DualBound, system: System) -> Ints:
    """How far rows can be from the limit to which a price pushes them."""
    up = exact.multipliers > 0
    here, there = np.where(up, before.lower, before.upper), np.where(up, system.upper, system.lower)
    bounded = (np.abs(here) != NO_LIMIT) & (np.abs(there) != NO_LIMIT)
    return np.where(bounded, np.abs(np.where(bounded, there, 0) - np.where(bounded, here, 0)), NO_LIMIT)


def _kept(system: System, tier: int, bound: int | None, value: int, tolerances: Ints) -> Row:
    """No choice scores below the bound, none may score above the best plus tolerance.

    The lower side cuts nothing off, but keeps later relaxations from trading on what integers cannot reach.
    """
    columns = np.flatnonzero(system.costs[tier])
    lower = -NO_LIMIT if bound is None else bound
    return Row(columns, system.costs[tier, columns], lower, value + int(tolerances[tier]))
