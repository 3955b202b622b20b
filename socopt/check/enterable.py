"""Which programs a child could enter, alone or with siblings, before any plan: what a column needs to exist."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from socopt.check.chains import Traffic, room_left
from socopt.check.facts import Facts, Standing
from socopt.check.outcomes import is_divisible
from socopt.check.room import Rooms, Uses
from socopt.domain.records import NeedLine

ICWA_LAST = 5


class Enterable:
    """Questions about one child (or siblings) and one program, answered from the night alone."""

    def __init__(self, facts: Facts, rooms: Rooms) -> None:
        self._facts = facts
        self._rooms = rooms
        self._community: dict[tuple[str, str], int] = {}
        self._preferred: dict[str, tuple[tuple[int, str], ...]] = {}
        self._weights: Mapping[str, int] = facts.night.policy.weights("community")

    # ------------------------------------------------------------ community (section 5, tier 8)
    def community_cost(self, line: NeedLine, program_id: str) -> int:
        """Outside the home Area, outside the Region, school of origin lost."""
        key = line.child_id, program_id
        cost = self._community.get(key)
        if cost is None:
            cost = self._community_cost(*key)
            self._community[key] = cost
        return cost

    def _community_cost(self, child_id: str, program_id: str) -> int:
        night, weights = self._facts.night, self._weights
        home, area = night.children[child_id].home_area_id, night.programs[program_id].area_id
        region = night.region_of_area
        cost = weights["outside_area"] * (area != home)
        cost += weights["outside_region"] * (area is None or region[area] != region[home])
        to_school = night.instance.travel.minutes_to_school(child_id, program_id)
        return cost + weights["school_lost"] * (to_school > weights["school_minutes"])

    def keeps_community(self, line: NeedLine, program_id: str) -> bool:
        """Whether a move costs a holder no more community than staying."""
        current = self._facts.night.children[line.child_id].current_program_id or ""
        return self.community_cost(line, program_id) <= self.community_cost(line, current)

    # ------------------------------------------------------------ icwa
    def preferred(self, line: NeedLine) -> tuple[tuple[int, str], ...]:
        """(rank, program_id) that the child could enter alone, better than the last rank, best first."""
        found = self._preferred.get(line.line_id)
        if found is None:
            night = self._facts.night
            ranked = ((night.icwa_rank(line.child_id, program), key) for key, program in night.programs.items())
            found = tuple(sorted((rank, key) for rank, key in ranked if rank < ICWA_LAST and self.alone(line, key)))
            self._preferred[line.line_id] = found
        return found

    def alone(self, line: NeedLine, program_id: str) -> bool:
        """Whether a child could enter a program without any other child in play."""
        who = self._facts.standing[line.child_id]
        pins = self._facts.pins.get(who.unit.unit_id)
        if who.only_stays or (pins and (line.line_id, program_id) not in pins):
            return False
        if not self._facts.admits(line.line_id, program_id):
            return False
        if any(wish == "together" and other in self._facts.standing
               for other, wish in self._facts.night.wishes_of.get(line.child_id, ())):  # fmt: skip
            return False
        return self.may_enter(who, line, program_id, self._facts.settled_siblings_at(who.child, program_id))

    def fits(self, child_id: str, program_id: str, moving: Mapping[str, Traffic]) -> bool:
        """Whether every resource a child uses has room left when everybody has moved."""
        left = room_left(self._rooms, program_id, moving)
        return _covers(left, self._rooms.uses(child_id, program_id, 1))

    # ------------------------------------------------------------ columns
    def has_column(self, line: NeedLine, program_id: str, most_room: Uses | None = None) -> bool:
        """Whether an admitted pair could be part of any plan, as far as pins, orders, room and siblings say.

        ``most_room``: of the program, where more is known than that every occupant in play might leave.
        """
        facts = self._facts
        pins = facts.pins.get(facts.unit_of_line[line.line_id].unit_id)
        if pins and (line.line_id, program_id) not in pins:
            return False
        who = facts.standing.get(line.child_id)
        in_placement_unit = facts.unit_of_line[line.line_id].is_placement
        if who is not None and in_placement_unit and who.only_stays:
            return False
        if who is None or not line.is_placement:
            return self._serves(line, program_id)
        subsets = self._subsets(who, line, program_id)
        return any(self._is_column(members, program_id, most_room) for members in subsets)

    def _serves(self, line: NeedLine, program_id: str) -> bool:
        units = 1 if is_divisible(self._facts.unit_of_line[line.line_id], line) else line.units
        return _covers(self._rooms.of(program_id).left, self._rooms.uses(line.child_id, program_id, units))

    def _subsets(self, who: Standing, line: NeedLine, program_id: str) -> Iterator[dict[str, NeedLine]]:
        """The child with every subset of its siblings who are admitted to the program too."""
        lines = {other: found for other in who.siblings if (found := self._line_into(other, program_id)) is not None}
        for size in range(len(lines) + 1):
            for others in combinations(lines, size):
                yield {line.child_id: line, **{other: lines[other] for other in others}}

    def _line_into(self, child_id: str, program_id: str) -> NeedLine | None:
        who = self._facts.standing[child_id]
        lines = (line for line in who.unit.lines if line.is_placement)
        if who.only_stays:
            return None
        return next((line for line in lines if self._facts.admits(line.line_id, program_id)), None)

    def _is_column(self, members: Mapping[str, NeedLine], program_id: str, most_room: Uses | None) -> bool:
        facts = self._facts
        if any(facts.parted(one, other) for one, other in combinations(members, 2)):
            return False
        uses = [self._rooms.uses(child_id, program_id, 1) for child_id in members]
        used = tuple(sum(amounts) for amounts in zip(*uses, strict=True))
        if not _covers(self.most_room(program_id, members) if most_room is None else most_room, used):
            return False
        for child_id, line in members.items():
            who = facts.standing[child_id]
            staying = sum(facts.standing[other].current == program_id and facts.standing[other].may_stay
                          for other in who.siblings if other not in members)  # fmt: skip
            siblings = len(members) - 1 + staying + facts.settled_siblings_at(who.child, program_id)
            if not self.may_enter(who, line, program_id, siblings):
                return False
        return True

    def may_enter(self, who: Standing, line: NeedLine, program_id: str, siblings: int) -> bool:
        """Whether a child may enter a program where so many siblings are."""
        facts = self._facts
        if who.moves_with_care:
            kept = facts.siblings_left[who.child.child_id] <= siblings and self.keeps_community(line, program_id)
            return kept and facts.is_nearer(line, program_id)
        rule = facts.night.policy.rules["siblings_apart"]
        lonely = who.needs_place and who.waiting and not siblings and "siblings_apart" in facts.in_force
        return not (lonely and not (rule.floor and who.unsafe))

    def most_room(self, program_id: str, entering: Mapping[str, NeedLine]) -> Uses:
        """Room if every occupant in play who may leave left."""
        left = list(self._rooms.of(program_id).left)
        for child in self._facts.night.occupants_of.get(program_id, ()):
            who = self._facts.standing.get(child.child_id)
            if who is None or who.only_stays or child.child_id in entering:
                continue
            for index, amount in enumerate(self._rooms.gives(child.child_id)):
                left[index] += amount
        return tuple(left)


def _covers(left: Uses, uses: Uses) -> bool:
    """Whether every resource used is there."""
    return all(amount == 0 or amount <= there for there, amount in zip(left, uses, strict=True))
