"""Certificates: no prices prove more than trying everything finds; a certificate that is changed proves nothing."""

import random
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socopt.check import CERTIFICATE, Checker, verify
from socopt.check.certified.bound import Limit, Sum, rounded
from socopt.check.certified.claims import Asked
from socopt.check.certified.costs import Costs
from socopt.check.certified.rows import UnknownRowError
from socopt.domain import Certificate
from socopt.domain.certificate import SCALE, Corner
from socopt.errors import RefusedError
from socopt.io import read_instance
from socopt.matching import Params, match
from socopt.matching.formulation import formulate
from socopt.matching.row_builder import WITHIN
from socopt.policy import Admitting, Night, admits, default_policy
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


def drawn_corner(dice, rows, names, at):
    """Any sum of rows, tiers above and earlier corners, rounded by anything."""
    few = [row for row in rows if dice.random() < 0.15]
    return Corner(
        price=dice.choice([SCALE // 2, SCALE, 7 * SCALE]),
        of_rows={row: dice.randint(-5 if row[0] == "cover" else 0, 5) for row in few},
        of_tiers={name: dice.randint(0, 2) for name in names if dice.random() < 0.3},
        of_corners={number: dice.randint(0, 3) for number in range(at)},
        denominator=dice.randint(1, 9), divisor=dice.randint(1, 3),
    )  # fmt: skip


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
        corners = tuple(drawn_corner(dice, rows, [above.name for above in plan.tiers[:place]], at) for at in range(4))
        certificate = Certificate(tier=tier.name, of_rows=of_rows, of_tiers=of_tiers, corners=corners)
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


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.integers(-40, 40), min_size=1, max_size=4), st.integers(-60, 60), st.integers(1, 13), st.integers(1, 4)
)
def test_every_choice_that_keeps_a_row_keeps_what_rounding_makes_of_it(values, upper, denominator, divisor):
    row = np.array(values)
    made = rounded(row, upper, denominator, divisor)
    choices = np.array(list(product(range(4), repeat=len(values))))
    kept = choices[choices @ row <= upper]
    assert (kept @ made.values <= made.upper).all()


def test_rounding_cuts_off_what_no_choice_is_near():
    """x/2 + y/2 <= 3/2 says that one of two is not chosen, and 3x/2 + y/2 <= 3/2 that x is not chosen with y."""
    half, more = rounded(np.array([1, 1]), 1, 2, 1), rounded(np.array([3, 1]), 3, 2, 1)
    assert (half.values.tolist(), half.upper) == ([0, 0], 0)
    assert (more.values.tolist(), more.upper) == ([1, 0], 1)
    beyond = rounded(np.array([2**61, 3]), 2**61 + 5, 2**40, 1)
    assert beyond.values.tolist() == [2**21 * (2**40 - 5), 0]


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


@cache
def region():
    instance = read_instance(bundled_instance_path("region/west-1"))
    return instance, match(instance, params=Params(workers=1)).plan


def test_prices_over_the_columns_that_are_kept_hold_over_all_that_the_checker_reads():
    """The formulation leaves out entries without room and needless steps; the checker tries them all."""
    instance, plan = region()
    assert {tier.proof for tier in plan.tiers} == {"certificate"}
    assert doubts(instance, plan) == []


def with_corner(number, **changes):
    """The certificate of services of the Region's night, with one of its corners changed."""
    certificate = next(each for each in region()[1].certificates if each.tier == "services")
    corners = list(certificate.corners)
    corners[number] = replace(corners[number], **changes)
    return replace(certificate, corners=tuple(corners))


@cache
def asked():
    instance, plan = region()
    return Asked(Checker(Night(instance, default_policy())), plan)


def corners_of_services():
    return with_corner(0).corners


def bound_of(certificate):
    """What the checker makes of a certificate: a bound, or words."""
    try:
        return asked().bound(certificate)
    except UnknownRowError as error:
        return str(error)


def tampered():
    """One change at a time."""
    corners = corners_of_services()
    for number, corner in enumerate(corners):
        yield "another denominator", with_corner(number, denominator=corner.denominator + 1)
        yield "no price", with_corner(number, price=0)
        row = next(row for row in corner.of_rows if row[0] != "cover")
        yield "a row left out", with_corner(number, of_rows={each: times for each, times in corner.of_rows.items()
                                                             if each != row})  # fmt: skip
        yield "a multiplier", with_corner(number, of_rows={**corner.of_rows, row: corner.of_rows[row] + 1})
        yield "a corner that comes later", with_corner(number, of_corners={number: 1})
        yield "a corner before all others", with_corner(number, of_corners={-1: 1})
        yield "a tier that is not above", with_corner(number, of_tiers={"cost": 1})
        yield "a row of nobody", with_corner(number, of_rows={("cover", "nobody"): 1})
        yield "no denominator", with_corner(number, denominator=0)
        yield "no divisor", with_corner(number, divisor=0)
        yield "a price below 0", with_corner(number, price=-1)
        yield "four children", with_corner(number, of_rows={("odd", "a", "b", "c", "d"): 1})


def test_a_changed_corner_proves_the_tier_no_longer():
    best = next(tier.best for tier in region()[1].tiers if tier.name == "services")
    assert bound_of(with_corner(0)) == best
    assert len(corners_of_services()) > 1
    for words, certificate in tampered():
        bound = bound_of(certificate)
        assert isinstance(bound, str) or bound < best, words


def test_what_is_summed_has_the_sign_of_its_row():
    """Only equations may be taken off: rows of a limit, tiers and earlier corners may not."""
    corner, last = corners_of_services()[-1], len(corners_of_services()) - 1
    row = next(row for row in corner.of_rows if row[0] != "cover")
    for changes in ({"of_rows": {row: -1}}, {"of_tiers": {"ready": -1}}, {"of_corners": {0: -1}}):
        assert "expected a whole number of at least 0" in bound_of(with_corner(last, **changes))
    assert not isinstance(bound_of(with_corner(last, of_rows={("cover", "nobody"): -1})), int)
    unit = next(row for row in corner.of_rows if row[0] == "cover")
    assert isinstance(bound_of(with_corner(last, of_rows={unit: -1})), int)


def test_corners_in_another_order_are_others():
    """Each corner is known to those after it by its place."""
    last = len(corners_of_services()) - 1
    chained = with_corner(last, of_corners={0: 1})
    assert not isinstance(bound_of(chained), str)
    assert "expected one that comes before" in bound_of(replace(chained, corners=chained.corners[::-1]))


def test_sums_that_64_bits_do_not_hold_are_exact():
    total = Sum(3)
    for _ in range(4):
        total.add_entries(2**61, np.array([0, 2]), np.array([3, -3]), 1)
    total.add(2**61, Limit(np.array([1, 2, 0]), 5))
    assert total.values.tolist() == [13 * 2**61, 2 * 2**61, -12 * 2**61]
    assert total.upper == 9 * 2**61
