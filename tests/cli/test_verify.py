"""``socopt verify``: 0 for a plan that keeps every rule, 7 for one that does not, 4 for one of another night."""

import json

from socopt.io import read_instance, write_instance


def test_a_plan_that_match_wrote_keeps_every_rule(run, night, matched):
    result = run("verify", night, matched, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert told["ok"] is True
    assert told["violations"] == []
    assert all(set(tier) == {"name", "value"} for tier in told["tiers"])
    assert "every rule" in run("verify", night, matched).stdout


def test_a_plan_without_the_first_step_of_its_chain_is_rejected(run, night, plan):
    table = plan / "recommendations.csv"
    table.write_text(table.read_text().replace(",move,vacant,full,", ",stay,full,full,"))
    result = run("verify", night, plan, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 7
    assert told["ok"] is False
    assert all(set(row) == {"rule", "line_id", "program_id", "detail"} for row in told["violations"])
    assert run("verify", night, plan).exit_code == 7


def test_a_plan_of_another_night_is_refused(run, night, matched, tmp_path):
    instance = read_instance(night)
    children = instance.table("children")
    children["urgency"] = 1
    write_instance(instance.replace(children=children), tmp_path / "other")
    result = run("verify", tmp_path / "other", matched, "--json")
    assert result.exit_code == 4
    assert json.loads(result.stdout)["kind"] == "RefusedError"


def test_a_plan_made_under_another_policy_is_refused(run, night, matched, tmp_path):
    policy = tmp_path / "policy.toml"
    policy.write_text("[chains]\nmax_depth = 2\n")
    assert run("verify", night, matched, "--policy", policy).exit_code == 4
