"""Which columns a night has."""

from collections.abc import Iterator

import numpy as np

from socopt.matching.arrays import Bools
from socopt.matching.columns import Columns, joined
from socopt.matching.outcomes import ENTER, NOWHERE, Outcomes, is_picky
from socopt.matching.resources import Resources
from socopt.matching.sibling_columns import sibling_columns
from socopt.matching.siblings import SIBLINGS_APART, Siblings
from socopt.matching.ways import Ways, ways_of
from socopt.policy import Night


def build_columns(night: Night, outcomes: Outcomes, resources: Resources) -> Columns:
    """All columns of the night that some plan might choose: single outcomes, exchanges, siblings.

    Room that a child would leave counts only where the child has a column in which it leaves.
    """
    siblings = Siblings(night)
    possible, alone = _alone(night, outcomes, siblings)
    leaving = possible | siblings.in_part[outcomes.child]
    while True:
        ways = ways_of(night, outcomes, resources, leaving)
        columns = joined(outcomes, [*_singles(ways, possible, alone), sibling_columns(night, siblings, ways)])
        never = (outcomes.leaves != NOWHERE) & (ways.count > 0)
        never[columns.members] = False
        if not never.any():
            return columns
        leaving &= ~never


def _alone(night: Night, o: Outcomes, siblings: Siblings) -> tuple[Bools, Bools]:
    """Outcomes that siblings let stand by themselves, and those that would place a child without any of them."""
    enters = o.kind == ENTER
    companions = siblings.settled_beside(o.child, o.program)
    worse = enters & is_picky(night)[o.child] & (companions < siblings.now_beside[o.child])
    alone = enters & siblings.needs_partner[o.child] & (companions == 0)
    unsafe = np.array([child_id in night.unsafe for child_id in night.children], dtype=bool)[o.child]
    yields = unsafe & night.policy.rules[SIBLINGS_APART].floor
    return ~worse & ~(alone & ~yields), alone


def _singles(ways: Ways, possible: Bools, alone: Bools) -> Iterator[Columns]:
    """A column for every way of the outcomes that may stand by themselves; exchanges last."""
    for exchange in (False, True):
        chosen = np.flatnonzero(possible[ways.outcome] & (ways.exchange == exchange))
        outcome, starts = ways.outcome[chosen], np.arange(len(chosen) + 1)
        yield Columns(ways.room.outcomes, starts, outcome, ways.step[chosen], ways.exchange[chosen], alone[outcome])
