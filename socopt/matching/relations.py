"""Facts that join single children to single programs, as pairs of positions.

They are few rows, scattered into a block when asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from socopt.domain.records import Child
from socopt.domain.travel import spread
from socopt.matching.arrays import Bools, Ints
from socopt.policy import Night
from socopt.policy.alongside import lives_well_with


@dataclass(frozen=True, eq=False)
class Relation:
    """Pairs (line, program) by position, sorted by line."""

    lines: Ints
    programs: Ints

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> "Relation":
        ordered = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
        return cls(ordered[:, 0].copy(), ordered[:, 1].copy())

    def within(self, lines: Ints, programs: Ints) -> Bools:
        """The relation as a matrix over some lines and programs (both rising), shape (len(lines), len(programs))."""
        dense = np.zeros((len(lines), len(programs)), dtype=bool)
        place, row = self._of(lines)
        column, is_column = _found(programs, self.programs[place])
        dense[row[is_column], column[is_column]] = True
        return dense

    def programs_of(self, lines: Ints) -> Ints:
        """Programs that the relation joins to any of some lines."""
        return self.programs[self._of(lines)[0]]

    def _of(self, lines: Ints) -> tuple[Ints, Ints]:
        """Places of the pairs of some lines, and the number of the line that each is of."""
        return spread(np.searchsorted(self.lines, lines), np.searchsorted(self.lines, lines + 1))


def _found(among: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """Place of each wanted value among rising ones, and whether it is there."""
    place = np.minimum(np.searchsorted(among, wanted), max(len(among) - 1, 0))
    return place, among[place] == wanted if len(among) else np.zeros(len(wanted), dtype=bool)


class Relations:
    """Every relation that pair rules ask for, by its name."""

    def __init__(self, night: Night) -> None:
        self.night = night
        self._program = night.instance.travel.program_position
        self._named: dict[tuple[str, ...], Relation] = {}
        self._lines_of_child: dict[str, list[int]] = defaultdict(list)
        for position, line in enumerate(night.lines.values()):
            self._lines_of_child[line.child_id].append(position)

    @cached_property
    def current(self) -> Relation:
        pairs = (
            (child.child_id, child.current_program_id)
            for child in self.night.children.values()
            if child.current_program_id
        )
        return self._by_child(pairs)

    @cached_property
    def ordered(self) -> Relation:
        return self._by_child((child_id, program_id) for child_id in self._lines_of_child
                              for program_id in self.night.ordered_programs(child_id))  # fmt: skip

    @cached_property
    def forbidden(self) -> Relation:
        return self._by_child((child_id, order.program_id) for child_id in self._lines_of_child
                              for order in self.night.orders_of(child_id)
                              if order.kind == "must_not" and order.program_id)  # fmt: skip

    @cached_property
    def compact_approved(self) -> Relation:
        """Programs that an approval under the Interstate Compact names for a child."""
        return self._by_child((child_id, order.program_id) for child_id in self._lines_of_child
                              for order in self.night.orders_of(child_id)
                              if order.kind == "icpc_approved" and order.program_id)  # fmt: skip

    def named(self, *approvals: str) -> Relation:
        """Children and homes that child_resources join with one of these approvals."""
        if approvals not in self._named:
            rows = self.night.named_homes.items()
            self._named[approvals] = self._by_child(pair for pair, row in rows if row.approval in approvals)
        return self._named[approvals]

    @cached_property
    def avoided(self) -> Relation:
        return self._by_child(self.night.instance.travel.avoided)

    @cached_property
    def refused(self) -> Relation:
        return self._by_child(self.night.refusals_of)

    @cached_property
    def refused_even_if_ordered(self) -> Relation:
        """Refusals that no order overrides: by provider or court."""
        return self._by_child(pair for pair, rows in self.night.refusals_of.items()
                              if any(row.by not in ("family", "child") for row in rows))  # fmt: skip

    @cached_property
    def declined(self) -> Relation:
        position = self.night.instance.travel.line_position
        return Relation.of(
            (position[line_id], self._program[program_id]) for line_id, program_id in self.night.declined
        )

    @cached_property
    def self_referral(self) -> Relation:
        """Lines whose Area's Lead Agency is beyond its share, and the agency's programs."""
        programs_of: dict[str, list[str]] = defaultdict(list)
        for program in self.night.programs.values():
            programs_of[program.provider_id].append(program.program_id)
        spent = self.night.spent_shares
        return self._by_child((child_id, program_id) for child_id in self._lines_of_child
                              if (area := self.night.children[child_id].home_area_id) in spent
                              for program_id in programs_of[self.night.lead_agency_of[area].provider_id])  # fmt: skip

    @cached_property
    def parted_from_settled(self) -> Relation:
        """Programs where a settled child lives whom a wish keeps apart."""
        return self._by_child(pair for child_id in self._lines_of_child for pair in self._parted(child_id))

    def _parted(self, child_id: str) -> Iterable[tuple[str, str]]:
        for place, wish in self._settled_wishes(child_id):
            if wish == "apart":
                yield child_id, place
            elif wish == "no_contact":
                location = self.night.programs[place].location_id
                yield from ((child_id, program_id) for program_id in self._programs_at[location])

    @cached_property
    def beside_settled(self) -> tuple[Ints, Ints]:
        """Lines whose child must live with a settled child, and that child's program (-2: two at once), shape (n,)."""
        anchors: dict[int, int] = {}
        for child_id, lines in self._lines_of_child.items():
            places = {place for place, wish in self._settled_wishes(child_id) if wish == "together"}
            if places:
                anchor = self._program[places.pop()] if len(places) == 1 else -2
                anchors.update(dict.fromkeys(lines, anchor))
        ordered = sorted(anchors.items())
        return np.array([line for line, _ in ordered], dtype=np.int64), np.array(
            [place for _, place in ordered], dtype=np.int64
        )

    def _settled_wishes(self, child_id: str) -> list[tuple[str, str]]:
        found = []
        for other_id, wish in self.night.wishes_of.get(child_id, ()):
            place = self.night.children[other_id].current_program_id
            if place is not None and not self.night.in_play(other_id):
                found.append((place, wish))
        return found

    @cached_property
    def settled_siblings(self) -> Relation:
        """Programs where a settled sibling of the child lives."""
        return self._by_child((child_id, resident.current_program_id) for child_id in self._lines_of_child
                              for resident in self._settled_siblings(self.night.children[child_id])
                              if resident.current_program_id)  # fmt: skip

    @cached_property
    def at_odds_beside_siblings(self) -> Relation:
        """Among those programs: where a settled child who is no sibling is at odds with the child."""
        return self._by_child((child_id, sibling.current_program_id) for child_id in self._lines_of_child
                              for sibling in self._settled_siblings(self.night.children[child_id])
                              if sibling.current_program_id
                              and self._at_odds(self.night.children[child_id], sibling.current_program_id))  # fmt: skip

    def _at_odds(self, child: Child, program_id: str) -> bool:
        return any(not lives_well_with(child, resident) for resident in self.settled_residents.get(program_id, ())
                   if not self.night.are_siblings(child, resident))  # fmt: skip

    def _settled_siblings(self, child: Child) -> list[Child]:
        return self._settled_group.get(child.sibling_group_id or "", [])

    @cached_property
    def _settled_group(self) -> Mapping[str, list[Child]]:
        groups: dict[str, list[Child]] = defaultdict(list)
        for child in self.night.children.values():
            if child.sibling_group_id and not self.night.in_play(child.child_id):
                groups[child.sibling_group_id].append(child)
        return groups

    @cached_property
    def settled_residents(self) -> Mapping[str, list[Child]]:
        """Occupants that are not in play, by program."""
        return {program_id: [child for child in occupants if not self.night.in_play(child.child_id)]
                for program_id, occupants in self.night.occupants_of.items()}  # fmt: skip

    @cached_property
    def _programs_at(self) -> Mapping[str, list[str]]:
        programs: dict[str, list[str]] = defaultdict(list)
        for program in self.night.programs.values():
            programs[program.location_id].append(program.program_id)
        return programs

    def _by_child(self, pairs: Iterable[tuple[str, str | None]]) -> Relation:
        return Relation.of(
            (line, self._program[program_id])
            for child_id, program_id in pairs
            if program_id in self._program
            for line in self._lines_of_child.get(child_id, ())
        )
