"""Rules of the plan as a whole, one function a rule (docs/model.md, sections 2 and 4)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from socopt.check.chains import Traffic
from socopt.check.enterable import Enterable
from socopt.check.facts import Facts
from socopt.check.outcomes import HOME, Outcome
from socopt.check.purses import price_of
from socopt.check.room import Rooms
from socopt.check.verdict import Violation
from socopt.domain.records import Child


class Aftermath:
    """Where everybody lives after the plan."""

    def __init__(self, facts: Facts, rooms: Rooms, enterable: Enterable, outcomes: Sequence[Outcome],
                 moving: Mapping[str, Traffic]) -> None:  # fmt: skip
        self.facts = facts
        self.rooms = rooms
        self.enterable = enterable
        self.outcomes = outcomes
        self.moving = moving
        self.of_child = {outcome.child.child_id: outcome for outcome in outcomes if outcome.unit.is_placement}
        self.placed = [outcome for outcome in outcomes if outcome.is_placed]

    def lives_in(self, child_id: str) -> str | None:
        """Program or ``home`` of a child in play; None where it is unserved."""
        outcome = self.of_child.get(child_id)
        return outcome.lives_in if outcome else None

    @cached_property
    def residents(self) -> Mapping[str, list[Outcome]]:
        """Children in play by the program they live in."""
        found: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.of_child.values():
            if outcome.lives_in not in (None, HOME):
                found[outcome.lives_in].append(outcome)
        return found

    def siblings_with(self, outcome: Outcome) -> int:
        """Siblings who live with a child after the plan: of its part, and those not in play."""
        if outcome.program_id is None:
            return 0
        who = self.facts.standing[outcome.child.child_id]
        together = sum(self.lives_in(other) == outcome.program_id for other in who.siblings)
        return together + self.facts.settled_siblings_at(outcome.child, outcome.program_id)


Check = Callable[[Aftermath], Iterator[Violation]]


def plan_violations(after: Aftermath) -> list[Violation]:
    """Every plan rule in force."""
    found: list[Violation] = []
    for rule_id, check in CHECKS.items():
        if rule_id not in after.facts.night.policy.rules or rule_id in after.facts.in_force:
            found.extend(check(after))
    return found


def move_nearer(after: Aftermath) -> Iterator[Violation]:
    """A ready child moves to its target level, or nearer to it."""
    for outcome in after.placed:
        careful = after.facts.standing[outcome.child.child_id].moves_with_care
        if careful and outcome.program_id and not after.facts.is_nearer(outcome.line, outcome.program_id):
            yield outcome.violation("move_nearer", "not nearer to the target level than the current program")


def move_no_worse(after: Aftermath) -> Iterator[Violation]:
    """A ready child loses no sibling and no community by its move."""
    for outcome in after.placed:
        who = after.facts.standing[outcome.child.child_id]
        if not who.moves_with_care or who.current is None or outcome.program_id is None:
            continue
        left, found = after.facts.siblings_left[outcome.child.child_id], after.siblings_with(outcome)
        if found < left:
            yield outcome.violation("move_no_worse", f"{found} siblings there, {left} where it lives")
        elif not after.enterable.keeps_community(outcome.line, outcome.program_id):
            yield outcome.violation("move_no_worse", "farther from its community than where it lives")


def lonely(after: Aftermath, outcome: Outcome) -> bool:
    """Whether a child is placed without any sibling while another of its part needs a place too."""
    who = after.facts.standing[outcome.child.child_id]
    return bool(who.needs_place and who.waiting and not after.siblings_with(outcome))


def siblings_apart(after: Aftermath) -> Iterator[Violation]:
    """Safe children who need a place are not placed without any sibling."""
    yields = after.facts.night.policy.rules["siblings_apart"].floor
    for outcome in after.placed:
        who = after.facts.standing[outcome.child.child_id]
        if lonely(after, outcome) and not (yields and who.unsafe):
            yield outcome.violation("siblings_apart", f"placed without {', '.join(who.waiting)}")


def _both_stay(one: Outcome, other: Outcome) -> bool:
    return one.kind == "stay" and other.kind == "stay"


def _wished(after: Aftermath, wanted: str) -> Iterator[tuple[Outcome, Outcome]]:
    for one, other, wish in after.facts.wishes_in_play:
        if wish == wanted and one in after.of_child and other in after.of_child:
            yield after.of_child[one], after.of_child[other]


def _names(one: Outcome, other: Outcome) -> str:
    return f"{one.child.child_id} and {other.child.child_id}"


def _program_of(outcome: Outcome) -> str | None:
    return None if outcome.lives_in == HOME else outcome.lives_in


def apart(after: Aftermath) -> Iterator[Violation]:
    """Children to be kept apart do not come to live in one program."""
    for one, other in _wished(after, "apart"):
        place = _program_of(one)
        if place is not None and place == _program_of(other) and not _both_stay(one, other):
            yield (one if one.is_placed else other).violation("apart", _names(one, other))


def no_contact(after: Aftermath) -> Iterator[Violation]:
    """Children without contact do not come to live at one location."""
    programs = after.facts.programs
    for one, other in _wished(after, "no_contact"):
        here, there = _program_of(one), _program_of(other)
        if here is None or there is None or _both_stay(one, other):
            continue
        if programs[here].location_id == programs[there].location_id:
            yield (one if one.is_placed else other).violation("no_contact", _names(one, other))


def together(after: Aftermath) -> Iterator[Violation]:
    """A child enters a program only with the one it is to be together with."""
    for one, other in _wished(after, "together"):
        if (one.is_placed or other.is_placed) and one.lives_in != other.lives_in:
            yield (one if one.is_placed else other).violation("together", _names(one, other))


def alongside(after: Aftermath) -> Iterator[Violation]:
    """Children who cannot live with each other do not come to do so."""
    for residents in after.residents.values():
        for index, one in enumerate(residents):
            for other in residents[index + 1 :]:
                if _both_stay(one, other) or after.facts.night.are_siblings(one.child, other.child):
                    continue
                if not (content(one.child, other.child) and content(other.child, one.child)):
                    yield (one if one.is_placed else other).violation("alongside", _names(one, other))


def content(child: Child, other: Child) -> bool:
    """Whether a child may live with another, as far as it goes."""
    wanted = child.alongside
    if wanted == "only_older":
        return other.birth_date < child.birth_date
    if wanted == "only_younger":
        return other.birth_date > child.birth_date
    return wanted != "solo"


def moves(after: Aftermath) -> Iterator[Violation]:
    """No more children of an Area move than can be moved well."""
    at_most = after.facts.parameters["moves"]["per_area"]
    movers: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in after.of_child.values():
        goes_home = outcome.kind == "serve" and after.facts.standing[outcome.child.child_id].may_stay
        if outcome.kind == "move" or goes_home:
            movers[outcome.child.home_area_id].append(outcome)
    for area, found in movers.items():
        if len(found) > at_most:
            yield found[-1].violation("moves", f"{len(found)} children of Area {area} move, at most {at_most}")


def self_referral(after: Aftermath) -> Iterator[Violation]:
    """A Lead Agency keeps within its share; children without a safe bed do not count.

    An agency beyond its share already is the matter of ``share_used_up``: no plan could keep this row for it.
    """
    night, percent = after.facts.night, after.facts.parameters["self_referral"]["percent"]
    new: Counter[str] = Counter()
    own: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in after.outcomes:
        if not outcome.enters or outcome.program_id is None or outcome.child.child_id in night.unsafe:
            continue
        area = outcome.child.home_area_id
        new[area] += 1
        agency = night.lead_agency_of.get(area)
        if agency is not None and agency.provider_id == after.facts.programs[outcome.program_id].provider_id:
            own[area].append(outcome)
    for area, found in own.items():
        agency = night.lead_agency_of[area]
        selves, all_ = agency.self_referrals_12m + len(found), agency.referrals_12m + new[area]
        if 100 * selves > percent * all_ and area not in night.spent_shares:
            yield found[-1].violation(
                "self_referral", f"{selves} of {all_} referrals of Area {area} to its Lead Agency"
            )


def icwa(after: Aftermath) -> Iterator[Violation]:
    """The ICWA order of preference is kept as far as there is room."""
    night = after.facts.night
    for outcome in after.placed:
        child, program_id = outcome.child, outcome.program_id
        if child.icwa == "no" or program_id is None or program_id in night.ordered_programs(child.child_id):
            continue
        rank = night.icwa_rank(child.child_id, after.facts.programs[program_id])
        for better, better_id in after.enterable.preferred(outcome.line):
            if better >= rank:
                break
            if better_id != program_id and _has_room(after, child.child_id, better_id):
                yield outcome.violation(
                    "icwa", f"{better_id} of rank {better} has room; {program_id} is of rank {rank}"
                )
                break


def budget(after: Aftermath) -> Iterator[Violation]:
    """A capped funding line spends no more a day than it may; children without a safe bed are exempt."""
    purses, programs = after.facts.purses, after.facts.programs
    if not purses:
        return
    more: Counter[str] = Counter()
    entries: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in after.outcomes:
        if outcome.child.child_id in after.facts.night.unsafe:
            continue
        if outcome.departs and outcome.current is not None:
            left = programs[outcome.current]
            more[left.funding_line or ""] -= price_of(left)
        if outcome.enters and outcome.program_id is not None:
            entered = programs[outcome.program_id]
            more[entered.funding_line or ""] += price_of(entered, None if outcome.is_placed else outcome.units)
            entries[entered.funding_line or ""].append(outcome)
    for name, purse in purses.items():
        spent = purse.spent_tonight + more[name]
        if spent > purse.most:
            yield entries[name][-1].violation("budget", f"{name} spends {spent} cents a day, at most {purse.most}")


def _has_room(after: Aftermath, child_id: str, program_id: str) -> bool:
    room = after.rooms.of(program_id)
    return not room.begins_over and after.enterable.fits(child_id, program_id, after.moving)


CHECKS: dict[str, Check] = {
    "move_nearer": move_nearer,
    "move_no_worse": move_no_worse,
    "siblings_apart": siblings_apart,
    "apart": apart,
    "no_contact": no_contact,
    "together": together,
    "alongside": alongside,
    "moves": moves,
    "self_referral": self_referral,
    "icwa": icwa,
    "budget": budget,
}
