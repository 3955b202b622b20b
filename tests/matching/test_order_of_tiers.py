"""The order of [[tiers]] in a policy file is the order of the plan."""

from socopt.check import verify
from socopt.matching import match
from socopt.policy import default_policy, load_policy
from tests.nights import child, home, instance_of, travel

NIGHT = instance_of(
    [child("c")],
    [home("far_and_cheap", per_diem_cents=3000), home("near_and_dear", per_diem_cents=9000)],
    travel=travel(("c", "far_and_cheap", 40), ("c", "near_and_dear", 5)),
)
NAMES = [tier.name for tier in default_policy().tiers]


def recommended(path, names):
    """Where the child goes under a policy file with these tiers, and the tiers of the plan; it keeps every rule."""
    path.write_text("".join(f'[[tiers]]\nname = "{name}"\n' for name in names), encoding="utf-8")
    policy = load_policy(path)
    plan = match(NIGHT, policy).plan
    verdict = verify(NIGHT, plan, policy)
    assert verdict.ok, verdict.summary()
    assert [tier.name for tier in plan.tiers] == list(names)
    return plan.recommendations[0].program_id, {tier.name: tier.value for tier in plan.tiers}


def test_reordering_the_tiers_in_the_file_reorders_the_plan(tmp_path):
    assert NAMES[-2:] == ["minutes", "cost"]
    near, nearest = recommended(tmp_path / "minutes_first.toml", NAMES)
    cheap, cheapest = recommended(tmp_path / "cost_first.toml", [*NAMES[:-2], "cost", "minutes"])
    assert (near, cheap) == ("near_and_dear", "far_and_cheap")
    assert nearest["minutes"] < cheapest["minutes"]
    assert cheapest["cost"] < nearest["cost"]


def test_a_tier_left_out_of_the_file_does_not_count(tmp_path):
    program, values = recommended(tmp_path / "no_minutes.toml", [name for name in NAMES if name != "minutes"])
    assert program == "far_and_cheap"
    assert "minutes" not in values


def test_a_tolerance_lets_the_next_tier_choose(tmp_path):
    path = tmp_path / "tolerant.toml"
    rows = (f'[[tiers]]\nname = "{name}"\ntolerance = {2 if name == "minutes" else 0}\n' for name in NAMES)
    path.write_text("".join(rows), encoding="utf-8")
    policy = load_policy(path)
    plan = match(NIGHT, policy).plan
    assert verify(NIGHT, plan, policy).ok
    assert plan.recommendations[0].program_id == "far_and_cheap"
    minutes = next(tier for tier in plan.tiers if tier.name == "minutes")
    assert (minutes.best, minutes.value) == (0, 2)
