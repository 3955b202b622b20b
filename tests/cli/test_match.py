"""``socopt match``: its object for machines, its screen for people, what it writes and how it ends."""

import json
import re

import pytest

from socopt.cli.progress import progress_line, progress_on_stderr
from socopt.io import read_plan
from socopt.solver import TierProgress

TIER_KEYS = {"name", "value", "best", "bound", "proven", "proof"}
KEYS = {"status", "tiers", "lines", "served", "unserved", "seconds", "input_hash", "plan"}


def test_match_prints_one_object_that_says_what_the_plan_says(run, night, tmp_path):
    result = run("match", night, "--out", tmp_path / "plan", "--json")
    told = json.loads(result.stdout)
    written = read_plan(tmp_path / "plan")
    assert result.exit_code == 0
    assert set(told) >= KEYS
    assert all(set(tier) == TIER_KEYS for tier in told["tiers"])
    assert told["status"] == "optimal"
    assert told["plan"] == str(tmp_path / "plan")
    assert told["input_hash"] == written.input_hash
    assert told["lines"] == told["served"] + told["unserved"] == len(written.recommendations)
    assert [tier["value"] for tier in told["tiers"]] == [tier.value for tier in written.tiers]


def test_without_out_or_with_dry_run_nothing_is_written(run, night, tmp_path):
    assert json.loads(run("match", night, "--json").stdout)["plan"] is None
    result = run("match", night, "--out", tmp_path / "plan", "--dry-run", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["plan"] is None
    assert list(tmp_path.iterdir()) == []


def test_an_occupied_path_is_refused_and_left_as_it_was(run, night, tmp_path):
    (tmp_path / "precious.txt").write_text("mine")
    result = run("match", night, "--out", tmp_path)
    assert result.exit_code == 2
    assert "--overwrite" in result.stderr
    assert result.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


def test_overwrite_replaces_a_plan_but_nothing_else(run, night, plan, tmp_path):
    assert run("match", night, "--out", plan, "--overwrite").exit_code == 0
    other = tmp_path / "other"
    other.mkdir()
    (other / "precious.txt").write_text("mine")
    assert run("match", night, "--out", other, "--overwrite").exit_code == 2
    assert (other / "precious.txt").read_text() == "mine"


def test_a_stop_before_all_is_proven_exits_5_with_a_plan_or_6_without(run, night, tmp_path):
    result = run("match", night, "--out", tmp_path / "plan", "--time-limit", "0.000001", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["status"]) in {(5, "feasible"), (6, "no_solution")}
    assert (tmp_path / "plan").exists() == (result.exit_code == 5)


def test_an_impossible_limit_is_a_usage_error(run, night):
    assert run("match", night, "--time-limit", "-1").exit_code == 2
    assert run("match", night, "--workers", "0").exit_code == 2
    assert run("match", night, "--seed", "-1").exit_code == 2


def test_a_policy_that_cannot_be_read_is_a_usage_error_that_names_the_nearest_key(run, night, tmp_path):
    policy = tmp_path / "policy.toml"
    policy.write_text("[chains]\nmax_depht = 2\n")
    result = run("match", night, "--policy", policy)
    assert result.exit_code == 2
    assert "max_depth" in result.stderr


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_the_screen_tells_the_story_in_plain_text_down_a_pipe(run, night, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    result = run("match", night)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert max(len(line) for line in result.stdout.splitlines() if not line.strip().startswith("socopt ")) <= 100
    for words in (
        "1 placed   1 moved",
        "Without a safe bed tonight: 1 child, a place for 1 of them",
        "Chains: 1",
        "Children without a safe bed",
        "proven (certificate)",
        "every rule holds",
        "Next",
    ):
        assert words in result.stdout


def test_the_screen_shows_a_chain_in_the_order_of_its_steps(run, night):
    chains = run("match", night).stdout.partition("Chains")[2]
    assert re.search(r"first +ready +Maple home, Lowell +vacant *\n +then +urgent +office +Maple home, Lowell", chains)


@pytest.mark.parametrize(("option", "variable"), [("--no-color", ""), ("--quiet", "1")])
def test_no_color_is_obeyed_on_a_terminal(run, night, monkeypatch, option, variable):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", variable)
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", run("match", night, option).stdout)
    monkeypatch.delenv("NO_COLOR")
    assert re.search(r"\x1b\[[0-9;]*3[0-7]m", run("match", night).stdout)


def test_progress_is_drawn_only_on_a_terminal_and_not_when_quiet(monkeypatch, capsys):
    with progress_on_stderr(quiet=False, no_color=False) as on_progress:
        assert on_progress is None
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress_on_stderr(quiet=True, no_color=False) as on_progress:
        assert on_progress is None
    with progress_on_stderr(quiet=False, no_color=False) as on_progress:
        assert on_progress is not None
    assert capsys.readouterr().out == ""


def test_progress_says_the_tier_its_value_and_what_is_known_of_its_bound():
    tier = TierProgress(tier="placements", index=2, count=12, value=1400, bound=None, proven=False)
    assert progress_line(tier) == "tier 2 of 12  placements  value 1,400, bound none yet"
