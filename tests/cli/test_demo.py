"""``socopt demo``: the main job on a bundled night."""

import json


def test_the_demo_matches_a_whole_night_with_every_tier_proven_and_checked(run, tmp_path):
    result = run("demo", "region/west-1", "--out", tmp_path / "plan", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert told["checked"] is True
    assert all(tier["proven"] for tier in told["tiers"])
    assert (tmp_path / "plan" / "recommendations.csv").is_file()


def test_the_demo_says_how_contested_the_night_is(run):
    """Every figure of the contention report stands there, none of them zero."""
    result = run("demo", "region/west-1", "--quiet")
    assert result.exit_code == 0
    for told in ("few candidates", "only by a chain", "limits that bind", "linear relaxation", "scarce"):
        (line,) = [line for line in result.stdout.splitlines() if line.strip().startswith(told)]
        assert line.split(told)[1].split()[0] not in ("0", "0%")


def test_a_night_that_is_not_bundled_is_refused_by_name(run):
    result = run("demo", "region/east-9")
    assert result.exit_code == 2
    assert "massachusetts-2004/night-1, region/west-1" in result.stderr
