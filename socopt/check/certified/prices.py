"""What prices add to each thing that may become of a child, and what they take off whatever is chosen.

All amounts are times SCALE. ``reading.py`` fills this in, row by row.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from socopt.check.certified.possible import USED_BY_ALL, Possible
from socopt.check.facts import Standing
from socopt.check.outcomes import Outcome

Place = tuple[str, int]  # a program, and the position of one of its resources (room.py)


class Binding(NamedTuple):
    """Price of siblings whose entry needs so many departures from a resource."""

    needed: int
    price: int


class Prices:
    """Prices of one certificate.

    ``steps``: by place, for each step what a unit of use costs that counts from this step on. ``opened``: the same by
    place and unit, for entering at all. ``given``, ``large``, ``bound``: by place, for what is given back in time, for
    each unit used beyond the room, and for departures needed. ``departs``: by child, for leaving in time. ``enters``,
    ``stays``: by child and program. ``lives``: by child, wherever it lives. ``moves``, ``referrals``: by Area.
    """

    def __init__(self, possible: Possible) -> None:
        self.possible = possible
        self.checker = checker = possible.checker
        self.depth = checker.facts.max_depth
        self.delay = 0 if checker.facts.swaps else 1  # steps from a departure to the entry that may follow it
        self.steps: dict[Place, list[int]] = {}
        self.opened: dict[tuple[str, int, str], list[int]] = {}
        self.given: defaultdict[Place, int] = defaultdict(int)
        self.large: defaultdict[Place, int] = defaultdict(int)
        self.bound: defaultdict[Place, list[Binding]] = defaultdict(list)
        self.departs: defaultdict[str, int] = defaultdict(int)
        self.enters: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.stays: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.lives: defaultdict[str, int] = defaultdict(int)
        self.moves: defaultdict[str, int] = defaultdict(int)
        self.referrals: defaultdict[str, int] = defaultdict(int)
        self.constant = 0

    # ------------------------------------------------------------ of one unit
    def of(self, outcome: Outcome) -> int:
        """What prices add to one outcome, at the step that is cheapest."""
        total = self._of_place(outcome) + self._referral(outcome)
        if outcome.departs and outcome.kind in ("place", "move", "serve") and self._may_stay(outcome):
            total += self.moves.get(outcome.child.home_area_id, 0)
        if not outcome.departs:
            return total + self._entering(outcome, self.depth)
        if outcome.is_placed:
            first = self.possible.first_step(outcome.child.child_id, outcome.program_id or "")
            return total + min(self._entering(outcome, step) - self.leaving(outcome.child.child_id, step)
                               for step in range(first, self.depth + 1))  # fmt: skip
        return total + self._entering(outcome, 1) - self.leaving(outcome.child.child_id, outcome.departure_step)

    def _of_place(self, outcome: Outcome) -> int:
        child_id, program_id = outcome.child.child_id, outcome.program_id
        if not outcome.unit.is_placement or program_id is None:
            return 0
        if outcome.is_placed:
            return self.lives.get(child_id, 0) + self.enters.get((child_id, program_id), 0)
        if outcome.kind == "stay":
            return self.lives.get(child_id, 0) + self.stays.get((child_id, program_id), 0)
        return 0

    def _may_stay(self, outcome: Outcome) -> bool:
        return self.checker.facts.standing[outcome.child.child_id].may_stay

    def _referral(self, outcome: Outcome) -> int:
        price = self.referrals.get(outcome.child.home_area_id, 0)
        night = self.checker.night
        if not price or not outcome.enters or outcome.child.child_id in night.unsafe or outcome.program_id is None:
            return 0
        own = night.is_self_referral(outcome.child, night.programs[outcome.program_id])
        return price * (100 * own - int(night.policy.parameters["self_referral"]["percent"]))

    def _entering(self, outcome: Outcome, step: int) -> int:
        program_id = outcome.program_id
        if not outcome.enters or program_id is None:
            return 0
        at = step if outcome.is_placed else 1
        total = 0
        uses = self.checker.rooms.uses(outcome.child.child_id, program_id, outcome.units)
        for resource, use in enumerate(uses):
            if use:
                total += use * since(self.steps.get((program_id, resource)), at)
                total += since(self.opened.get((program_id, resource, outcome.unit.unit_id)), at)
        return total

    def leaving(self, child_id: str, step: int) -> int:
        """What a holder takes off who leaves its bed at a step."""
        at = step + self.delay
        if at > self.depth:
            return 0
        program_id = self.checker.night.children[child_id].current_program_id or ""
        total = self.departs.get(child_id, 0)
        for resource, given in enumerate(self.checker.rooms.gives(child_id)):
            if given:
                place = program_id, resource
                total += given * (since(self.steps.get(place), at) + self.given.get(place, 0))
        return total

    # ------------------------------------------------------------ of several
    def of_group(self, program_id: str, entering: Sequence[str]) -> int:
        """What prices add for children who enter a program together, beyond those of each."""
        rooms, total = self.checker.rooms, 0
        for resource, left in enumerate(rooms.of(program_id).left):
            place = program_id, resource
            if place in self.large or place in self.bound:
                used = sum(rooms.uses(child_id, program_id, 1)[resource] for child_id in entering)
                total += self.large.get(place, 0) * max(0, used - left)
                total += sum(each.price for each in self.bound.get(place, ()) if used >= each.needed + left)
        return total

    # ------------------------------------------------------------ before anything is chosen
    def least_entry(self, program_id: str) -> int:
        """What entering a program costs at least whoever has no bed held there; what is by child left aside."""
        names = self.checker.rooms.of(program_id).names
        return sum(since(self.steps.get((program_id, resource)), self.depth)
                   for resource, name in enumerate(names) if name in USED_BY_ALL)  # fmt: skip

    def least_of(self, who: Standing) -> int:
        """What entering anything costs a child at least, but for what is by program."""
        child_id, area = who.child.child_id, who.child.home_area_id
        total = self.lives.get(child_id, 0) + (self.moves.get(area, 0) if who.may_stay else 0)
        if who.current is not None:
            total -= self.leaving(child_id, 1)
        percent = int(self.checker.night.policy.parameters["self_referral"]["percent"])
        return total + min(0, self.referrals.get(area, 0) * (100 - percent), -self.referrals.get(area, 0) * percent)


def since(prices: Sequence[int] | None, step: int) -> int:
    """Prices of the rows of a step and all later ones."""
    return 0 if prices is None else sum(prices[step:])
