"""The least that a unit or a sibling group can choose at some prices, among everything that the scalar rules admit."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product

from socopt.check.certified.costs import Costs
from socopt.check.certified.possible import USED_BY_ALL, Possible
from socopt.check.certified.prices import Prices
from socopt.check.facts import Standing
from socopt.check.outcomes import HOME, Outcome, is_divisible, outcome_of
from socopt.domain import Recommendation
from socopt.domain.records import NeedLine
from socopt.policy import Unit

Least = int | None  # None: nothing can be chosen


class Choices:
    """Asks what may become of children, cheapest first."""

    def __init__(self, possible: Possible, prices: Prices, costs: Costs) -> None:
        self.possible = possible
        self.checker = possible.checker
        self.facts = possible.facts
        self.prices = prices
        self.costs = costs

    def blocks(self) -> Iterator[Least]:
        """The least of every block: a part of a sibling group, another child's placement, a community service."""
        standing, part_of = self.facts.standing, self.checker.night.part_of
        yield from (self._of_siblings([standing[each] for each in part]) for part in self.checker.night.sibling_parts)
        yield from (self._of_child(who) for child_id, who in standing.items() if child_id not in part_of)
        yield from (self._of_service(unit) for unit in self.facts.units if not unit.is_placement)

    # ------------------------------------------------------------ a community service
    def _of_service(self, unit: Unit) -> Least:
        found = [] if self.facts.pins.get(unit.unit_id) else [self._alone(self._outcome(unit.lead, "unserved"))]
        for line in unit.lines:
            found.extend(self._alone(outcome) for outcome in self._served(unit, line))
        return min(found, default=None)

    def _served(self, unit: Unit, line: NeedLine) -> Iterator[Outcome]:
        fewest = 1 if is_divisible(unit, line) else line.units
        for program_id in self.possible.of_service.get(line.service, ()):
            if self.possible.fits(line.child_id, program_id, fewest) and self.possible.admits(line, program_id):
                for units in range(fewest, line.units + 1):
                    if self.possible.fits(line.child_id, program_id, units):
                        yield self._outcome(line, "serve", program_id, units)

    # ------------------------------------------------------------ a child by itself
    def _of_child(self, who: Standing) -> Least:
        """Programs in the order of what entering them costs at least, until that is no less than the best."""
        at_rest = [self._least_of([outcome]) for outcome in self._at_rest(who)]
        at_home = [self._alone(outcome) for outcome in self._at_home(who)]
        best = min((each for each in (*at_rest, *at_home) if each is not None), default=None)
        least = self.prices.least_of(who)
        for program_id in self._special(who):
            best = _lower(best, self._entering(who, program_id))
        for cost, program_id in self._by_price:
            if best is not None and least + cost >= best:
                break
            best = _lower(best, self._entering(who, program_id))
        return best

    def _entering(self, who: Standing, program_id: str) -> Least:
        return min(
            (each for outcome in self._entries(who, program_id) if (each := self._least_of([outcome])) is not None),
            default=None,
        )

    def _special(self, who: Standing) -> Iterator[str]:
        """Programs that cost a child something else than others."""
        child_id = who.child.child_id
        yield from (program_id for child, program_id in self.prices.enters if child == child_id)
        yield from (program_id for program_id, holds in self.checker.night.holds_of.items()
                    if any(hold.child_id == child_id for hold in holds))  # fmt: skip

    @cached_property
    def _by_price(self) -> list[tuple[int, str]]:
        """Placement programs that anybody may find room in, those first that cost least to enter."""
        programs = self.possible.of_service.get("placement", ())
        return sorted((self.prices.least_entry(each), each) for each in programs if self._has_room(each))

    def _has_room(self, program_id: str) -> bool:
        names = self.checker.rooms.of(program_id).names
        return all(there for name, there in zip(names, self.possible.most_room(program_id), strict=True)
                   if name in USED_BY_ALL)  # fmt: skip

    # ------------------------------------------------------------ siblings
    def _of_siblings(self, part: Sequence[Standing]) -> Least:
        """The least over all ways to divide siblings into those who end in one place, set by set."""
        if len(part) == 1:
            return self._of_child(part[0])
        of_set = self._least_of_sets(part)
        least: list[Least] = [0]
        for members in range(1, 1 << len(part)):
            first, best = members & -members, None
            others = members ^ first
            inside = others
            while True:
                one, rest = of_set.get(first | inside), least[others ^ inside]
                if one is not None and rest is not None:
                    best = _lower(best, one + rest)
                if not inside:
                    break
                inside = (inside - 1) & others
            least.append(best)
        return least[-1]

    def _least_of_sets(self, part: Sequence[Standing]) -> dict[int, int]:
        """By set of members, bit by bit: the least at which they are all the siblings in one place."""
        found: dict[int, int] = {}
        for members, cost in (*self._unplaced(part), *self._in_programs(part), *self._together_at_home(part)):
            if cost is not None:
                found[members] = min(cost, found.get(members, cost))
        return found

    def _unplaced(self, part: Sequence[Standing]) -> Iterator[tuple[int, Least]]:
        for number, who in enumerate(part):
            yield from ((1 << number, self._least_of([rest])) for rest in self._at_rest(who) if rest.kind != "stay")

    def _together_at_home(self, part: Sequence[Standing]) -> Iterator[tuple[int, Least]]:
        more = self.costs.of_place(part[0].child.child_id, HOME)
        least: dict[int, int] = {}
        for number, who in enumerate(part):
            costs = [self._alone(outcome) - more for outcome in self._at_home(who)]
            if costs:
                least[1 << number] = min(costs)
        for members in _sets(least):
            yield members, more + sum(cost for bit, cost in least.items() if bit & members)

    def _in_programs(self, part: Sequence[Standing]) -> Iterator[tuple[int, Least]]:
        for here in self._living(part).values():
            for members in _sets(here):
                for outcomes in product(*(here[bit] for bit in here if bit & members)):
                    yield members, self._least_of(outcomes)

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
        seen = dict.fromkeys(program_id for _, program_id in self._by_price)
        yield from dict.fromkeys((*seen, *self._special(who)))

    # ------------------------------------------------------------ outcomes
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

    # ------------------------------------------------------------ what they cost
    def _alone(self, outcome: Outcome) -> int:
        """A service, or a child who lives in no program."""
        more = self.costs.of_place(outcome.child.child_id, outcome.lives_in) if outcome.unit.is_placement else 0
        return self.prices.of(outcome) + self.costs.of([outcome]) + more

    def _least_of(self, outcomes: Sequence[Outcome]) -> Least:
        """Children who are all of their siblings in one program (or one, in none); None where they cannot be."""
        program_id = outcomes[0].lives_in
        entering = [outcome for outcome in outcomes if outcome.is_placed]
        if entering and program_id is not None and not self._may_enter(entering, outcomes, program_id):
            return None
        of_group = self.prices.of_group(program_id, _ids(entering)) if entering and program_id is not None else 0
        more = self.costs.of_place(outcomes[0].child.child_id, program_id)
        return sum(map(self.prices.of, outcomes)) + self.costs.of(outcomes) + of_group + more

    def _may_enter(self, entering: Sequence[Outcome], outcomes: Sequence[Outcome], program_id: str) -> bool:
        """Whether there may be room for all, no wish parts them, and no rule about siblings forbids it."""
        facts = self.facts
        for number, one in enumerate(outcomes):
            for other in outcomes[number + 1 :]:
                if (one.is_placed or other.is_placed) and facts.parted(one.child.child_id, other.child.child_id):
                    return False
        uses = [self.checker.rooms.uses(child_id, program_id, 1) for child_id in _ids(entering)]
        used = [sum(amounts) for amounts in zip(*uses, strict=True)]
        if any(use > there for use, there in zip(used, self.possible.most_room(program_id), strict=True)):
            return False
        return all(
            self.checker.enterable.may_enter(
                facts.standing[one.child.child_id], one.line, program_id,
                len(outcomes) - 1 + facts.settled_siblings_at(one.child, program_id),
            )
            for one in entering
        )  # fmt: skip


def _ids(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.child.child_id for outcome in outcomes]


def _lower(one: Least, other: Least) -> Least:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def _sets(bits: Iterable[int]) -> Iterator[int]:
    """Every set of some bits but the empty one."""
    whole = sum(bits)
    members = whole
    while members:
        yield members
        members = (members - 1) & whole
