"""Every kind of row that a certificate may name, as the checker reads docs/model.md: one function a kind.

Each function makes sure that every plan keeps the row, whatever else it holds, and says its entries in the columns and
marks of the table: a x <= b.
"""

from collections.abc import Callable, Sequence

import numpy as np

from socopt.check.certified.table import Ints, Place, Table
from socopt.check.plan_rules import content
from socopt.domain.certificate import Row

WISH = "together_preferred"


class UnknownRowError(Exception):
    """A row that no plan of this night need keep, or that says nothing: its price proves nothing."""


class Entries:
    """A row in the making: entries (equal ones add up), and its upper limit."""

    def __init__(self, upper: int = 0) -> None:
        self.upper = upper
        self._columns: list[Ints] = []
        self._values: list[Ints] = []

    def add(self, columns: Sequence[int] | Ints, values: int | Ints) -> None:
        """Entries of some columns: one value each, or one for all."""
        where = np.asarray(columns, dtype=np.int64)
        self._columns.append(where)
        self._values.append(np.broadcast_to(np.asarray(values, dtype=np.int64), where.shape))

    def summed(self) -> tuple[Ints, Ints]:
        """Columns, each once, and their values."""
        if not self._columns:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        columns, place = np.unique(np.concatenate(self._columns), return_inverse=True)
        values = np.zeros(len(columns), dtype=np.int64)
        np.add.at(values, place, np.concatenate(self._values))
        return columns, values


class Rows:
    """Rows by name; each is read once."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.checker = table.checker
        self.facts = table.facts
        self._known: dict[Row, tuple[Ints, Ints, int]] = {}

    def of(self, row: Row) -> tuple[Ints, Ints, int]:
        """Columns and values of the entries, and the upper limit.

        Raises
        ------
        UnknownRowError : a row that is none.
        """
        found = self._known.get(row)
        if found is None:
            kind, ids = (row[0], row[1:]) if row else ("", ())
            if kind not in READINGS:
                raise UnknownRowError(f"{' '.join(row)}: expected a kind of row that is known")
            try:
                entries = READINGS[kind](self, ids)
            except (KeyError, ValueError, IndexError) as error:
                raise UnknownRowError(f"{' '.join(row)}: no such row tonight") from error
            found = *entries.summed(), entries.upper
            self._known[row] = found
        return found

    def place(self, program_id: str, name: str) -> tuple[Place, int]:
        """A resource, and its room as the night begins."""
        room = self.checker.rooms.of(program_id)
        resource = room.names.index(name)
        return (program_id, resource), room.left[resource]

    def step(self, word: str) -> int:
        step = int(word)
        _expect(1 <= step <= self.table.depth)
        return step

    def in_force(self, rule_id: str) -> None:
        _expect(rule_id in self.facts.in_force)

    def wish(self, one: str, other: str, wish: str) -> None:
        """Whether a wish joins two children in play."""
        _expect(one in self.facts.standing and other in self.facts.standing)
        _expect((other, wish) in self.checker.night.wishes_of.get(one, ()))

    def enters(self, child_id: str, program_id: str) -> list[int]:
        """Columns by which a child enters a program."""
        found = self.table.lives.get((child_id, program_id))
        return found.enters if found else []

    def stays(self, child_id: str, program_id: str) -> list[int]:
        """Columns in which a child stays in a program."""
        found = self.table.lives.get((child_id, program_id))
        return found.stays if found else []

    def lives(self, child_id: str, program_id: str) -> list[int]:
        """Columns in which a child lives in a program."""
        return [*self.enters(child_id, program_id), *self.stays(child_id, program_id)]

    def used(self, place: Place) -> tuple[Ints, Ints]:
        """What columns use of a resource in all."""
        entries = Entries()
        if place in self.table.uses:
            entries.add(*self.table.uses[place].until(self.table.depth))
        return entries.summed()

    def give(self, entries: Entries, place: Place, step: int) -> None:
        """Take off what departures give back by a step."""
        if place in self.table.gives:
            columns, amounts = self.table.gives[place].until(step)
            entries.add(columns, -amounts)

    def needed_of(self, place: Place, ids: Sequence[str]) -> int:
        """So many departures that one of these children is among them."""
        leavers = self.table.possible.leavers(*place)
        return len(leavers) - len(leavers & set(ids)) + 1

    def depart(self, entries: Entries, ids: Sequence[str], place: Place) -> None:
        """Take off one for each of these children who leaves the resource."""
        for child_id in sorted(self.table.possible.leavers(*place) & set(ids)):
            entries.add(self.table.departs.get(child_id, []), -1)


def _expect(truth: bool) -> None:
    if not truth:
        raise ValueError


def resource(rows: Rows, ids: Row) -> Entries:
    """Entrants up to a step use at most max(0, room + departures before it); over the limit: only if there are any."""
    program_id, name, word = ids
    place, left = rows.place(program_id, name)
    step = rows.step(word)
    entries = Entries(max(0, left))
    if place in rows.table.uses:
        entries.add(*rows.table.uses[place].until(step))
    rows.give(entries, place, step)
    if left < 0:
        entries.add([rows.table.mark("over", program_id, name, str(step))], -left)
    return entries


def opened(rows: Rows, ids: Row) -> Entries:
    """Nobody enters what begins over its limit, unless its departures make up for that."""
    program_id, name, word, unit_id = ids
    place, left = rows.place(program_id, name)
    _expect(left < 0 and any(unit.unit_id == unit_id for unit in rows.facts.units))
    step = rows.step(word)
    entries = Entries()
    if place in rows.table.uses:
        entries.add(rows.table.uses[place].until(step, unit_id)[0], 1)
    entries.add([rows.table.mark("over", program_id, name, str(step))], -1)
    return entries


def large(rows: Rows, ids: Row) -> Entries:
    """What siblings who enter together use beyond the room, others give back."""
    place, left = rows.place(*ids)
    _expect(left >= 0)
    columns, used = rows.used(place)
    entries = Entries()
    entries.add(columns, np.maximum(0, used - left))
    rows.give(entries, place, rows.table.depth)
    return entries


def leavers(rows: Rows, ids: Row) -> Entries:
    """Siblings who need so many departures need one of these children's."""
    program_id, name, *children = ids
    place, left = rows.place(program_id, name)
    _expect(left >= 0)
    columns, used = rows.used(place)
    entries = Entries()
    entries.add(columns[used >= rows.needed_of(place, children) + left], 1)
    rows.depart(entries, children, place)
    return entries


def _needed_for_both(rows: Rows, ids: Sequence[str]) -> tuple[Place, int]:
    """Departures that a child needs who enters only if another does."""
    program_id, name, one, other = ids
    place, left = rows.place(program_id, name)
    rows.in_force("together")
    rows.wish(one, other, "together")
    who = rows.facts.standing[other]
    _expect(not (who.may_stay and who.current == program_id))
    _expect(all(rows.checker.rooms.uses(child_id, program_id, 1)[place[1]] for child_id in (one, other)))
    return place, 2 - max(0, left)


def both(rows: Rows, ids: Row) -> Entries:
    """Who enters only with another child needs room for both."""
    place, needed = _needed_for_both(rows, ids)
    _expect(needed > 0)
    entries = Entries()
    entries.add(rows.enters(ids[2], ids[0]), needed)
    rows.give(entries, place, rows.table.depth)
    return entries


def both_leavers(rows: Rows, ids: Row) -> Entries:
    """Who enters only with another child needs a departure of these children."""
    place, needed = _needed_for_both(rows, ids[:4])
    entries = Entries()
    if needed >= rows.needed_of(place, ids[4:]):
        entries.add(rows.enters(ids[2], ids[0]), 1)
    rows.depart(entries, ids[4:], place)
    return entries


def apart(rows: Rows, ids: Row) -> Entries:
    """Of two children to be kept apart, one does not enter a program in which the other lives."""
    one, other, program_id = ids
    rows.in_force("apart")
    rows.wish(one, other, "apart")
    return _kept_from(rows, one, other, [program_id])


def no_contact(rows: Rows, ids: Row) -> Entries:
    """Of two children without contact, one does not enter a location at which the other lives."""
    one, other, location_id = ids
    rows.in_force("no_contact")
    rows.wish(one, other, "no_contact")
    here = [program.program_id for program in rows.facts.programs.values() if program.location_id == location_id]
    return _kept_from(rows, one, other, here)


def _kept_from(rows: Rows, one: str, other: str, program_ids: Sequence[str]) -> Entries:
    entries = Entries(1)
    for program_id in program_ids:
        entries.add(rows.enters(one, program_id), 1)
        entries.add(rows.lives(other, program_id), 1)
    return entries


def together(rows: Rows, ids: Row) -> Entries:
    """A child enters a program only if the other lives there too."""
    one, other, program_id = ids
    rows.in_force("together")
    rows.wish(one, other, "together")
    entries = Entries()
    entries.add(rows.enters(one, program_id), 1)
    entries.add(rows.lives(other, program_id), -1)
    return entries


def alongside(rows: Rows, ids: Row) -> Entries:
    """A child enters (or stays) and none of these others is there (or enters)."""
    child_id, program_id, how, *others = ids
    rows.in_force("alongside")
    child = rows.facts.standing[child_id].child
    _expect(len(set(others)) == len(others) and child_id not in others and how in ("enters", "stays"))
    entries = Entries(len(others))
    for other_id in others:
        other = rows.facts.standing[other_id].child
        at_odds = not (content(child, other) and content(other, child))
        _expect(at_odds and not rows.checker.night.are_siblings(child, other))
        there = rows.lives if how == "enters" else rows.enters
        entries.add(there(other_id, program_id), 1)
    here = rows.enters if how == "enters" else rows.stays
    entries.add(here(child_id, program_id), len(others))
    return entries


def moves(rows: Rows, ids: Row) -> Entries:
    """So many children of an Area move at most."""
    (area_id,) = ids
    rows.in_force("moves")
    _expect(area_id in rows.checker.night.region_of_area)
    entries = Entries(int(rows.facts.parameters["moves"]["per_area"]))
    entries.add(rows.table.moves.get(area_id, []), 1)
    return entries


def self_referral(rows: Rows, ids: Row) -> Entries:
    """100 own - percent new <= percent x referrals - 100 x self-referrals of the last year."""
    (area_id,) = ids
    night = rows.checker.night
    rows.in_force("self_referral")
    agency = night.lead_agency_of[area_id]
    _expect(area_id not in night.spent_shares)
    percent = int(rows.facts.parameters["self_referral"]["percent"])
    entries = Entries(percent * agency.referrals_12m - 100 * agency.self_referrals_12m)
    columns, own = np.array(rows.table.referrals.get(area_id, []), dtype=np.int64).reshape(-1, 2).T
    entries.add(columns, 100 * own - percent)
    return entries


def together_preferred(rows: Rows, ids: Row) -> Entries:
    """Two children are not together if one lives here and the other does not, or one lives nowhere."""
    one, other, *where = ids
    _expect(len(where) <= 1)
    rows.wish(one, other, WISH)
    entries = Entries(0 if where else -1)
    if where:
        entries.add(rows.lives(one, where[0]), 1)
        entries.add(rows.lives(other, where[0]), -1)
    else:
        entries.add(rows.table.housed.get(one, []), -1)
    entries.add([rows.table.mark("parted", *sorted((one, other)))], -1)
    return entries


def cover(rows: Rows, ids: Row) -> Entries:
    """Every unit exactly once: the one row whose multiplier in a corner row may have either sign."""
    (unit_id,) = ids
    _expect(unit_id in rows.table.of_unit)
    entries = Entries(1)
    entries.add(rows.table.of_unit[unit_id], 1)
    return entries


def odd(rows: Rows, ids: Row) -> Entries:
    """Of an odd number of children, columns that hold two count one, and so on: half of them less one at most."""
    _expect(len(set(ids)) == len(ids) and len(ids) % 2 == 1 and all(each in rows.facts.standing for each in ids))
    entries = Entries((len(ids) - 1) // 2)
    numbers: set[int] = set()
    for child_id in ids:
        numbers.update(rows.table.of_unit[rows.facts.standing[child_id].unit.unit_id])
    columns = sorted(numbers)
    held = [len(set(rows.table.held[number]) & set(ids)) // 2 for number in columns]
    entries.add(columns, np.array(held, dtype=np.int64))
    return entries


READINGS: dict[str, Callable[[Rows, Row], Entries]] = {
    reading.__name__: reading
    for reading in (resource, opened, large, leavers, both, both_leavers, apart, no_contact, together, alongside, moves,
                    self_referral, together_preferred, cover, odd)
}  # fmt: skip
