"""``socopt demo``: the main job on the bundled night."""

import json


def test_the_demo_matches_a_whole_night_with_every_tier_proven_and_checked(run, tmp_path):
    result = run("demo", "--out", tmp_path / "plan", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert told["checked"] is True
    assert all(tier["proven"] for tier in told["tiers"])
    assert (tmp_path / "plan" / "recommendations.csv").is_file()
