import pytest

from socopt.matching.resource_rows import resource_use
from socopt.matching.resources import read_resources
from tests.matching.reading import columns_of, places
from tests.nights import ago, born, child, home, need, night_of, service

BABY = born(1)


def room(night, program_id="p"):
    return {row.kind: row.room for row in read_resources(night).rows if row.program_id == program_id}


def test_room_of_every_kind_in_a_family_home():
    """Two occupants (one under two, with a trait), an own child under two with the trait, one bed held."""
    night = night_of(
        [child("a", current_program_id="p", birth_date=BABY), child("b", current_program_id="p"), child("h")],
        [home("p", capacity=6)],
        other_occupants=[{"program_id": "p", "occupant_id": "own", "age": 1, "traits": "fire_setting"}],
        holds=[{"program_id": "p", "child_id": "h", "reason": "hospital"}],
        traits=[{"child_id": "a", "trait": "fire_setting", "strength": "preferred"}],
        program_limits=[{"program_id": "p", "trait": "fire_setting", "at_most": 3}],
    )
    assert room(night) == {"beds": 2, "in_home": 2, "foster_in_home": 1, "under_2": 0, "trait:fire_setting": 1}


def test_a_group_home_has_beds_only():
    assert room(night_of([], [home("p", setting="group_home", capacity=8)])) == {"beds": 8}


@pytest.mark.parametrize(("available", "beds"), [(None, 3), (0, 0), (2, 2), (9, 3)])
def test_no_more_beds_than_the_program_says_are_available(available, beds):
    assert room(night_of([], [home("p", capacity=3, available=available)]))["beds"] == beds


def test_a_home_over_its_licence_has_less_than_no_room():
    occupants = [child(each, current_program_id="p") for each in "abcde"]
    assert room(night_of(occupants, [home("p", capacity=3)])) == {
        "beds": -2, "in_home": 1, "foster_in_home": -1, "under_2": 2,
    }  # fmt: skip


@pytest.mark.parametrize(("until", "beds"), [(ago(1), 1), (ago(0), 0), (None, 0)])
def test_a_hold_counts_until_its_last_day(until, beds):
    holds = [{"program_id": "p", "child_id": "h", "reason": "visit", "until": until}]
    assert room(night_of([child("h")], [home("p")], holds=holds))["beds"] == beds


def test_a_child_returns_to_the_bed_held_for_it_and_nobody_else_does():
    """The hold takes the bed; for the child itself there is room."""
    holds = [{"program_id": "p", "child_id": "h", "reason": "hospital"}]
    night = night_of([child("h"), child("w", tonight_at="office")], [home("p")], holds=holds)
    assert places(night) == {"Lh": "p", "Lw": None}


@pytest.mark.parametrize(
    ("region_id", "area_id", "beds"), [("R1", "A3", 2), ("R1", None, 2), ("R2", "A3", None), (None, "A3", None)]
)
def test_statewide_beds_outside_a_region_are_those_allotted_to_its_run(region_id, area_id, beds):
    program = home("p", capacity=9, catchment="state", area_id=area_id)
    allotments = [{"region_id": "R1", "program_id": "p", "beds": 2}]
    night = night_of([], [program], region_id=region_id, allotments=allotments)
    assert room(night).get("allotment") == beds


def test_without_an_allotment_a_regions_run_gets_none_of_a_statewide_program():
    night = night_of([], [home("p", catchment="state", area_id="A3")], region_id="R1")
    assert room(night)["allotment"] == 0


def test_a_departure_does_not_refill_an_allotment():
    night = night_of([], [home("p", catchment="state", area_id="A3")], region_id="R1")
    assert {row.kind: row.refilled for row in read_resources(night).rows}["allotment"] is False


@pytest.mark.parametrize(("available", "units"), [(None, 10), (4, 4), (12, 10)])
def test_a_community_program_has_units_a_week(available, units):
    assert room(night_of([], [service("p", available=available)])) == {"units": units}


def test_a_line_uses_its_units_and_a_child_what_it_is():
    """A baby that moves uses a bed from its step on, and gives its own back from the step after."""
    night = night_of(
        [child("a", birth_date=BABY, status="must_move", current_program_id="q"), child("b")],
        [home("p"), home("q"), service("m")],
        [need("a"), need("b", service="mentoring", units=3)],
    )
    columns, resources = columns_of(night), read_resources(night)
    use = resource_use(columns, resources, 3)
    found = {
        (resources.rows[resource].program_id, resources.rows[resource].kind, amount, since)
        for resource, amount, since in zip(use.resource.tolist(), use.amount.tolist(), use.since.tolist(), strict=True)
    }
    kinds = ("beds", "in_home", "foster_in_home", "under_2")
    assert found == {("m", "units", 3, 0)} | {
        (program, kind, amount, since) for program, amount, since in (("p", 1, 3), ("q", -1, 4)) for kind in kinds
    }


def test_a_limit_that_another_of_the_same_children_implies_binds_nobody():
    """Of beds, children in the home and foster children in it: the one with the least room, the first of equals."""
    night = night_of(
        [child("a", birth_date=BABY, current_program_id="q")],
        [home("p", capacity=9), home("q", capacity=2), service("m")],
        program_limits=[{"program_id": "q", "trait": "fire_setting", "at_most": 1}],
    )
    binding = read_resources(night).binding()
    found = {(row.program_id, row.kind): row.room for row in binding.rows}
    assert found == {
        ("m", "units"): 10, ("p", "foster_in_home"): 4, ("p", "under_2"): 2,
        ("q", "beds"): 1, ("q", "under_2"): 1, ("q", "trait:fire_setting"): 1,
    }  # fmt: skip
    position = night.instance.travel.program_position
    assert {name: len(binding.of_program(at)) for name, at in position.items()} == {"m": 1, "p": 2, "q": 3}
    assert [row.room for row in binding.rows] == binding.room.tolist()
