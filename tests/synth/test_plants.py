"""On the bundled night every rule refuses somebody on its own, and every limit has a situation in which it binds."""

from collections import Counter
from functools import cache

import pytest

from socopt.policy import Night, admission, default_policy
from socopt.policy.pair_rules import PAIR_RULES
from socopt.synth.dice import Dice
from socopt.synth.night import draft_night
from socopt.synth.plants import PLANTS
from socopt.synth.presets import order_for
from tests.synth.nights import SEEDS, read_night


@cache
def lone_refusals(seed: int) -> tuple[Counter[str], Counter[str]]:
    """How many pairs each rule refuses alone, and how often each floor yielded."""
    night = read_night(seed)
    refused: Counter[str] = Counter()
    yielded: Counter[str] = Counter()
    for unit in night.units:
        for line in unit.lines:
            for program in night.programs.values():
                if (program.service == "placement") == line.is_placement:
                    verdict = admission(night, line.line_id, program.program_id)
                    if len(verdict.refusals) == 1:
                        refused[verdict.refusals[0].rule.rule_id] += 1
                    yielded.update(verdict.below_floor if verdict.admitted else ())
    return refused, yielded


def rules_of_2004() -> list[str]:
    """Pair rules in force on the nights of 2004."""
    rules = default_policy().rules
    return sorted(rule_id for rule_id in PAIR_RULES if rules[rule_id].in_force(read_night(1).night))


@pytest.mark.parametrize("rule_id", rules_of_2004())
def test_each_pair_rule_alone_refuses_several_pairs(rule_id: str) -> None:
    at_least = 1 if rule_id == "setting_age" else 3  # children too young for a setting are few
    assert lone_refusals(1)[0][rule_id] >= at_least


@pytest.mark.parametrize("rule_id", ["level", "distance"])
def test_each_floor_yields_to_children_without_a_safe_bed(rule_id: str) -> None:
    assert lone_refusals(1)[1][rule_id] >= 3


def test_every_situation_is_planted_on_the_bundled_night() -> None:
    planted = draft_night(order_for(preset="region", seed=1, children=None, in_play="night", region_id=None)).planted
    wanted = {name: times for name, _, times in PLANTS}
    assert planted.keys() == wanted.keys()
    assert all(1 <= planted[name] <= wanted[name] for name in wanted)
    assert sum(planted.values()) >= 0.9 * sum(wanted.values())


def test_what_people_accepted_is_possible() -> None:
    for seed in SEEDS:
        night = read_night(seed)
        assert night.pinned
        for line_id, programs in night.pinned.items():
            (program_id,) = programs
            verdict = admission(night, line_id, program_id)
            assert verdict.admitted, [str(refusal) for refusal in verdict.refusals]


@pytest.mark.parametrize("wish", ["together", "together_preferred", "apart", "no_contact"])
def test_every_wish_stands_between_two_in_play_and_towards_a_settled_child(wish: str) -> None:
    night = read_night(1)
    pairs = [(row.child_a, row.child_b) for row in night.instance.records("pair_wishes") if row.wish == wish]
    playing = [night.in_play(one) + night.in_play(other) for one, other in pairs]
    assert {1, 2} <= set(playing)


@pytest.mark.parametrize(
    "kind", ["must_place", "must_not", "no_move_until", "follow_court", "icpc_approved", "icpc_pending"]
)
def test_every_kind_of_order_is_active_for_a_child_in_play(kind: str) -> None:
    night = read_night(1)
    assert any(order.kind == kind for child_id in night.placement_unit_of for order in night.orders_of(child_id))


@pytest.mark.parametrize("alongside", ["solo", "only_older", "only_younger"])
def test_some_settled_children_may_not_live_with_everybody(alongside: str) -> None:
    assert any(c.alongside == alongside and c.status == "settled" for c in read_night(1).children.values())


def family_homes(night: Night) -> list[tuple[int, int, int, int]]:
    """Of every family home: free beds, children in it, foster children, and those under two."""
    homes = []
    for program in night.programs.values():
        if program.setting in night.policy.parameters["family_home"]["settings"]:
            ours = night.occupants_of.get(program.program_id, ())
            held = night.holds_of.get(program.program_id, ())
            others = night.others_of.get(program.program_id, ())
            infants = sum(night.age(child) < 2 for child in ours) + sum(other.age < 2 for other in others)
            living = len(ours) + len(held) + len(others)
            homes.append((program.capacity - living, living, len(ours) + len(held), infants))
    return homes


def test_licences_leave_fewer_places_than_beds_somewhere() -> None:
    limits = read_night(1).policy.parameters["family_home"]
    homes = family_homes(read_night(1))
    assert any(free > limits["max_children"] - living >= 0 for free, living, _, _ in homes), "six in a home"
    assert sum(free > limits["max_foster"] - foster >= 0 for free, _, foster, _ in homes) >= 3, "four foster children"
    assert any(free > limits["max_under_2"] - infants >= 1 for free, _, _, infants in homes), "two under two"
    assert sum(free < 0 for free, _, _, _ in homes) == 3, "over their licence"


def test_some_programs_have_as_many_children_with_a_trait_as_they_may() -> None:
    night = read_night(1)
    full = 0
    for limit in night.instance.records("program_limits"):
        residents = night.occupants_of.get(limit.program_id, ())
        full += sum(limit.trait in night.traits_of.get(child.child_id, ()) for child in residents) >= limit.at_most
    assert full >= 3


def test_some_statewide_programs_have_more_free_beds_than_the_region_may_use() -> None:
    night = read_night(1)
    beyond = 0
    for allotment in night.instance.records("allotments"):
        program = night.programs[allotment.program_id]
        beyond += program.capacity - len(night.others_of.get(program.program_id, ())) > allotment.beds
    assert beyond >= 3


def test_lead_agencies_stand_below_near_and_beyond_their_share() -> None:
    night = read_night(1)
    shares = [100 * row.self_referrals_12m / row.referrals_12m for row in night.lead_agency_of.values()]
    assert any(share > 30 for share in shares)
    assert any(29 <= share <= 30 for share in shares)
    assert any(share < 20 for share in shares)


def test_options_splits_holds_and_open_recommendations_are_there() -> None:
    night = read_night(1)
    options = [unit for unit in night.units if unit.is_placement and len(unit.lines) > 1]
    assert any(night.holds_bed(unit.child) for unit in options)
    assert any(not night.holds_bed(unit.child) for unit in options)
    assert sum(line.splittable for line in night.lines.values()) >= 10
    returning = [hold for holds in night.holds_of.values() for hold in holds if night.in_play(hold.child_id)]
    away = [hold for holds in night.holds_of.values() for hold in holds if not night.in_play(hold.child_id)]
    assert returning
    assert away
    decided = set(night.pinned) | {line_id for line_id, _ in night.declined}
    last = night.instance.records("last_night")
    assert sum(row.kind in ("place", "move") and row.line_id not in decided for row in last) >= 3


def test_children_to_whom_icwa_applies_and_homes_of_every_standing_are_there() -> None:
    night = read_night(1)
    assert sum(child.icwa != "no" and night.in_play(child.child_id) for child in night.children.values()) >= 3
    assert {"tribal_licensed", "indian_home"} & {program.icwa_standing for program in night.programs.values()}
    assert "tribal_institution" in {program.icwa_standing for program in night.programs.values()}


def test_siblings_wait_in_groups_that_one_home_could_take_and_in_one_too_large_to_read_whole() -> None:
    night = read_night(1)
    sizes = Counter(night.children[part[0]].sibling_group_id for part in night.sibling_parts)
    assert max(sizes.values()) == 2
    assert sum(len(part) in (2, 3) for part in night.sibling_parts) >= 4


def test_chance_is_even() -> None:
    dice = Dice(1, "even")
    assert Counter(dice.whole(1, 4) for _ in range(4000)).keys() == {1, 2, 3, 4}
    heads = sum(dice.chance(0.25) for _ in range(4000))
    assert 900 < heads < 1100
    assert sorted(dice.shuffled(range(9))) == list(range(9))
    assert len(set(dice.sample({"a": 1.0, "b": 0.0, "c": 2.0}, 3))) == 2
    assert dice.weighted({"never": 0.0, "always": 1.0}) == "always"
