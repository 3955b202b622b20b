"""Candidates a plan was made from, and improvements it overlooked."""

from dataclasses import replace
from functools import partial

import pytest

from socopt.check import verify
from socopt.policy import default_policy
from tests.check.plans import candidates_of, plan_of, rows, rules_broken
from tests.nights import ago, child, home, need, night_of, service

ONE = night_of([child("a")], [home("p"), home("x", max_age=5)])


def broken(night, specs, candidates):
    return rules_broken(night, rows(night, *specs), candidates=candidates_of(candidates))


def test_true_candidates_pass():
    """Exactly the pairs that the rules admit."""
    assert broken(ONE, ["La place p"], {"La": "p"}) == set()


def test_candidate_that_a_rule_refuses():
    """A pair that the scalar reading refuses is a wrong candidate."""
    assert broken(ONE, ["La place p"], {"La": "px"}) == {"wrong_candidate"}


def test_candidate_of_an_unknown_line():
    """Lines that are not in play have no candidates."""
    assert broken(ONE, ["La place p"], {"La": "p", "Lz": "p"}) == {"wrong_candidate"}


def test_recommended_pair_that_is_no_candidate():
    """What is recommended was a candidate."""
    assert broken(ONE, ["La place p"], {"La": ""}) == {"missing_candidate"}


def test_admitted_pair_that_is_no_candidate():
    """A pair that every rule admits, with room, is missed."""
    night = night_of([child("a")], [home("p"), home("q")])
    assert broken(night, ["La place p"], {"La": "p"}) == {"missing_candidate"}


def ready(child_id, **columns):
    return child(child_id, current_program_id="q", status="ready_to_move", ready_since=ago(1), **columns)


ABSENT = {
    "full of settled children": partial(
        night_of, [child("a"), child("z", current_program_id="x")], [home("p"), home("x")]
    ),
    "no room for the siblings who must go together": partial(
        night_of,
        [child("a", sibling_group_id="G"), child("b", sibling_group_id="G")],
        [home("p", capacity=2), home("x")],
    ),
    "a ready child's move not nearer": partial(
        night_of, [ready("a", target_level=1)], [home("q", levels="2"), home("p", levels="1"), home("x", levels="3")]
    ),
    "a ready child's move out of its Area": partial(
        night_of, [ready("a")], [home("q"), home("p"), home("x", area_id="A2")]
    ),
    "the line is pinned elsewhere": partial(
        night_of,
        [child("a")],
        [home("p"), home("x")],
        decisions=[{"line_id": "La", "program_id": "p", "decision": "accepted", "decided_on": ago(1)}],
    ),
}


@pytest.mark.parametrize("build", ABSENT.values(), ids=ABSENT.keys())
def test_admitted_pair_may_be_absent_where_no_plan_could_use_it(build):
    """Neither room nor a lawful move: the pair is not missed."""
    night = build()
    flags = "+pinned" if night.pinned else ""
    kind = "move" if "q" in night.occupants_of else "place"
    specs = [f"{unit.unit_id} {kind} p {flags}" for unit in night.units]
    lines = {unit.unit_id: "p" for unit in night.units}
    assert broken(night, specs, lines) == set()


def test_full_program_is_a_candidate_where_an_occupant_may_leave():
    """A bed that a chain could free is a place to look at."""
    night = night_of([child("a"), child("b", current_program_id="x", status="must_move")], [home("p"), home("x")])
    specs = ["La place p", "Lb stay x"]
    assert broken(night, specs, {"La": "p", "Lb": "p"}) == {"missing_candidate"}
    assert broken(night, specs, {"La": "px", "Lb": "p"}) == set()


def test_held_bed_is_room_for_its_child():
    """A full home is no place for others, but the child for whom it holds a bed returns."""
    night = night_of(
        [child("a"), child("b")], [home("p"), home("x")], holds=[{"program_id": "x", "child_id": "a", "reason": "run"}]
    )
    assert broken(night, ["La place p", "Lb unserved"], {"La": "p", "Lb": "p"}) == {"missing_candidate"}
    assert broken(night, ["La place x", "Lb place p"], {"La": "px", "Lb": "p"}) == set()


def test_sampled_pairs_find_a_rule_read_wrongly():
    """On a night too large to read every pair, the sample still meets a rule that was not applied at all."""
    children = [child(f"c{number:03}") for number in range(210)]
    programs = [home(f"p{number:03}", max_age=5 if number % 2 else 22, capacity=2) for number in range(210)]
    night = night_of(children, programs)
    good = {f"Lc{number:03}": [f"p{even:03}" for even in range(0, 210, 2)] for number in range(210)}
    specs = [f"Lc{number:03} place p{number - number % 2:03}" for number in range(210)]
    assert broken(night, specs, good) == set()
    every = [program["program_id"] for program in programs]
    assert broken(night, specs, dict.fromkeys(good, every)) == {"wrong_candidate"}
    assert broken(night, specs, {line: program_ids[:-5] for line, program_ids in good.items()}) == {"missing_candidate"}


def test_unserved_child_beside_an_empty_bed_is_improvable():
    """A proof that the next program disproves."""
    night = night_of([child("a")], [home("p")])
    assert rules_broken(night, rows(night, "La unserved")) == {"improvable"}
    assert broken(night, ["La unserved"], {"La": ""}) == {"improvable", "missing_candidate"}


def test_unproven_plan_is_not_improvable():
    """A plan that claims no proof may leave something to do."""
    night = night_of([child("a")], [home("p")])
    plan = plan_of(night, rows(night, "La unserved"))
    claims = tuple(replace(each, proven=False, bound=None, proof="none") for each in plan.tiers)
    assert verify(night.instance, replace(plan, tiers=claims)).ok


def test_entry_that_breaks_a_rule_is_no_improvement():
    """Room alone does not make a plan better."""
    night = night_of(
        [child("a"), child("b")],
        [home("p", capacity=2)],
        pair_wishes=[{"child_a": "a", "child_b": "b", "wish": "apart"}],
    )
    assert rules_broken(night, rows(night, "La place p", "Lb unserved")) == set()


def test_bed_freed_by_a_chain_is_an_improvement():
    """A bed that the plan leaves empty counts, at the step at which it is free."""
    night = night_of([child("a"), child("b", current_program_id="q", status="must_move")], [home("p"), home("q")])
    assert rules_broken(night, rows(night, "La unserved", "Lb move p")) == {"improvable"}
    assert rules_broken(night, rows(night, "La place q 2 c", "Lb move p 1 c")) == set()


def test_cut_service_is_an_improvement():
    """Where the line may be cut, a few units are better than none; where not, they are nothing."""
    for splittable in (True, False):
        night = night_of(
            [child("a", status="at_home")], [service("s", capacity=1)],
            [need("a", service="mentoring", units=4, splittable=splittable)],
        )  # fmt: skip
        assert rules_broken(night, rows(night, "Ca unserved")) == ({"improvable"} if splittable else set())


def test_improvement_within_tolerance_of_the_tiers_above():
    """An entry that costs an earlier tier more than its tolerance disproves nothing."""
    cost_first = sorted(default_policy().tiers, key=lambda tier: tier.name != "cost")
    night = night_of(
        [child("a")], [home("p", per_diem_cents=1)], policy=replace(default_policy(), tiers=tuple(cost_first))
    )
    assert rules_broken(night, rows(night, "La unserved")) == set()
