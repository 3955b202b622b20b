"""Every rule of the plan as a whole, each on a night that goes otherwise without it."""

import pytest

from socopt.check import verify
from socopt.matching import match
from socopt.matching.formulation import formulate
from socopt.policy import default_policy
from tests.matching.reading import places
from tests.nights import ago, born, child, home, night_of

TWO = [child("a"), child("b")]
WIDE, ONE, OTHER = home("p", capacity=2), home("p"), home("q")
READY = {"status": "ready_to_move", "ready_since": ago(10), "target_level": 1}


def wish(kind):
    return [{"child_a": "a", "child_b": "b", "wish": kind}]


def number_served(found):
    return sum(place is not None for place in found.values())


def number_moved(found):
    return sum(place == "p" for place in found.values())


LEAD = {"area_id": "A1", "from": ago(99), "provider_id": "V1", "referrals_12m": 10, "self_referrals_12m": 3}
ONE_MOVE = default_policy().with_parameter("moves", "per_area", 1)
MOVERS = [child(each, current_program_id="q", **READY) for each in "ab"]
LOWER, WIDE_Q = home("p", capacity=2, levels="1"), home("q", capacity=2, levels="2")
TRIBAL = home("t", icwa_standing="tribal_licensed", per_diem_cents=900)

NIGHTS = {
    "resource": (lambda: night_of(TWO, [ONE]), number_served, 1, 2),
    "apart": (lambda: night_of(TWO, [WIDE], pair_wishes=wish("apart")), number_served, 1, 2),
    "no_contact": (
        lambda: night_of(
            TWO, [home("p", location_id="here"), home("q", location_id="here")], pair_wishes=wish("no_contact")
        ),
        number_served, 1, 2,
    ),
    "together": (lambda: night_of(TWO, [ONE, OTHER], pair_wishes=wish("together")), number_served, 0, 2),
    "siblings_apart": (
        lambda: night_of([child(each, sibling_group_id="G") for each in "ab"], [ONE, OTHER]), number_served, 0, 2
    ),
    "alongside": (lambda: night_of([child("a"), child("b", alongside="solo")], [WIDE]), number_served, 1, 2),
    "moves": (
        lambda: night_of(MOVERS, [LOWER, WIDE_Q], policy=ONE_MOVE),
        number_moved, 1, 2,
    ),
    "self_referral": (lambda: night_of([child("a")], [ONE], lead_agencies=[LEAD]), number_served, 0, 1),
    "icwa": (lambda: night_of([child("a", icwa="yes")], [ONE, TRIBAL]), lambda found: found["La"], "t", "p"),
}  # fmt: skip


@pytest.mark.parametrize("rule_id", NIGHTS)
def test_a_rule_decides_where_it_is_in_force_and_nowhere_else(rule_id):
    build, counted, held, free = NIGHTS[rule_id]
    night = build()
    result = match(night.instance, night.policy)
    assert verify(night.instance, result.plan, night.policy).ok
    assert counted(places(night)) == held
    without = night_of_policy(night, night.policy.without_rule(rule_id))
    assert counted(places(without)) == free


def night_of_policy(night, policy):
    return type(night)(night.instance, policy)


@pytest.mark.parametrize(
    ("younger", "elder", "served"),
    [("with_others", "with_others", 2), ("only_older", "with_others", 2), ("only_younger", "with_others", 1),
     ("with_others", "only_younger", 2), ("with_others", "only_older", 1)],
)  # fmt: skip
def test_who_lives_alongside_whom_is_read_from_both_sides(younger, elder, served):
    night = night_of(
        [child("a", birth_date=born(8), alongside=younger), child("b", birth_date=born(12), alongside=elder)], [WIDE]
    )
    assert number_served(places(night)) == served


def test_siblings_may_live_together_whatever_they_may_with_strangers():
    night = night_of([child("a", alongside="solo", sibling_group_id="G"), child("b", sibling_group_id="G")], [WIDE])
    assert number_served(places(night)) == 2


def test_two_who_both_stay_are_not_parted():
    staying = {"status": "must_move", "must_leave_by": ago(-9), "current_program_id": "p"}
    night = night_of([child(each, **staying) for each in "ab"], [WIDE], pair_wishes=wish("no_contact"))
    assert number_served(places(night)) == 2


def test_emergencies_are_exempt_from_the_share_of_self_referrals():
    assert places(night_of([child("a", tonight_at="office")], [ONE], lead_agencies=[LEAD])) == {"La": "p"}


def test_a_child_leaves_the_icwa_order_only_where_the_better_program_is_full():
    """Two children in the order, one tribal bed: one takes it, the other may go elsewhere."""
    both = [child(each, icwa="pending") for each in "ab"]
    assert sorted(map(str, places(night_of(both, [ONE, TRIBAL])).values())) == ["p", "t"]


def test_rows_are_named_after_their_rule():
    found = formulate(night_of(TWO, [WIDE], pair_wishes=wish("apart"))).problem.row_names
    assert "apart:a:b" in found


def test_a_program_that_an_order_names_is_exempt_from_the_icwa_order():
    orders = [{"order_id": each, "child_id": "a", "kind": "follow_court", "program_id": each} for each in "pt"]
    assert places(night_of([child("a", icwa="yes")], [ONE, TRIBAL], orders=orders)) == {"La": "p"}
