"""Every kind of row that a certificate may price, as the checker reads docs/model.md: one function a kind.

Each function makes sure that every plan keeps the row, whatever else it holds, and books what a price p of it adds:
for a row  a x <= b  to each outcome p times its coefficient in a, and -p b to the constant.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from socopt.check.certified.possible import Possible
from socopt.check.certified.prices import Binding, Place, Prices
from socopt.check.plan_rules import content
from socopt.domain.certificate import MOST_PRICE, Row

WISH = "together_preferred"


class UnknownRowError(Exception):
    """A row that no plan of this night need keep, or that says nothing: its price proves nothing."""


def read_prices(possible: Possible, of_rows: Mapping[Row, int], weight_of_wish: int) -> Prices:
    """What the prices of rows add.

    Parameters
    ----------
    weight_of_wish : what a wish to be together that is not met adds.

    Raises
    ------
    UnknownRowError : a row that is none, or has no price.
    """
    reader = _Reader(possible)
    for row, price in of_rows.items():
        kind, ids = (row[0], row[1:]) if row else ("", ())
        if kind not in READINGS or not 0 <= price < MOST_PRICE:
            raise UnknownRowError(f"{' '.join(row)} at {price}: expected a kind of row and a price that is known")
        try:
            READINGS[kind](reader, ids, price)
        except (KeyError, ValueError, IndexError) as error:
            raise UnknownRowError(f"{' '.join(row)}: no such row tonight") from error
    reader.settle(weight_of_wish)
    return reader.prices


class _Reader:
    """Prices as they are read; ``over`` and ``parted``: what marks of rows take off that are on for one and for all."""

    def __init__(self, possible: Possible) -> None:
        self.possible = possible
        self.checker = possible.checker
        self.facts = possible.facts
        self.prices = Prices(possible)
        self.over: defaultdict[tuple[Place, int], int] = defaultdict(int)
        self.parted: defaultdict[tuple[str, str], int] = defaultdict(int)

    def settle(self, weight_of_wish: int) -> None:
        """Marks are on where that is cheaper."""
        self.prices.constant += sum(min(0, price) for price in self.over.values())
        self.prices.constant += sum(min(0, weight_of_wish - price) for price in self.parted.values())

    def place(self, program_id: str, name: str) -> tuple[Place, int]:
        """A resource, and its room as the night begins."""
        room = self.checker.rooms.of(program_id)
        resource = room.names.index(name)
        return (program_id, resource), room.left[resource]

    def step(self, word: str) -> int:
        step = int(word)
        _expect(1 <= step <= self.prices.depth)
        return step

    def in_force(self, rule_id: str) -> None:
        _expect(rule_id in self.facts.in_force)

    def wish(self, one: str, other: str, wish: str) -> None:
        """Whether a wish joins two children in play."""
        _expect(one in self.facts.standing and other in self.facts.standing)
        _expect((other, wish) in self.checker.night.wishes_of.get(one, ()))

    def lives(self, child_id: str, program_id: str, amount: int) -> None:
        """For a child who enters a program or stays in it."""
        self.prices.enters[child_id, program_id] += amount
        self.prices.stays[child_id, program_id] += amount

    def needed_of(self, place: Place, ids: Sequence[str]) -> int:
        """So many departures that one of these children is among them."""
        leavers = self.possible.leavers(*place)
        return len(leavers) - len(leavers & set(ids)) + 1

    def departs(self, ids: Sequence[str], place: Place, price: int) -> None:
        for child_id in self.possible.leavers(*place) & set(ids):
            self.prices.departs[child_id] += price


def _expect(truth: bool) -> None:
    if not truth:
        raise ValueError


def resource(reader: _Reader, ids: Row, price: int) -> None:
    """Entrants up to a step use at most max(0, room + departures before it); over the limit: only if there are any."""
    program_id, name, word = ids
    place, left = reader.place(program_id, name)
    step = reader.step(word)
    reader.prices.steps.setdefault(place, [0] * (reader.prices.depth + 1))[step] += price
    reader.prices.constant -= price * max(0, left)
    reader.over[place, step] += price * max(0, -left)


def opened(reader: _Reader, ids: Row, price: int) -> None:
    """Nobody enters what begins over its limit, unless its departures make up for that."""
    program_id, name, word, unit_id = ids
    place, left = reader.place(program_id, name)
    _expect(left < 0 and any(unit.unit_id == unit_id for unit in reader.facts.units))
    step = reader.step(word)
    reader.prices.opened.setdefault((*place, unit_id), [0] * (reader.prices.depth + 1))[step] += price
    reader.over[place, step] -= price


def large(reader: _Reader, ids: Row, price: int) -> None:
    """What siblings who enter together use beyond the room, others give back."""
    place, left = reader.place(*ids)
    _expect(left >= 0)
    reader.prices.large[place] += price
    reader.prices.given[place] += price


def leavers(reader: _Reader, ids: Row, price: int) -> None:
    """Siblings who need so many departures need one of these children's."""
    program_id, name, *children = ids
    place, left = reader.place(program_id, name)
    _expect(left >= 0)
    reader.prices.bound[place].append(Binding(reader.needed_of(place, children), price))
    reader.departs(children, place, price)


def _needed_for_both(reader: _Reader, ids: Sequence[str]) -> tuple[Place, int]:
    """Departures that a child needs who enters only if another does."""
    program_id, name, one, other = ids
    place, left = reader.place(program_id, name)
    reader.in_force("together")
    reader.wish(one, other, "together")
    who = reader.facts.standing[other]
    _expect(not (who.may_stay and who.current == program_id))
    _expect(all(reader.checker.rooms.uses(child_id, program_id, 1)[place[1]] for child_id in (one, other)))
    return place, 2 - max(0, left)


def both(reader: _Reader, ids: Row, price: int) -> None:
    """Who enters only with another child needs room for both."""
    place, needed = _needed_for_both(reader, ids)
    _expect(needed > 0)
    reader.prices.enters[ids[2], ids[0]] += needed * price
    reader.prices.given[place] += price


def both_leavers(reader: _Reader, ids: Row, price: int) -> None:
    """Who enters only with another child needs a departure of these children."""
    place, needed = _needed_for_both(reader, ids[:4])
    if needed >= reader.needed_of(place, ids[4:]):
        reader.prices.enters[ids[2], ids[0]] += price
    reader.departs(ids[4:], place, price)


def apart(reader: _Reader, ids: Row, price: int) -> None:
    """Of two children to be kept apart, one does not enter a program in which the other lives."""
    one, other, program_id = ids
    reader.in_force("apart")
    reader.wish(one, other, "apart")
    _keep_from(reader, one, other, [program_id], price)


def no_contact(reader: _Reader, ids: Row, price: int) -> None:
    """Of two children without contact, one does not enter a location at which the other lives."""
    one, other, location_id = ids
    reader.in_force("no_contact")
    reader.wish(one, other, "no_contact")
    here = [program.program_id for program in reader.facts.programs.values() if program.location_id == location_id]
    _keep_from(reader, one, other, here, price)


def _keep_from(reader: _Reader, one: str, other: str, program_ids: Sequence[str], price: int) -> None:
    for program_id in program_ids:
        reader.prices.enters[one, program_id] += price
        reader.lives(other, program_id, price)
    reader.prices.constant -= price


def together(reader: _Reader, ids: Row, price: int) -> None:
    """A child enters a program only if the other lives there too."""
    one, other, program_id = ids
    reader.in_force("together")
    reader.wish(one, other, "together")
    reader.prices.enters[one, program_id] += price
    reader.lives(other, program_id, -price)


def alongside(reader: _Reader, ids: Row, price: int) -> None:
    """A child enters (or stays) and none of these others is there (or enters)."""
    child_id, program_id, how, *others = ids
    reader.in_force("alongside")
    child = reader.facts.standing[child_id].child
    _expect(len(set(others)) == len(others) and child_id not in others and how in ("enters", "stays"))
    for other_id in others:
        other = reader.facts.standing[other_id].child
        at_odds = not (content(child, other) and content(other, child))
        _expect(at_odds and not reader.checker.night.are_siblings(child, other))
        if how == "enters":
            reader.lives(other_id, program_id, price)
        else:
            reader.prices.enters[other_id, program_id] += price
    where = reader.prices.enters if how == "enters" else reader.prices.stays
    where[child_id, program_id] += len(others) * price
    reader.prices.constant -= len(others) * price


def moves(reader: _Reader, ids: Row, price: int) -> None:
    """So many children of an Area move at most."""
    (area_id,) = ids
    reader.in_force("moves")
    _expect(area_id in reader.checker.night.region_of_area)
    reader.prices.moves[area_id] += price
    reader.prices.constant -= price * int(reader.facts.parameters["moves"]["per_area"])


def self_referral(reader: _Reader, ids: Row, price: int) -> None:
    """100 own - percent new <= percent x referrals - 100 x self-referrals of the last year."""
    (area_id,) = ids
    night = reader.checker.night
    reader.in_force("self_referral")
    agency = night.lead_agency_of[area_id]
    _expect(area_id not in night.spent_shares)
    percent = int(reader.facts.parameters["self_referral"]["percent"])
    reader.prices.referrals[area_id] += price
    reader.prices.constant -= price * (percent * agency.referrals_12m - 100 * agency.self_referrals_12m)


def together_preferred(reader: _Reader, ids: Row, price: int) -> None:
    """Two children are not together if one lives here and the other does not, or one lives nowhere."""
    one, other, *where = ids
    _expect(len(where) <= 1)
    reader.wish(one, other, WISH)
    if where:
        reader.lives(one, where[0], price)
        reader.lives(other, where[0], -price)
    else:
        reader.prices.lives[one] -= price
        reader.prices.constant += price
    first, second = sorted((one, other))
    reader.parted[first, second] += price


READINGS: dict[str, Callable[[_Reader, Row, int], None]] = {
    reading.__name__: reading
    for reading in (resource, opened, large, leavers, both, both_leavers, apart, no_contact, together, alongside, moves,
                    self_referral, together_preferred)
}  # fmt: skip
