"""Columns: what may be chosen for a unit, or for siblings in one place, among everything that the scalar rules admit.

Every plan is one division of each block into columns. A block is a part of a sibling group, another child's placement,
or a community service.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from socopt.check.certified.possible import USED_BY_ALL, Possible
from socopt.check.facts import Standing
from socopt.check.outcomes import HOME, Outcome, is_divisible, outcome_of
from socopt.domain import Recommendation
from socopt.domain.records import NeedLine
from socopt.policy import Unit


@dataclass(frozen=True, slots=True)
class Block:
    """Children of whom columns hold some, each as a bit by its place here; or a community service."""

    children: tuple[Standing, ...]
    unit: Unit

    @property
    def whole(self) -> int:
        """All members."""
        return (1 << max(1, len(self.children))) - 1


@dataclass(frozen=True, slots=True)
class Column:
    """Outcomes of all members of a block who are in one place, or of one at home or nowhere."""

    members: int
    outcomes: tuple[Outcome, ...]

    @property
    def place(self) -> str | None:
        """Where they live."""
        return self.outcomes[0].lives_in

    @property
    def at_home(self) -> bool:
        """Whether it is a child served at home, who may be there with siblings."""
        return self.outcomes[0].unit.is_placement and self.place == HOME


class Columns:
    """Asks what may become of children."""

    def __init__(self, possible: Possible) -> None:
        self.possible = possible
        self.checker = possible.checker
        self.facts = possible.facts

    def blocks(self) -> Iterator[Block]:
        """Parts of sibling groups, other children, community services."""
        standing, part_of = self.facts.standing, self.checker.night.part_of
        for part in self.checker.night.sibling_parts:
            children = tuple(standing[each] for each in part)
            yield Block(children, children[0].unit)
        yield from (Block((who,), who.unit) for child_id, who in standing.items() if child_id not in part_of)
        yield from (Block((), unit) for unit in self.facts.units if not unit.is_placement)

    def of(self, block: Block) -> Iterator[Column]:
        """Columns of a block; those in which nobody enters a program first."""
        if not block.children:
            yield from (Column(1, (outcome,)) for outcome in self._of_service(block.unit))
            return
        for number, who in enumerate(block.children):
            outcomes = (*(rest for rest in self._at_rest(who) if rest.kind != "stay"), *self._at_home(who))
            yield from (Column(1 << number, (outcome,)) for outcome in outcomes)
        if len(block.children) == 1:
            (who,) = block.children
            yield from (Column(1, (rest,)) for rest in self._at_rest(who) if rest.kind == "stay")
            entries = (entry for program_id in self._open_to(who) for entry in self._entries(who, program_id))
            yield from (Column(1, (entry,)) for entry in entries if self._may_be([entry]))
            return
        for here in self._living(block.children).values():
            for members in sets_of(sum(here)):
                for outcomes in product(*(here[bit] for bit in here if bit & members)):
                    if self._may_be(outcomes):
                        yield Column(members, outcomes)

    def resting(self, block: Block) -> Iterator[Column]:
        """Of every child of a block the column in which nothing happens to it alone, as far as it has one."""
        for number, who in enumerate(block.children):
            yield from (Column(1 << number, (rest,)) for rest in self._at_rest(who))

    # ------------------------------------------------------------ a community service
    def _of_service(self, unit: Unit) -> Iterator[Outcome]:
        if not self.facts.pins.get(unit.unit_id):
            yield self._outcome(unit.lead, "unserved")
        for line in unit.lines:
            yield from self._served(unit, line)

    def _served(self, unit: Unit, line: NeedLine) -> Iterator[Outcome]:
        fewest = 1 if is_divisible(unit, line) else line.units
        for program_id in self.possible.of_service.get(line.service, ()):
            if self.possible.fits(line.child_id, program_id, fewest) and self.possible.admits(line, program_id):
                for units in range(fewest, line.units + 1):
                    if self.possible.fits(line.child_id, program_id, units):
                        yield self._outcome(line, "serve", program_id, units)

    # ------------------------------------------------------------ children
    def _living(self, part: Sequence[Standing]) -> dict[str, dict[int, list[Outcome]]]:
        """Outcomes that live in a program, by program and member."""
        found: dict[str, dict[int, list[Outcome]]] = {}
        for number, who in enumerate(part):
            stays = [rest for rest in self._at_rest(who) if rest.kind == "stay"]
            entries = (entry for program_id in self._open_to(who) for entry in self._entries(who, program_id))
            for outcome in (*stays, *entries):
                found.setdefault(outcome.program_id or "", {}).setdefault(1 << number, []).append(outcome)
        return found

    def _open_to(self, who: Standing) -> Iterator[str]:
        """Placement programs that anybody may find room in, and those that hold a bed for this child."""
        child_id = who.child.child_id
        held = (program_id for program_id, holds in self.checker.night.holds_of.items()
                if any(hold.child_id == child_id for hold in holds))  # fmt: skip
        yield from dict.fromkeys((*self._roomy, *held))

    @cached_property
    def _roomy(self) -> tuple[str, ...]:
        return tuple(filter(self._has_room, self.possible.of_service.get("placement", ())))

    def _has_room(self, program_id: str) -> bool:
        names = self.checker.rooms.of(program_id).names
        return all(there for name, there in zip(names, self.possible.most_room(program_id), strict=True)
                   if name in USED_BY_ALL)  # fmt: skip

    def _at_rest(self, who: Standing) -> Iterator[Outcome]:
        """Stay, or unserved; a pinned child only stays, and only where the pin says so."""
        pins = self.facts.pins.get(who.unit.unit_id)
        if not who.may_stay:
            if not pins:
                yield self._outcome(who.unit.lead, "unserved")
        elif not pins or any(program_id == who.current for _, program_id in pins):
            yield self._outcome(who.unit.lead, "stay", who.current)

    def _at_home(self, who: Standing) -> Iterator[Outcome]:
        """A service in place of a placement."""
        if not who.only_stays:
            for line in who.unit.lines:
                if not line.is_placement:
                    yield from self._served(who.unit, line)

    def _entries(self, who: Standing, program_id: str) -> Iterator[Outcome]:
        if who.only_stays:
            return
        kind = "move" if who.may_stay else "place"
        for line in who.unit.lines:
            if line.is_placement and self.possible.enters(line, program_id):
                yield self._outcome(line, kind, program_id)

    def _outcome(self, line: NeedLine, kind: str, program_id: str | None = None, units: int | None = None) -> Outcome:
        flags = () if units is None or units == line.units else (f"units={units}",)
        row = Recommendation(line_id=line.line_id, child_id=line.child_id, service=line.service, kind=kind,
                             program_id=program_id, step=int(kind != "unserved"), flags=flags)  # fmt: skip
        return outcome_of(self.facts, row)

    def _may_be(self, outcomes: Sequence[Outcome]) -> bool:
        """Whether there may be room for all who enter, no wish parts them, and no rule about siblings forbids it."""
        facts, entering = self.facts, [outcome for outcome in outcomes if outcome.is_placed]
        program_id = outcomes[0].program_id or ""
        for number, one in enumerate(outcomes):
            for other in outcomes[number + 1 :]:
                if (one.is_placed or other.is_placed) and facts.parted(one.child.child_id, other.child.child_id):
                    return False
        uses = [self.checker.rooms.uses(one.child.child_id, program_id, 1) for one in entering]
        used = [sum(amounts) for amounts in zip(*uses, strict=True)]
        if any(use > there for use, there in zip(used, self.possible.most_room(program_id), strict=bool(entering))):
            return False
        return all(
            self.checker.enterable.may_enter(
                facts.standing[one.child.child_id], one.line, program_id,
                len(outcomes) - 1 + facts.settled_siblings_at(one.child, program_id),
            )
            for one in entering
        )  # fmt: skip


def sets_of(whole: int) -> Iterator[int]:
    """Every set of some bits but the empty one."""
    members = whole
    while members:
        yield members
        members = (members - 1) & whole
