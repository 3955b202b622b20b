"""All columns of a night as arrays, each at every way of its steps: what tiers count for them, and whom they move.

Columns are numbered, marks after them. A mark is 0 or 1 and belongs to no child: ``home``, one place more for siblings
of whom some are served there; ``over``, whether anybody enters what begins over its limit, by a step; ``parted``,
whether two who would be together are not.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from socopt.check.certified.columns import Block, Column, Columns
from socopt.check.certified.costs import Costs
from socopt.check.certified.possible import Possible
from socopt.check.outcomes import HOME, Outcome

Ints = NDArray[np.int64]
Place = tuple[str, int]  # a program, and the position of one of its resources (room.py)
Mark = tuple[str, ...]


class Flow:
    """Who uses a resource, or gives it back: column, amount, the step from which it counts, the unit or child."""

    def __init__(self) -> None:
        self.entries: list[tuple[int, int, int]] = []
        self.who: list[str] = []

    def add(self, column: int, amount: int, since: int, who: str) -> None:
        """One more entry."""
        self.entries.append((column, amount, since))
        self.who.append(who)

    def until(self, step: int, who: str | None = None) -> tuple[Ints, Ints]:
        """Columns and amounts that count by a step: of all, or of one."""
        column, amount, since = np.array(self.entries, dtype=np.int64).reshape(-1, 3).T
        counts = since <= step
        if who is not None:
            counts = counts & (np.array(self.who, dtype=object) == who)
        return column[counts], amount[counts]


class Stay:
    """Columns in which a child lives in a program: those by which it enters, and those in which it stays."""

    def __init__(self) -> None:
        self.enters: list[int] = []
        self.stays: list[int] = []


class Table:
    """The columns of all blocks, read once.

    ``uses``, ``gives``: of resources. ``departs``: by child, columns by which it leaves its bed in time. ``lives``: by
    child and program; ``housed``: by child. ``moves``, ``referrals``: by Area. ``of_unit``: by unit. ``held``: the
    children of each column.
    """

    def __init__(self, possible: Possible, tiers: Sequence[str]) -> None:
        self.possible = possible
        self.checker = possible.checker
        self.facts = possible.facts
        self.depth = self.facts.max_depth
        self.delay = 0 if self.facts.swaps else 1  # steps from a departure to the entry that may follow it
        self.costs = Costs(self.checker, tiers)
        self.columns = Columns(possible)
        self.uses: defaultdict[Place, Flow] = defaultdict(Flow)
        self.gives: defaultdict[Place, Flow] = defaultdict(Flow)
        self.departs: defaultdict[str, list[int]] = defaultdict(list)
        self.lives: defaultdict[tuple[str, str], Stay] = defaultdict(Stay)
        self.housed: defaultdict[str, list[int]] = defaultdict(list)
        self.moves: defaultdict[str, list[int]] = defaultdict(list)
        self.referrals: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self.of_unit: defaultdict[str, list[int]] = defaultdict(list)
        self.held: list[tuple[str, ...]] = []
        self._counts: list[list[int]] = []
        self._marks: dict[Mark, int] = {}
        self._of_mark: list[list[int]] = []
        self.blocks = [(block, list(self._added(block))) for block in self.columns.blocks()]  # columns by number
        self.num_columns = len(self._counts)  # without marks
        for block, columns in self.blocks:
            if any(column.at_home for column, _ in columns):
                self.mark("home", block.unit.child.child_id)

    @property
    def width(self) -> int:
        """Columns, and the marks that rows asked for so far."""
        return self.num_columns + len(self._of_mark)

    def mark(self, *mark: str) -> int:
        """The number of a mark."""
        number = self._marks.get(mark)
        if number is None:
            number = self.num_columns + len(self._of_mark)
            kind = mark[0]
            none = [0] * len(self.costs.names)
            of_home = self.costs.of_place(mark[1], HOME) if kind == "home" else none
            self._of_mark.append(self.costs.of_wish() if kind == "parted" else of_home)
            self._marks[mark] = number
        return number

    def home(self, block: Block) -> int | None:
        """The mark of siblings some of whom are served at home; None where nobody can be."""
        return self._marks.get(("home", block.unit.child.child_id)) if block.children else None

    def free_marks(self) -> Iterator[int]:
        """Marks that no choice of one block alone decides."""
        yield from (number for mark, number in self._marks.items() if mark[0] != "home")

    def counts(self, tier: int) -> Ints:
        """What a tier counts for columns and marks, shape (width,)."""
        of_marks = np.array([each[tier] for each in self._of_mark], dtype=np.int64)
        return np.concatenate([self._by_tier[tier], of_marks])

    @cached_property
    def _by_tier(self) -> Ints:
        return np.array(self._counts, dtype=np.int64).reshape(self.num_columns, len(self.costs.names)).T

    # ------------------------------------------------------------ filling
    def _added(self, block: Block) -> Iterator[tuple[Column, int]]:
        for column in self.columns.of(block):
            counts = self.costs.of(column.outcomes)
            if block.children and not column.at_home:
                more = self.costs.of_place(column.outcomes[0].child.child_id, column.place)
                counts = [one + other for one, other in zip(counts, more, strict=True)]
            for steps in product(*map(self._steps, column.outcomes)):
                number = len(self._counts)
                self._counts.append(counts)
                self.held.append(tuple(outcome.child.child_id for outcome in column.outcomes))
                for outcome, step in zip(column.outcomes, steps, strict=True):
                    self._enter(number, outcome, step)
                yield column, number

    def _steps(self, outcome: Outcome) -> Sequence[int]:
        """Steps at which an outcome may stand: who gives up no bed enters last."""
        if not outcome.is_placed:
            return (outcome.departure_step,)
        if not outcome.departs:
            return (self.depth,)
        first = self.possible.first_step(outcome.child.child_id, outcome.program_id or "")
        return range(first, self.depth + 1)

    def _enter(self, number: int, outcome: Outcome, step: int) -> None:
        child_id, program_id, area = outcome.child.child_id, outcome.program_id, outcome.child.home_area_id
        self.of_unit[outcome.unit.unit_id].append(number)
        if outcome.enters and program_id is not None:
            uses = self.checker.rooms.uses(child_id, program_id, outcome.units)
            for resource, use in enumerate(uses):
                if use:
                    since = step if outcome.is_placed else 1
                    self.uses[program_id, resource].add(number, use, since, outcome.unit.unit_id)
            if child_id not in self.checker.night.unsafe:
                own = self.checker.night.is_self_referral(outcome.child, self.checker.night.programs[program_id])
                self.referrals[area].append((number, int(own)))
        if outcome.unit.is_placement and program_id is not None and (outcome.is_placed or outcome.kind == "stay"):
            self.housed[child_id].append(number)
            stay = self.lives[child_id, program_id]
            (stay.enters if outcome.is_placed else stay.stays).append(number)
        if outcome.departs:
            self._leave(number, outcome, step)

    def _leave(self, number: int, outcome: Outcome, step: int) -> None:
        child_id, since = outcome.child.child_id, step + self.delay
        if outcome.enters and self.facts.standing[child_id].may_stay:
            self.moves[outcome.child.home_area_id].append(number)
        if since > self.depth:
            return
        self.departs[child_id].append(number)
        for resource, given in enumerate(self.checker.rooms.gives(child_id)):
            if given:
                self.gives[outcome.current or "", resource].add(number, given, since, child_id)
