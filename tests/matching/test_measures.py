from dataclasses import replace

import numpy as np
import pytest

from socopt.check import Checker
from socopt.domain import Instance
from socopt.matching import match
from socopt.matching.extraction import merge_siblings, recommendations
from socopt.matching.formulation import formulate
from socopt.matching.measures import scarce_competencies, ticket
from socopt.matching.resources import read_resources
from socopt.policy import Night, default_policy
from tests.matching.reading import members, places, region
from tests.nights import child, home, instance_of, night_of, travel


def turned(policy):
    """The same tiers in the opposite order: quite another plan."""
    return replace(policy, tiers=policy.tiers[::-1])


@pytest.mark.parametrize("order", [lambda policy: policy, turned], ids=["as is", "turned"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_tier_is_worth_what_the_checker_counts(seed, order):
    """All bundled kinds of measure, on the best plan and on one that prefers what counts least."""
    policy = order(default_policy())
    result = match(region(seed), policy)
    assert len(result.tiers) == 12
    counted = Checker(Night(region(seed), policy)).tiers(result.plan.recommendations)
    assert {tier.name: tier.value for tier in result.tiers} == counted


def test_turning_the_tiers_gives_another_plan():
    """So that the comparison with the checker is made on different plans."""
    plans = {match(region(1), policy).plan.recommendations for policy in (default_policy(), turned(default_policy()))}
    assert len(plans) == 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_tier_of_the_night_at_rest_is_worth_what_the_checker_counts(seed):
    """The choice that moves nobody keeps every row but the pins, and is counted alike."""
    instance = region(seed)
    undecided = instance.replace(decisions=instance.table("decisions").query("decision != 'accepted'"))
    formulation = formulate(Night(undecided, default_policy()))
    x = merge_siblings(formulation, formulation.at_rest())
    assert [formulation.problem.row_names[row] for row in formulation.problem.broken_rows(x)] == []
    values = (formulation.problem.values(x)[:-1] + formulation.measures.constants).tolist()
    assert values == list(Checker(formulation.night).tiers(recommendations(formulation, x)).values())


def test_at_rest_a_wish_of_two_who_wait_is_not_kept():
    wishes = [{"child_a": "a", "child_b": "b", "wish": "together_preferred"}]
    formulation = formulate(night_of([child("a"), child("b")], [home("p", capacity=2)], pair_wishes=wishes))
    x = formulation.at_rest()
    assert not len(formulation.problem.broken_rows(x))
    assert x[len(formulation.columns) :].tolist() == [1]


def test_a_competency_is_scarce_where_fewer_beds_have_it_than_children_need_it():
    def scarce(beds):
        night = night_of(
            [child("a"), child("b")],
            [home("p", capacity=beds), home("q", capacity=0)],
            traits=[{"child_id": each, "trait": "fire_setting", "strength": "required"} for each in "ab"],
            competencies=[{"program_id": each, "trait": "fire_setting"} for each in "pq"],
        )
        return scarce_competencies(night, read_resources(night))

    assert scarce(1) == {"fire_setting"}
    assert scarce(2) == frozenset()


def test_a_bed_for_what_few_can_do_is_kept_from_a_child_who_does_not_need_it():
    """Boys need what the cheaper home can do, though it takes only girls: the girl goes to the other."""
    night = night_of(
        [child("a"), child("b", sex="M"), child("c", sex="M")],
        [home("p", per_diem_cents=1, sexes="F"), home("q", per_diem_cents=9, sexes="F")],
        traits=[{"child_id": each, "trait": "fire_setting", "strength": "required"} for each in "bc"],
        competencies=[{"program_id": "p", "trait": "fire_setting"}],
    )
    assert places(night) == {"La": "q", "Lb": None, "Lc": None}


def test_minutes_count_in_bands_of_the_policy():
    """From each band's first minute on, one more."""
    bands = next(tier for tier in default_policy().tiers if tier.name == "minutes").bands

    def value(minutes):
        instance = instance_of([child("a")], [home("p")], travel=travel(("a", "p", minutes)))
        return next(tier.value for tier in match(instance).tiers if tier.name == "minutes")

    assert [value(bands[0] - 1), value(bands[0]), value(bands[1] - 1), value(bands[1])] == [0, 1, 1, 2]


def test_a_ticket_is_recorded_or_drawn_from_the_committed_key_or_nothing():
    night = night_of([child("a")], [home("p")])
    line = night.lines["La"]
    assert ticket(night, replace(line, lottery_ticket=7)) == 7
    assert ticket(night, line) == 0
    committed = replace(night.instance.manifest, lottery_key="key")
    tables = {name: night.instance.table(name) for name in ("areas", "children", "needs", "programs")}
    drawn = Night(Instance(committed, tables), night.policy)
    tickets = {ticket(drawn, replace(line, line_id=name)) for name in "abcdef"}
    assert len(tickets) > 1
    assert all(0 <= each < 1000 for each in tickets)


def test_a_choice_that_keeps_a_wish_does_not_pay_for_it():
    """Whatever the optimiser left an auxiliary column at when it was stopped."""
    wishes = [{"child_a": "a", "child_b": "b", "wish": "together_preferred"}]
    night = night_of([child("a"), child("b")], [home("p", capacity=2)], pair_wishes=wishes)
    formulation = formulate(night)
    names = members(night, formulation.columns)
    x = np.array([*(found[0][1] == "enter" for found in names), 1], dtype=np.int64)
    assert not len(formulation.problem.broken_rows(x))
    assert formulation.at_true_cost(x).tolist() == [*x[:-1], 0]
