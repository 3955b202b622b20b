"""Beds exchanged in one step: only where the policy permits it, at any step, with siblings, and never counted twice."""

from socopt.check import verify
from socopt.matching import match
from socopt.policy import default_policy
from tests.nights import NIGHT, ago, born, child, home, instance_of

SWAPS = default_policy().with_parameter("chains", "swaps", True)


def leaver(child_id, program_id, **columns):
    return child(child_id, current_program_id=program_id, status="must_move", must_leave_by=NIGHT, **columns)


def steps(instance, policy=SWAPS):
    """(program, step) by line of the recommended entries; the plan keeps every rule."""
    plan = match(instance, policy).plan
    verdict = verify(instance, plan, policy)
    assert verdict.ok, verdict.summary()
    return {row.line_id: (row.program_id, row.step) for row in plan.recommendations if row.kind in ("place", "move")}


def test_two_exchange_beds_only_where_the_policy_permits_it():
    later = {"status": "must_move", "must_leave_by": ago(-9)}
    night = instance_of(
        [child("a", current_program_id="p", **later), child("b", current_program_id="q", **later)],
        [home("p"), home("q")],
    )
    assert steps(night, default_policy()) == {}
    assert steps(night) == {"La": ("q", 1), "Lb": ("p", 1)}


def test_an_exchange_waits_for_a_departure_from_an_over_full_home():
    night = instance_of(
        [leaver("a", "p", sex="F"), leaver("b", "q", sex="M"), leaver("c", "p", birth_date=born(15))],
        [home("p", sexes="M", max_age=12), home("q", sexes="F", max_age=12), home("r", min_age=15)],
    )
    assert steps(night) == {"La": ("q", 2), "Lb": ("p", 2), "Lc": ("r", 1)}


def test_siblings_exchange_homes_with_siblings():
    children = [
        *(leaver(each, "p", sex="F", sibling_group_id="S") for each in "ab"),
        *(leaver(each, "q", sex="M", sibling_group_id="T") for each in "cd"),
    ]
    night = instance_of(children, [home("p", capacity=2, sexes="M"), home("q", capacity=2, sexes="F")])
    assert {line: program for line, (program, _) in steps(night).items()} == {
        "La": "q",
        "Lb": "q",
        "Lc": "p",
        "Ld": "p",
    }


def test_whoever_exchanges_may_come_to_a_sibling_who_stays():
    stays = child("s", current_program_id="q", status="must_move", must_leave_by=ago(-5), sibling_group_id="S")
    night = instance_of(
        [leaver("a", "p", sex="F", sibling_group_id="S"), leaver("b", "q", sex="M"), stays],
        [home("p", sexes="M"), home("q", capacity=2, sexes="F")],
    )
    assert steps(night) == {"La": ("q", 1), "Lb": ("p", 1)}


def test_without_swaps_opposite_trips_into_vacant_beds_free_nothing_at_their_own_step():
    """a and b cross through vacant beds at step 1; c takes a bed they leave, at step 2."""
    night = instance_of(
        [leaver("a", "p", sex="F"), leaver("b", "q", sex="M"), child("c", sex="M"), child("d", sex="M")],
        [home("p", capacity=2, sexes="M"), home("q", capacity=2, sexes="F")],
    )
    found = steps(night, default_policy())
    assert found["La"] == ("q", 1)
    assert sorted(found[line] for line in found if line != "La") == [("p", 1), ("p", 2)]


def test_an_icwa_child_is_not_placed_beside_a_better_home_that_empties_late():
    """The home counts as having room when everybody has moved, whichever step the move is planned at."""
    later = {"status": "must_move", "must_leave_by": ago(-9)}
    night = instance_of(
        [
            child("c", icwa="yes", birth_date=born(5)),
            child("m", current_program_id="p", birth_date=born(15), **later),
            child("n", current_program_id="r", birth_date=born(17), **later),
        ],
        [
            home("p", icwa_standing="indian_home", area_id="A3", max_age=8),
            home("q", max_age=8),
            home("r", min_age=15, max_age=16, capacity=2),
            home("s", min_age=17),
        ],
    )
    assert steps(night, default_policy()) == {"Lc": ("p", 2), "Lm": ("r", 1), "Ln": ("s", 1)}
