"""Steps and chains of a plan: who moves first, whose bed follows.

Solved steps are feasible but may be later than need be; every entry is brought forward to the earliest step at which
the program still has room at that step and every later one.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from socopt.matching.outcomes import ENTER, HOME, NOWHERE, SERVE, Outcomes
from socopt.matching.resources import Resources


@dataclass(slots=True)
class _Entry:
    """One outcome of the plan on its way."""

    outcome: int
    child: int
    program: int
    leaves: int
    step: int
    uses: Mapping[int, int]
    gives: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Step and chain of an outcome: step 0 where nothing is entered or left; chain None for those that move alone."""

    step: int
    chain: int | None


def place_in_chains(
    outcomes: Outcomes,
    chosen: Sequence[int],
    steps: Sequence[int],
    exchanging: Collection[int],
    resources: Resources,
    depth: int,
) -> dict[int, Placing]:
    """Earliest steps and chains of the chosen outcomes, by outcome; those ``exchanging`` beds keep their step."""
    entries = [_entry(outcomes, outcome, step, resources) for outcome, step in zip(chosen, steps, strict=True)]
    moving = [
        entry for entry in entries if entry.uses or entry.leaves != NOWHERE or outcomes.kind[entry.outcome] == ENTER
    ]
    ledger = _Ledger(moving, exchanging, resources, depth)
    for entry in sorted(moving, key=lambda entry: (entry.leaves == NOWHERE, entry.step, entry.outcome)):
        if outcomes.kind[entry.outcome] == ENTER:
            ledger.bring_forward(entry)
    chains = _chains(moving, resources)
    placings = {entry.outcome: Placing(step=entry.step, chain=chains.get(entry.outcome)) for entry in moving}
    still = Placing(step=0, chain=None)
    return {entry.outcome: placings.get(entry.outcome, still) for entry in entries}


def _entry(outcomes: Outcomes, outcome: int, step: int, resources: Resources) -> _Entry:
    child, program, leaves = (int(values[outcome]) for values in (outcomes.child, outcomes.program, outcomes.leaves))
    kind = int(outcomes.kind[outcome])
    uses = _uses(resources, child, program) if kind == ENTER and (child, program) not in resources.own_holds else {}
    gives = (
        {}
        if leaves == NOWHERE
        else {r: use for r, use in _uses(resources, child, leaves).items() if resources.refilled[r]}
    )
    at = {ENTER: step, HOME: 1 if leaves != NOWHERE else 0, SERVE: 0}.get(kind, 0)
    return _Entry(outcome, child, program, leaves, at, uses, gives)


def _uses(resources: Resources, child: int, program: int) -> dict[int, int]:
    uses = {
        resource: int(resources.features[child, resources.feature[resource]])
        for resource in resources.of_program(program)
    }
    return {resource: use for resource, use in uses.items() if use}


class _Ledger:
    """Use and give-back of every resource by step."""

    def __init__(
        self, entries: Sequence[_Entry], exchanging: Collection[int], resources: Resources, depth: int
    ) -> None:
        self.resources = resources
        self.depth = depth
        self.exchanging = exchanging
        self.net: dict[int, list[list[int]]] = defaultdict(lambda: [[0, 0] for _ in range(depth + 2)])
        for entry in entries:
            self._book(entry, 1)

    def _book(self, entry: _Entry, sign: int) -> None:
        for resource, use in entry.uses.items():
            self.net[resource][entry.step][0] += sign * use
        for resource, give in entry.gives.items():
            self.net[resource][entry.step + (entry.outcome not in self.exchanging)][1] += sign * give

    def bring_forward(self, entry: _Entry) -> None:
        """Move an entry to its earliest feasible step."""
        if entry.outcome in self.exchanging:
            return
        latest = entry.step
        for step in range(1, latest):
            self._book(entry, -1)
            entry.step = step
            self._book(entry, 1)
            if all(self._holds(resource) for resource in entry.uses):
                return
            self._book(entry, -1)
            entry.step = latest
            self._book(entry, 1)

    def _holds(self, resource: int) -> bool:
        used = given = 0
        for use, give in self.net[resource][: self.depth + 1]:
            used, given = used + use, given + give
            if used > max(0, int(self.resources.room[resource]) + given) and used > 0:
                return False
        return True


def _chains(entries: Sequence[_Entry], resources: Resources) -> dict[int, int]:
    """Join every entry that does not take a bed vacant tonight to a departure before it; number the chains."""
    leader = {entry.outcome: entry.outcome for entry in entries}

    def root(outcome: int) -> int:
        while leader[outcome] != outcome:
            outcome = leader[outcome]
        return outcome

    left: dict[int, list[_Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.step, entry.outcome)):
        if entry.leaves != NOWHERE:
            left[entry.leaves].append(entry)
    vacant = {row: max(0, int(resources.room[row])) for row in range(len(resources.rows))}
    for entry in sorted(entries, key=lambda entry: (entry.step, entry.outcome)):
        scarce = [resource for resource in entry.uses if vacant[resource] <= 0]
        for resource in entry.uses:
            vacant[resource] -= 1
        before = [
            other for other in left.get(entry.program, ()) if other.step < entry.step or other.program == entry.leaves
        ]
        if scarce and before:
            freed = before[0]
            left[entry.program].remove(freed)
            leader[root(entry.outcome)] = root(freed.outcome)
    members: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        members[root(entry.outcome)].append(entry.outcome)
    joined = sorted(sorted(group) for group in members.values() if len(group) > 1)
    return {outcome: number for number, group in enumerate(joined, 1) for outcome in group}
