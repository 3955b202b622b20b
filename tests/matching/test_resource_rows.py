import pytest

from socopt.check import verify
from socopt.matching import match
from socopt.policy import default_policy
from tests.matching.reading import places, plan_of
from tests.nights import ago, born, child, home, need, night_of

READY = {"status": "ready_to_move", "ready_since": ago(10)}


def depth(steps):
    return default_policy().with_parameter("chains", "max_depth", steps)


def chain_of_three(policy=None):
    """Only r1 (8 years) fits the vacant home v; only r2 (12) fits r1's home a; only w (16) fits r2's home b."""
    return night_of(
        [
            child("r1", birth_date=born(8), current_program_id="a", target_level=1, **READY),
            child("r2", birth_date=born(12), current_program_id="b", target_level=2, **READY),
            child("w", birth_date=born(16)),
        ],
        [
            home("v", levels="1", max_age=9),
            home("a", levels="2", min_age=10, max_age=14),
            home("b", levels="3", min_age=15),
        ],
        [need("r1", level=1), need("r2", level=2), need("w", level=3)],
        policy=policy,
    )


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (1, {"Lr1": "v", "Lr2": "b", "Lw": None}),
        (2, {"Lr1": "v", "Lr2": "a", "Lw": None}),
        (3, {"Lr1": "v", "Lr2": "a", "Lw": "b"}),
    ],
)
def test_a_chain_is_no_longer_than_the_policy_allows(steps, expected):
    assert places(chain_of_three(depth(steps))) == expected


def test_each_entry_of_a_chain_follows_the_departure_before_it():
    rows = plan_of(chain_of_three())
    assert {line: row.step for line, row in rows.items()} == {"Lr1": 1, "Lr2": 2, "Lw": 3}
    assert {row.chain_id for row in rows.values()} == {"chain-001"}


def test_nobody_takes_a_bed_before_it_is_free():
    """Two holders want each other's place and nothing is vacant: without swaps both stay."""
    ready = {"status": "must_move", "must_leave_by": ago(-1), "tonight_at": "program"}
    children = [child("a", current_program_id="p", **ready), child("b", current_program_id="q", **ready)]
    programs = [home("p"), home("q")]
    assert places(night_of(children, programs)) == {"La": "p", "Lb": "q"}
    swaps = default_policy().with_parameter("chains", "swaps", True)
    assert places(night_of(children, programs, policy=swaps)) == {"La": "q", "Lb": "p"}


def over_by_one(beds_elsewhere, **columns):
    """Home p holds two where one is licensed; both may leave for q; only w (16) waits for p."""
    return night_of(
        [
            child("w", birth_date=born(16)),
            *(child(each, current_program_id="p", target_level=1, **READY) for each in "bc"),
        ],
        [
            home("p", min_age=15, **{"levels": "2", **columns}),
            home("q", levels="1", max_age=12, capacity=beds_elsewhere),
        ],
    )


@pytest.mark.parametrize(("beds_elsewhere", "where"), [(0, None), (1, None), (2, "p")])
def test_a_home_over_by_one_needs_two_departures_before_one_entrant(beds_elsewhere, where):
    night = over_by_one(beds_elsewhere)
    result = match(night.instance)
    assert {row.line_id: row.program_id for row in result.plan.recommendations}["Lw"] == where
    assert verify(night.instance, result.plan).ok


def test_a_home_at_its_limit_needs_one():
    assert places(over_by_one(1, capacity=2))["Lw"] == "p"


def test_a_trait_limit_that_is_reached_takes_nobody_else_with_the_trait():
    traits = [{"child_id": each, "trait": "fire_setting", "strength": "preferred"} for each in "ab"]
    limits = [{"program_id": "p", "trait": "fire_setting", "at_most": 1}]
    night = night_of([child(each) for each in "abc"], [home("p", capacity=3)], traits=traits, program_limits=limits)
    found = places(night)
    assert found["Lc"] == "p"
    assert sorted([found["La"], found["Lb"]], key=str) == [None, "p"]
