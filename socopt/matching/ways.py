"""Ways: the steps of a chain at which an outcome may stand, by itself or as one side of an exchange of beds.

Only the entry of a child who gives up a bed needs its step: others enter last. Of its steps those are left out that
every plan can do without:

- one by which there is no room, whatever is chosen (read again and again: who cannot move frees no bed);
- the earlier of two where nobody can enter the bed left by the later one: nothing follows from haste;
- the later of two where nobody can leave the program entered in between: nothing is gained by waiting.

A child whom the ICWA order binds keeps its last step where there is room only when everybody has moved: so the order is
read.
"""

from dataclasses import dataclass

import numpy as np

from socopt.matching.arrays import Bools, Ints
from socopt.matching.outcomes import ENTER, HOME, NOWHERE, SERVE, Outcomes
from socopt.matching.resources import Resources
from socopt.matching.room import Room
from socopt.policy import Night


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways sorted by outcome, exchanges last, then step; arrays of shape (num_ways,).

    ``starts`` cuts them by outcome, shape (num_outcomes + 1,); ``room`` is how much of it there may be by each step.
    """

    outcome: Ints
    step: Ints
    exchange: Bools
    starts: Ints
    room: Room

    @property
    def count(self) -> Ints:
        """Ways of each outcome, shape (num_outcomes,)."""
        return np.diff(self.starts)


def ways_of(night: Night, outcomes: Outcomes, resources: Resources, possible: Bools) -> Ways:
    """The ways of every outcome that is ``possible`` (shape (num_outcomes,)) and finds room."""
    depth: int = night.policy.parameters["chains"]["max_depth"]
    room, o = Room(outcomes, resources, depth), outcomes
    entering = np.flatnonzero(possible & (o.kind == ENTER) & (o.leaves == NOWHERE))
    moves = np.flatnonzero(possible & (o.kind == ENTER) & (o.leaves != NOWHERE))
    exchanges = _exchanges(o, moves) if night.policy.parameters["chains"]["swaps"] else moves[:0]
    at = np.zeros((len(o), depth + 1), dtype=bool)
    at[o.rests, 0] = True
    for kind, step in ((SERVE, 0), (HOME, 1)):
        chosen = np.flatnonzero(possible & (o.kind == kind))
        at[chosen, step] = room.alone(chosen, depth)
    at[moves, 1:] = True
    _close_without_room(at, room, o, moves, exchanges)
    at[entering, depth] = room.alone(entering, depth)
    if not night.policy.parameters["chains"]["swaps"]:
        _close_needless(at, o, moves, len(night.programs))
    _keep_for_icwa(at, night, room, moves)
    return _ways(at, room, exchanges)


def _exchanges(o: Outcomes, moves: Ints) -> Ints:
    """Moves of holders for which another holder has the move back."""
    width = int(o.program.max(initial=0)) + 1
    there, back = o.leaves[moves] * width + o.program[moves], o.program[moves] * width + o.leaves[moves]
    return moves[np.isin(back, there)]


def _close_without_room(at: Bools, room: Room, o: Outcomes, moves: Ints, exchanges: Ints) -> None:
    """Close the steps of moves by which there is no room, until no more close."""
    left = -1
    while left != (left := int(np.count_nonzero(at[moves]))):
        room.refresh(_first_departure(at, o, exchanges, len(room.resources.features)))
        for step in range(1, room.depth + 1):
            at[moves, step] &= room.alone(moves, step)


def _first_departure(at: Bools, o: Outcomes, exchanges: Ints, num_children: int) -> Ints:
    """The step from which each child's bed may be free, shape (num_children,); after the last where it never is."""
    depth = at.shape[1] - 1
    first = np.full(num_children, depth + 2)
    leaving = np.flatnonzero((o.leaves != NOWHERE) & at.any(axis=1))
    np.minimum.at(first, o.child[leaving], at[leaving].argmax(axis=1) + 1)
    np.minimum.at(first, o.child[exchanges], 1)
    return first


def _close_needless(at: Bools, o: Outcomes, moves: Ints, num_programs: int) -> None:
    """Close steps of moves that another step of the same move makes up for, until no more close."""
    left = -1
    while left != (left := int(np.count_nonzero(at[moves]))):
        at[moves] &= ~_too_early(at, o, moves, num_programs)
        at[moves] &= ~_too_late(at, o, moves, num_programs)


def _too_early(at: Bools, o: Outcomes, moves: Ints, num_programs: int) -> Bools:
    """Steps of moves with a later one by which nobody can enter the program left, shape (num_moves, depth + 1)."""
    depth = at.shape[1] - 1
    entered = np.full(num_programs, depth + 1)
    enters = np.flatnonzero((o.program != NOWHERE) & ~o.rests & at.any(axis=1))
    np.minimum.at(entered, o.program[enters], np.maximum(1, at[enters].argmax(axis=1)))
    steps, needless = at[moves], np.zeros((len(moves), depth + 1), dtype=bool)
    for late in range(2, depth + 1):
        idle = steps[:, late] & (entered[o.leaves[moves]] > late)
        needless[idle, 1:late] = True
    return needless & steps


def _too_late(at: Bools, o: Outcomes, moves: Ints, num_programs: int) -> Bools:
    """Steps of moves with an earlier one after which nobody leaves the program entered, until this one."""
    depth = at.shape[1] - 1
    left = np.zeros((num_programs, depth + 1), dtype=bool)
    leaving = np.flatnonzero(o.leaves != NOWHERE)
    np.logical_or.at(left, o.leaves[leaving], at[leaving])
    steps, needless = at[moves], np.zeros((len(moves), depth + 1), dtype=bool)
    for early in range(1, depth):
        for late in range(early + 1, depth + 1):
            meanwhile = np.logical_or.reduce(left[:, early:late], axis=1)[o.program[moves]]
            needless[:, late] |= steps[:, early] & ~meanwhile
    return needless & steps


def _keep_for_icwa(at: Bools, night: Night, room: Room, moves: Ints) -> None:
    """Reopen the last step of moves that find room when everybody has moved, if at no step."""
    bound = np.array([child.icwa != "no" for child in night.children.values()], dtype=bool)
    closed = moves[bound[room.outcomes.child[moves]] & ~at[moves].any(axis=1)]
    at[closed, room.depth] = room.alone(closed, room.depth + 1)


def _ways(at: Bools, room: Room, exchanges: Ints) -> Ways:
    outcome, step = np.nonzero(at)
    found = [(exchanges[room.alone(exchanges, each)], each) for each in range(1, room.depth + 1) if len(exchanges)]
    exchange = np.concatenate(
        [np.zeros(len(outcome), dtype=bool), *(np.ones(len(some), dtype=bool) for some, _ in found)]
    )
    outcome = np.concatenate([outcome, *(some for some, _ in found)])
    step = np.concatenate([step, *(np.full(len(some), each) for some, each in found)])
    if found:
        order = np.lexsort((step, exchange, outcome))
        outcome, step, exchange = outcome[order], step[order], exchange[order]
    return Ways(outcome, step, exchange, np.searchsorted(outcome, np.arange(len(at) + 1)), room)
