"""The most that a program may take in by each step of a chain, if everybody left who may leave by then."""

import numpy as np

from socopt.matching.arrays import Bools, Ints
from socopt.matching.outcomes import NOWHERE, Outcomes
from socopt.matching.resources import Resources

PLENTY = np.iinfo(np.int64).max


class Room:
    """Room of every program by feature and step, for the outcomes of a night.

    ``within`` is of shape (depth + 2, num_programs, num_features): what entrants of step <= k may use together; the
    last entry counts departures of the last step too.
    """

    def __init__(self, outcomes: Outcomes, resources: Resources, depth: int) -> None:
        self.outcomes = outcomes
        self.resources = resources
        self.depth = depth
        self.uses = ~outcomes.rests & ~_returns(outcomes, resources)
        self._leaver, self._home = _leavers(outcomes, len(resources.features))
        who, self._resource = resources.of_programs(self._home)
        child = self._leaver[who]
        self._child = child
        self._back = resources.features[child, resources.feature[self._resource]] * resources.refilled[self._resource]
        self.within = self._read(np.full(len(resources.features), depth + 2))

    def refresh(self, leaves: Ints) -> None:
        """Read the room again where each child leaves its bed for others from a step on, shape (num_children,)."""
        self.within = self._read(leaves)

    def _read(self, leaves: Ints) -> Ints:
        resources, programs = self.resources, len(self.resources.starts) - 1
        program = np.repeat(np.arange(programs), np.diff(resources.starts))
        within = np.full((self.depth + 2, programs, resources.features.shape[1]), PLENTY)
        for step, there in enumerate(within):
            left = leaves[self._child] <= step
            back = np.bincount(self._resource[left], self._back[left], len(resources.rows)).astype(np.int64)
            np.minimum.at(there, (program, resources.feature), np.maximum(0, resources.room + back))
        return within

    def alone(self, chosen: Ints, step: int) -> Bools:
        """Which of some outcomes fit by themselves at a step, shape (n,)."""
        return self.together(chosen[:, None], self.uses[chosen][:, None], step)

    def together(self, members: Ints, counted: Bools, step: int) -> Bools:
        """Which outcomes fit together in their program by a step: members and whether they count, (n, size) -> (n,)."""
        o = self.outcomes
        fits = np.ones(len(members), dtype=bool)
        program = o.program[members[:, 0]] if members.shape[1] else np.zeros(0, dtype=np.int64)
        for feature in np.flatnonzero((self.within[step] != PLENTY).any(axis=0)).tolist():
            used = np.zeros(len(members), dtype=np.int64)
            for each, counts in zip(members.T, counted.T, strict=True):
                used += self.resources.features[:, feature][o.child[each]] * o.units[each] * counts
            fits &= (used == 0) | (used <= self.within[step][:, feature][program])
        return fits


def _leavers(outcomes: Outcomes, num_children: int) -> tuple[Ints, Ints]:
    """Children who may leave a bed, and the program that it is in."""
    home = np.full(num_children, NOWHERE)
    leaves = np.flatnonzero(outcomes.leaves != NOWHERE)
    home[outcomes.child[leaves]] = outcomes.leaves[leaves]
    leavers = np.flatnonzero(home != NOWHERE)
    return leavers, home[leavers]


def _returns(outcomes: Outcomes, resources: Resources) -> Bools:
    """Outcomes in which a child returns to a bed held for it."""
    width = len(resources.starts)
    held = [child * width + program for child, program in resources.own_holds]
    if not held:
        return np.zeros(len(outcomes), dtype=bool)
    returns: Bools = np.isin(outcomes.child * width + outcomes.program, held)
    return returns
