"""What a plan says of itself: tiers, hashes."""

from dataclasses import replace

import pytest

from socopt.check import verify
from socopt.errors import RefusedError
from socopt.policy import default_policy
from tests.check.plans import plan_of, rows
from tests.nights import child, home, night_of

NIGHT = night_of([child("a")], [home("p")])
PLAN = plan_of(NIGHT, rows(NIGHT, "La place p"))
FIRST, SECOND, *REST = PLAN.tiers

UNTRUE = {
    "value differs": [replace(FIRST, value=1, best=1, bound=1), SECOND, *REST],
    "not in order": [SECOND, FIRST, *REST],
    "one missing": [FIRST, *REST],
    "value above best": [replace(FIRST, best=-1, bound=-1), SECOND, *REST],
    "value below best": [replace(FIRST, best=1, bound=1), SECOND, *REST],
    "bound above best": [replace(each, proven=False, bound=each.best + 1) for each in PLAN.tiers],
    "proven without a bound": [replace(FIRST, bound=None), SECOND, *REST],
    "proven below its best": [replace(FIRST, bound=-1), SECOND, *REST],
    "proven under an unproven tier": [replace(FIRST, proven=False, proof="none"), SECOND, *REST],
}


def rules_of(tiers):
    return {violation.rule for violation in verify(NIGHT.instance, replace(PLAN, tiers=tuple(tiers))).violations}


@pytest.mark.parametrize("tiers", UNTRUE.values(), ids=UNTRUE.keys())
def test_untrue_claim_is_rejected(tiers):
    """A claim about a tier that is untrue, or contradicts another, is a ``tier`` violation."""
    assert rules_of(tiers) == {"tier"}


def test_unproven_claims_without_bounds_pass():
    """A plan may say that it knows no bound."""
    unproven = [replace(each, proven=False, proof="none", bound=None) for each in PLAN.tiers]
    assert rules_of(unproven) == set()


def test_value_within_tolerance_passes():
    """A value may exceed the best of its tier by the tolerance."""
    tiers = tuple(replace(each, tolerance=3) if each.name == "setting" else each for each in default_policy().tiers)
    night = night_of([child("a")], [home("p")], policy=replace(default_policy(), tiers=tiers))
    plan = plan_of(night, rows(night, "La place p"))
    for best, ok in ((0, True), (-1, False)):
        claims = tuple(replace(each, best=best, bound=best) if each.name == "setting" else each for each in plan.tiers)
        assert verify(night.instance, replace(plan, tiers=claims), night.policy).ok is ok


@pytest.mark.parametrize("field", ["input_hash", "policy_hash"])
def test_plan_of_another_night_or_policy_is_refused(field):
    """A stranger's plan is refused, not judged."""
    with pytest.raises(RefusedError, match=field):
        verify(NIGHT.instance, replace(PLAN, **{field: "0" * 64}))


def test_verdict_in_three_forms():
    """As a dictionary, as text and as a table, a verdict says the same."""
    broken = verify(NIGHT.instance, plan_of(NIGHT, rows(NIGHT, "La move p")))
    plain = broken.to_dict()
    assert list(plain) == ["ok", "violations", "tiers"]
    assert [list(each) for each in plain["violations"]] == [["rule", "line_id", "program_id", "detail"]]
    assert [each["name"] for each in plain["tiers"]] == [tier.name for tier in default_policy().tiers]
    assert broken.to_frame().to_dict("records") == plain["violations"]
    assert broken.summary().startswith("The plan is rejected: 1 violation.")
    assert "kind (La, p)" in broken.summary()
    assert verify(NIGHT.instance, PLAN).to_frame().empty
