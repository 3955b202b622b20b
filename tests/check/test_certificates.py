"""Certificates: no prices prove more than trying everything finds; a certificate that is changed proves nothing."""

import random
from dataclasses import replace
from functools import cache

import pytest

from socopt.check import CERTIFICATE, Checker, verify
from socopt.check.certified.claims import Asked
from socopt.check.certified.costs import Costs
from socopt.domain import Certificate
from socopt.domain.certificate import SCALE
from socopt.errors import RefusedError
from socopt.io import read_instance
from socopt.matching import Params, match
from socopt.matching.formulation import formulate
from socopt.matching.row_builder import WITHIN
from socopt.policy import Admitting, admits, default_policy
from socopt.synth import bundled_instance_path
from tests.brute_force import BruteForce
from tests.nights import child, home, instance_of, need
from tests.random_nights import FOCI, random_night

SEEDS = range(12)


def tight_night(*, num_homes=1, names="ab"):
    """Children without a safe bed, and fewer homes than children."""
    children = [child(name, tonight_at="office", urgency=1) for name in names]
    homes = [home(f"p{number}") for number in range(num_homes)]
    return instance_of(children, homes, [need(name, lottery_ticket=1) for name in names])


@cache
def tight_plan():
    return match(tight_night(), params=Params(workers=1)).plan


def doubts(instance, plan):
    """What the checker says of certificates."""
    found = verify(instance, plan).violations
    return [str(violation) for violation in found if violation.rule == CERTIFICATE]


def with_certificate(plan, **changes):
    """The plan with its first certificate changed."""
    first, *others = plan.certificates
    return replace(plan, certificates=(replace(first, **changes), *others))


def drawn(seed):
    return random_night(seed, [FOCI[(seed * 7 + number * 13) % len(FOCI)] for number in range(3)])


@pytest.mark.parametrize("seed", SEEDS)
def test_no_prices_prove_more_than_trying_everything_finds(seed):
    night = drawn(seed)
    best = BruteForce(night.night).best()
    if best is None:
        with pytest.raises(RefusedError):
            match(night.instance, night.policy, Params(workers=1))
        return
    plan = match(night.instance, night.policy, Params(workers=1)).plan
    asked = Asked(Checker(night.night), plan)
    rows = sorted({meaning for meaning in formulate(night.night).meanings if meaning not in (None, WITHIN)})
    dice = random.Random(seed)
    for place, tier in enumerate(plan.tiers):
        of_rows = {row: dice.choice([SCALE // 3, SCALE, 5 * SCALE]) for row in rows if dice.random() < 0.4}
        of_tiers = {above.name: dice.choice([0, SCALE // 2, 3 * SCALE]) for above in plan.tiers[:place]}
        certificate = Certificate(tier=tier.name, of_rows=of_rows, of_tiers=of_tiers)
        assert asked.bound(certificate) <= best.values[place], f"{night}: {certificate}"


def test_what_one_unit_costs_adds_up_to_the_tiers_of_the_plan():
    night = drawn(3)
    recommendations = match(night.instance, night.policy, Params(workers=1)).plan.recommendations
    checker = Checker(night.night)
    for tier, value in checker.tiers(recommendations).items():
        costs = Costs(checker, [tier])
        after = checker.aftermath_of(recommendations)
        (total,) = costs.of_settled()
        total += costs.of([each for each in after.outcomes if not each.unit.is_placement])[0]
        blocks = {night.night.part_of.get(child_id, (child_id,)) for child_id in after.of_child}
        for members in blocks:
            by_place = {}
            for number, child_id in enumerate(members):
                outcome = after.of_child[child_id]
                by_place.setdefault(outcome.lives_in or number, []).append(outcome)
            for outcomes in by_place.values():
                total += costs.of(outcomes)[0] + costs.of_place(members[0], outcomes[0].lives_in)[0]
        for one, other, wish in checker.facts.wishes_in_play:
            together = after.lives_in(one) == after.lives_in(other) and after.lives_in(one) in checker.facts.programs
            total += costs.of_wish()[0] * (wish == "together_preferred" and not together)
        assert total == value, tier


@pytest.mark.parametrize("seed", range(0, 12, 4))
def test_the_order_in_which_rules_are_asked_changes_no_answer(seed):
    night = drawn(seed).night
    pairs = [(line_id, program_id) for line_id in night.lines for program_id in night.programs]
    quick = Admitting(night)
    assert [quick.admits(*pair) for pair in pairs] == [admits(night, *pair) for pair in pairs]


def test_a_scarce_bed_is_certified_by_its_price():
    plan = tight_plan()
    assert plan.tiers[0].best > 0
    assert plan.tiers[0].proof == "certificate"
    assert ("resource", "p0", "beds", "3") in plan.certificates[0].of_rows
    assert doubts(tight_night(), plan) == []


def test_a_tier_below_the_first_whose_relaxation_falls_short_is_the_solvers():
    plan = tight_plan()
    assert {tier.proof for tier in plan.tiers} <= {"certificate", "solver"}
    assert [one.tier for one in plan.certificates] == [tier.name for tier in plan.tiers if tier.proof == "certificate"]


def test_a_plan_without_certificates_is_the_solvers_and_passes():
    plan = tight_plan().without_certificates()
    assert {tier.proof for tier in plan.tiers} == {"solver"}
    assert verify(tight_night(), plan).ok


PRICES = tight_plan().certificates[0].of_rows
(BED,) = PRICES
CHANGED = {
    "a price less": ({BED: PRICES[BED] // 2}, "proves"),
    "a price of the other sign": ({BED: -PRICES[BED]}, "a price that is known"),
    "a price beyond all measure": ({BED: 2**63}, "a price that is known"),
    "a row left out": ({}, "proves 0"),
    "a row of no program": ({("resource", "nowhere", "beds", "3"): PRICES[BED]}, "no such row tonight"),
    "a row of no step": ({(*BED[:3], "4"): PRICES[BED]}, "no such row tonight"),
    "a row of nobody's wish": ({("apart", "a", "b", "p0"): SCALE}, "no such row tonight"),
    "a kind of row that is none": ({("budget", "p0"): SCALE}, "a kind of row"),
    "an empty row": ({(): SCALE}, "a kind of row"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_changed_certificate_is_rejected(name):
    of_rows, words = CHANGED[name]
    (doubt,) = doubts(tight_night(), with_certificate(tight_plan(), of_rows=of_rows))
    assert words in doubt


def test_the_price_of_a_rule_that_is_off_is_rejected():
    policy = default_policy().without_rule("moves")
    plan = match(tight_night(), policy, Params(workers=1)).plan
    priced = with_certificate(plan, of_rows={**plan.certificates[0].of_rows, ("moves", "A1"): SCALE})
    found = [str(violation) for violation in verify(tight_night(), priced, policy).violations]
    assert any("moves A1: no such row tonight" in words for words in found)


@pytest.mark.parametrize("of_tiers", [{"cost": SCALE}, {"nothing": SCALE}])
def test_only_tiers_above_have_a_price(of_tiers):
    (doubt,) = doubts(tight_night(), with_certificate(tight_plan(), of_tiers=of_tiers))
    assert "expected a tier above" in doubt


def test_a_claim_without_certificate_and_a_certificate_without_claim_are_rejected():
    plan = tight_plan()
    assert "the plan claims" in doubts(tight_night(), replace(plan, certificates=plan.certificates[1:]))[0]
    silent = replace(plan.without_certificates(), certificates=plan.certificates)
    assert "the plan claims no tier" in doubts(tight_night(), silent)[0]


def test_a_candidate_that_was_wrongly_missing_disproves():
    """The certificate of a night without a second home proves nothing of the night with it."""
    larger = tight_night(num_homes=2)
    (doubt, *_) = doubts(larger, replace(tight_plan(), input_hash=larger.input_hash))
    assert "proves -2, expected 2" in doubt


def test_a_line_that_was_dropped_disproves():
    """The certificate of a night without a third child proves another best than that of the night with it."""
    larger = tight_night(names="abc")
    (doubt, *_) = doubts(larger, replace(tight_plan(), input_hash=larger.input_hash))
    assert f"expected {tight_plan().tiers[0].best}" in doubt


def test_certificates_do_not_depend_on_the_number_of_workers():
    night = drawn(5)
    one, two = (match(night.instance, night.policy, Params(workers=number)).plan for number in (1, 2))
    assert one == two


def test_nothing_that_a_plan_says_of_candidates_is_believed():
    assert doubts(tight_night(), replace(tight_plan(), candidates=None)) == []


def test_tiers_that_the_policy_does_not_have_are_rejected_all_the_same():
    plan = tight_plan()
    renamed = replace(plan, tiers=(*plan.tiers[:-1], replace(plan.tiers[-1], name="nothing", proof="solver")))
    kept = tuple(each for each in renamed.certificates if each.tier != plan.tiers[-1].name)
    assert {found.rule for found in verify(tight_night(), replace(renamed, certificates=kept)).violations} == {"tier"}


def test_prices_over_the_columns_that_are_kept_hold_over_all_that_the_checker_reads():
    """The formulation leaves out entries without room and needless steps; the checker tries them all."""
    instance = read_instance(bundled_instance_path("region/west-1"))
    plan = match(instance, params=Params(workers=1)).plan
    priced = [certificate.tier for certificate in plan.certificates if certificate.of_rows]
    assert {"placements", "ready", "kin_and_siblings"} <= set(priced)
    assert doubts(instance, plan) == []
