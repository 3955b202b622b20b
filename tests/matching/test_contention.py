"""How contested a night is: every figure of the report counted again by trying everything, or by hand."""

import pytest

from socopt.errors import RefusedError
from socopt.io import read_instance
from socopt.matching import describe, match
from socopt.matching.chain_gain import Between, ChainGain
from socopt.policy import Night, default_policy
from socopt.synth import bundled_instance_path
from tests.brute_force import BruteForce, Ledger, Trial, outcomes_of
from tests.chain_night import chain_night
from tests.nights import ago, child, home, instance_of, service
from tests.random_nights import FOCI, random_night

NUM_NIGHTS = 45
FOCI_A_NIGHT = 3


def waiting(night: Night) -> set[str]:
    return {
        child_id
        for child_id, unit in night.placement_unit_of.items()
        if child_id in night.unsafe or unit.child.status != "ready_to_move"
    }


def num_served(night: Night, trial: Trial) -> int:
    placement = {line.line_id for unit in night.placement_unit_of.values() for line in unit.lines}
    return sum(
        row.child_id in waiting(night) and row.line_id in placement and row.kind in ("place", "move", "serve")
        for row in trial.rows
    )


def fits_tonight(night: Night, ledger: Ledger, trial: Trial) -> bool:
    """Whether every entry finds room though nobody who leaves gives anything back."""
    used = dict.fromkeys(ledger.room, 0)
    for row in trial.rows:
        if row.kind in ("place", "move", "serve"):
            unit = night.unit_of_line[row.line_id]
            (entry,) = (
                outcome
                for outcome in outcomes_of(night, unit)
                if (outcome.kind, outcome.line_id, outcome.program_id, outcome.units)
                == (row.kind, row.line_id, row.program_id, row.units)
            )
            for resource, amount in ledger.entry(entry).items():
                used[resource] += amount
    return all(amount <= max(0, ledger.room[resource]) for resource, amount in used.items() if amount)


def nights_without_pins():
    for number in range(NUM_NIGHTS):
        start = number * FOCI_A_NIGHT
        foci = [FOCI[(start + each * 7) % len(FOCI)] for each in range(FOCI_A_NIGHT)]
        night = random_night(70_000 + number, foci)
        if not night.night.pinned:
            yield night


@pytest.mark.no_cover  # reaches no line that other tests do not; traced it would take three times as long
def test_the_most_served_with_and_without_chains_is_what_trying_everything_finds():
    """Where freed beds stay empty, the ICWA order does not ask for them: the checker, who lets them fill, would."""
    gains = compared = 0
    for random in nights_without_pins():
        night, ledger = random.night, Ledger(random.night)
        trials = BruteForce(night).trials
        kept = [num_served(night, trial) for trial in trials if not trial.broken]
        tonight = [trial for trial in trials if fits_tonight(night, ledger, trial)]
        without = max(num_served(night, trial) for trial in tonight if not trial.broken)
        at_most = max(num_served(night, trial) for trial in tonight if trial.broken <= {"icwa"})
        found = describe(random.instance, random.policy).chain_gain
        assert found.waiting == len(waiting(night)), random
        assert found.served == Between(at_least=max(kept), at_most=max(kept)), random
        assert found.served_without_chains.at_least == found.served_without_chains.at_most, random
        assert without <= found.served_without_chains.at_most <= at_most, random
        gains += max(kept) > at_most
        compared += without == at_most
    assert gains >= 5, "chains served nobody: the nights show nothing"
    assert compared >= NUM_NIGHTS // 2


def test_a_child_whose_only_bed_another_child_leaves_is_served_only_by_a_chain():
    found = describe(chain_night())
    assert found.chain_gain.only_by_chain == Between(at_least=1, at_most=1)
    assert found.to_dict()["only_by_chain"] == {"at_least": 1, "at_most": 1}
    assert "1 of 1 children who wait for a place (1 can be served, 0 if freed beds stay empty)" in found.summary()


def test_where_beds_are_vacant_nobody_needs_a_chain():
    found = describe(instance_of([child("a")], [home("p")]))
    assert found.chain_gain.only_by_chain == Between(at_least=0, at_most=0)
    assert found.chain_gain.served == Between(at_least=1, at_most=1)


def test_a_decision_that_needs_a_freed_bed_is_left_open_where_freed_beds_stay_empty():
    instance = chain_night()
    decision = {"line_id": "Lurgent", "program_id": "full", "decision": "accepted", "decided_on": ago(0)}
    pinned = instance_of(
        instance.table("children").to_dict("records"),
        instance.table("programs").to_dict("records"),
        instance.table("needs").to_dict("records"),
        decisions=[decision],
    )
    assert describe(pinned).chain_gain.only_by_chain == Between(at_least=1, at_most=1)


def test_bounds_that_do_not_meet_give_a_range():
    gain = ChainGain(
        waiting=9, served=Between(at_least=6, at_most=8), served_without_chains=Between(at_least=3, at_most=4)
    )
    assert gain.only_by_chain == Between(at_least=2, at_most=5)
    assert "2 to 5 of 9" in str(gain)


def test_entries_of_a_plan_in_freed_beds_are_counted():
    instance = chain_night()
    plan = match(instance).plan
    assert describe(instance, plan=plan).entries_in_freed_beds == 1
    assert "1 entries take a bed that is freed tonight" in describe(instance, plan=plan).contention()
    roomy = instance_of([child("a"), child("b")], [home("p", capacity=2)])
    assert describe(roomy, plan=match(roomy).plan).entries_in_freed_beds == 0
    assert describe(roomy).entries_in_freed_beds is None


def test_a_child_who_returns_to_a_bed_held_for_it_takes_no_freed_bed():
    held = {"program_id": "p", "child_id": "a", "until": ago(-3), "reason": "run"}
    instance = instance_of([child("a")], [home("p")], holds=[held])
    plan = match(instance).plan
    assert [row.program_id for row in plan.recommendations] == ["p"]
    assert describe(instance, plan=plan).entries_in_freed_beds == 0


def test_a_plan_of_another_night_is_refused():
    with pytest.raises(RefusedError, match="other data"):
        describe(chain_night(), plan=match(instance_of([child("a")], [home("p")])).plan)


def test_few_candidates_counts_programs_that_could_take_a_need_and_not_the_bed_held():
    """One could enter two programs, a holder two besides its own; a third has three."""
    holder = child("h", status="must_move", current_program_id="p0", tonight_at="program", must_leave_by=ago(-5))
    homes = [home("p0"), home("p1"), home("p2")]
    assert describe(instance_of([child("a")], homes[:2])).few_candidates == 1
    assert describe(instance_of([holder], homes)).few_candidates == 1
    assert describe(instance_of([child("a")], homes)).few_candidates == 0


def test_a_full_program_is_a_candidate_only_if_somebody_may_leave_it():
    full = [home("p0"), home("p1"), home("p2")]
    settled = child("s", current_program_id="p0")
    leaves = child("s", status="must_move", current_program_id="p0", tonight_at="program", must_leave_by=ago(-5))
    assert describe(instance_of([child("a"), settled], full)).few_candidates == 1
    assert describe(instance_of([child("a"), leaves], full)).few_candidates == 1  # the one who may leave, not ``a``


def scarce(children, programs, **tables):
    found = describe(instance_of(children, programs, **tables))
    return [(each.trait, each.beds, each.seekers) for each in found.scarce_competencies]


def requires(*child_ids: str):
    return [{"child_id": each, "trait": "autism", "strength": "required"} for each in child_ids]


def able(*program_ids: str):
    return [{"program_id": each, "trait": "autism", "strength": "required"} for each in program_ids]


def test_a_competency_is_scarce_where_more_require_it_than_there_are_usable_beds():
    two = [child("a"), child("b")]
    assert scarce(two, [home("p")], traits=requires("a", "b"), competencies=able("p")) == [("autism", 1, 2)]
    assert scarce(two, [home("p", capacity=2)], traits=requires("a", "b"), competencies=able("p")) == []
    assert scarce(two, [home("p")], traits=requires("a"), competencies=able("p")) == []
    assert scarce(two, [home("p")], traits=requires("a"), competencies=[]) == [("autism", 0, 1)]


def test_a_bed_that_no_seeker_could_enter_is_not_usable():
    boys = home("q", sexes="M")
    found = scarce([child("a"), child("b")], [home("p"), boys], traits=requires("a", "b"), competencies=able("p", "q"))
    assert found == [("autism", 1, 2)]


def test_columns_that_the_relaxation_splits_are_fractional():
    """Three of whom no two may live together, in a home for three: the relaxation takes half of each."""
    policy = default_policy().without_rule("suitability")
    homes = [home("p", setting="group_home", capacity=3)]
    split = describe(instance_of([child(each, alongside="only_older") for each in "abc"], homes), policy)
    whole = describe(instance_of([child(each) for each in "abc"], homes), policy)
    assert (split.fractional_columns, split.used_columns, split.fractional_share) == (6, 6, 1.0)
    assert (whole.fractional_columns, whole.used_columns, whole.fractional_share) == (0, 3, 0.0)


def test_a_night_with_nothing_in_play_is_described():
    found = describe(instance_of([child("s", current_program_id="p")], [home("p")]))
    assert (found.units, found.used_columns, found.fractional_share) == (0, 0, 0.0)
    assert found.chain_gain.only_by_chain == Between(at_least=0, at_most=0)
    assert "How contested" in found.summary()


def test_a_community_need_has_candidates_and_waits_for_no_place():
    found = describe(
        instance_of(
            [child("a", status="at_home", tonight_at="home")],
            [service("m")],
            [{"line_id": "C", "child_id": "a", "service": "mentoring", "opened_on": ago(3)}],
        )
    )
    assert (found.few_candidates, found.chain_gain.waiting) == (1, 0)


def test_the_bundled_night_is_contested_in_every_respect():
    found = describe(read_instance(bundled_instance_path("region/west-1")))
    assert found.few_candidates > 0
    assert found.chain_gain.only_by_chain.at_least > 0
    assert {"resource", "moves", "alongside"} <= set(found.binding_rows)
    assert found.fractional_share > 0
    assert found.scarce_competencies
