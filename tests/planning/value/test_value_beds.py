"""Beds are worth what matching again shows: by hand where that is plain, else beside the match of such a night."""

import pytest

import socopt
from socopt.errors import UsageError
from socopt.matching import Params
from socopt.matching.bed_ladder import match_bed_by_bed
from socopt.planning.value import PROGRAM_ID, NightSampler, counting, propose
from socopt.policy import default_planning_policy, default_policy
from socopt.runs.value_beds import BedsAsked, value_beds
from tests.planning.value.worlds import two_deaf_children

LEVEL = 2


def value(instance, **wanted):
    nights = wanted.pop("nights", 4)
    relax = wanted.pop("relax", ())
    asked = {"population": "deaf", "level": LEVEL, "area_id": "A1", "beds": 3, **wanted}
    return value_beds(instance, BedsAsked(**asked), nights=nights, relax=relax, seed=1)


def test_two_children_whom_nobody_else_takes_make_two_beds_worth_a_child_night_each_and_a_third_nothing():
    found = value(two_deaf_children(capacity=0))
    assert [bed.children.mean for bed in found.beds] == [1, 1, 0]
    assert [bed.used.mean for bed in found.beds] == [1, 1, 0]
    assert [(bed.children.low, bed.children.high) for bed in found.beds] == [(1, 1), (1, 1), (0, 0)]
    assert {night.members for night in found.nights} == {2}
    assert found.proven


def test_where_a_home_has_room_for_them_a_bed_is_worth_nothing():
    found = value(two_deaf_children(serves=("deaf",), capacity=9))
    assert [bed.children.mean for bed in found.beds] == [0, 0, 0]


def test_a_bed_costs_what_the_design_says_of_one_more():
    found = value(two_deaf_children(capacity=0))
    design = default_planning_policy().design_for(LEVEL)
    assert [bed.cents for bed in found.beds] == [
        design.cents_a_day(1), design.bed_cents, design.bed_cents,
    ]  # fmt: skip
    assert found.beds[0].cents_a_child_night == design.cents_a_day(1)
    assert found.beds[2].cents_a_child_night is None


def test_a_foster_care_program_of_many_beds_is_several_homes():
    """One home may hold four foster children; five beds take the two children and three others who wait."""
    found = value(two_deaf_children(capacity=0), beds=5, nights=6, open_to_all=True)
    assert default_planning_policy().design_for(LEVEL).setting == "treatment_foster_home"
    assert all(night.beds[-1].used == min(5, 2 + night.waiting) for night in found.nights)


def test_beds_kept_for_a_population_take_nobody_else_and_open_ones_do():
    def used(**wanted):
        night = value(two_deaf_children(capacity=0), beds=4, nights=4, **wanted).nights
        return [(each.waiting, each.beds[-1].used) for each in night]

    assert {number for _, number in used()} == {2}
    assert all(number == 2 + min(waiting, 2) for waiting, number in used(open_to_all=True))
    assert any(waiting for waiting, _ in used(open_to_all=True))


def test_a_rule_that_keeps_them_out_is_worth_as_many_children_as_a_bed():
    """The spare home serves no trait: without the rule of competencies it takes one of the two."""
    found = value(two_deaf_children(capacity=1), relax=("competency", "distance"))
    worth = {rule.rule: rule.children.mean for rule in found.rules}
    free = sum(night.waiting == 0 for night in found.nights) / len(found.nights)
    assert worth == {"competency": free, "distance": 0}


def test_the_same_seed_gives_the_same_nights_and_another_seed_others():
    instance = two_deaf_children(capacity=1)
    policy, planning = default_policy(), default_planning_policy()
    program = propose(instance, None, design=planning.design_for(2), level=2, area_id="A1")

    def waiting(seed):
        sampler = NightSampler(instance, policy, program, most=1, seed=seed)
        return [night.waiting for night in sampler.nights(6)]

    assert waiting(3) == waiting(3)
    assert waiting(3) != waiting(4)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"nights": 1}, "expected 2 or more"),
        ({"beds": 0}, "expected 1 or more"),
        ({"area_id": "A9"}, "'A9' is not in the instance"),
        ({"regions": ("R9",)}, "'R9' is not in the instance"),
        ({"relax": ("distanse",)}, "distance"),
        ({"population": "fire_setting"}, "nobody has the trait"),
        ({"population": "deaf:F"}, "in no month of the window"),
        ({"settings": ("shelter",)}, "in no month of the window"),
        ({"population": None, "level": None}, "say the level"),
    ],
)
def test_what_cannot_be_valued_is_said(wanted, words):
    with pytest.raises(UsageError, match=words):
        value(two_deaf_children(), **wanted)


@pytest.fixture(scope="module")
def proposed_night():
    """A synthetic night with a proposed group home of five beds."""
    instance = socopt.synthesize(seed=5, children=150)
    planning = default_planning_policy()
    region_id = instance.manifest.region_id
    area_id = next(area.area_id for area in instance.areas.values() if area.region_id == region_id)
    program = propose(instance, None, design=planning.design_for(4), level=4, area_id=area_id)
    sampler = NightSampler(instance, default_policy(), program, most=5, seed=2)
    return next(iter(sampler.nights(1))).instance


def test_bed_by_bed_gives_the_tiers_of_a_match_with_that_many_beds(proposed_night):
    """Each number of beds is matched by ``socopt.match`` from nothing, on a night with that capacity."""
    policy = counting(default_policy())
    tried = match_bed_by_bed(proposed_night, policy, [PROGRAM_ID], most=5, params=Params(seed=0))
    for each in tried:
        programs = proposed_night.table("programs")
        programs.loc[programs["program_id"] == PROGRAM_ID, "capacity"] = each.beds
        alone = socopt.match(proposed_night.replace(programs=programs), policy)
        assert each.proven
        assert each.tiers == {tier.name: tier.best for tier in alone.plan.tiers}
    assert tried[0].tiers != tried[-1].tiers
