"""The drivers of nights run on a tiny one: prepared, solved by all, tabled; peers and bounds agree."""

import json

import pytest

from benchmarks.nights import command
from benchmarks.nights.files import Folder
from benchmarks.nights.report import exponent
from benchmarks.nights.specs import GROWTH, INSTANT, NIGHTS, SOLVERS, nights_named
from socopt.errors import UsageError

NIGHT = "smoke-7"


def call(action, folder, *arguments):
    return command.main([action, str(folder), "--nights", NIGHT, *arguments])


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """Every solver on the smoke night."""
    path = tmp_path_factory.mktemp("nights")
    assert call("prepare", path) == 0
    for solver in INSTANT:
        assert call("job", path, "--solvers", solver) == 0
    for solver in SOLVERS:
        assert call("job", path, "--solvers", solver, "--seconds", "60") == 0
    return path


@pytest.fixture(scope="module")
def answers(solved):
    found = [json.loads(path.read_text(encoding="utf-8")) for path in (solved / "answers").iterdir()]
    return {answer["solver"]: answer for answer in found}


def test_all_solvers_prove_the_same_values(answers):
    exact = [answers[solver] for solver in SOLVERS]
    assert all(all(answer["proven"]) for answer in exact)
    assert len({tuple(answer["values"]) for answer in exact}) == 1
    assert all(answer["bounds"] == answer["values"] for answer in exact)


def test_the_flow_bounds_and_the_desk_does_no_better(answers):
    best = answers["socopt"]["values"]
    assert answers["flow"]["bounds"][0] <= best[0]
    assert answers["greedy"]["values"] >= best
    assert answers["greedy"]["note"] == ""


def test_the_table_names_every_solver_and_who_is_ahead(solved, capsys):
    svg = solved / "plot.svg"
    assert call("table", solved, "--svg", str(svg)) == 0
    text = capsys.readouterr().out
    assert all(f"| {solver} |" in text for solver in (*SOLVERS, *INSTANT))
    assert "- 60 s: equal in every tier to the best peer" in text
    assert "every tier proven" in text
    assert "Measured at commit" in text
    assert "<svg" in svg.read_text(encoding="utf-8")


def test_the_table_has_a_line_of_effort_and_a_line_of_values_for_each(solved, answers, capsys):
    assert call("table", solved) == 0
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines() if line.startswith("| socopt |")]
    effort, values = ([cell.strip("| ") for cell in row] for row in rows)
    ours, flow = answers["socopt"], answers["flow"]
    assert effort[1:4] == ["60", f"{ours['seconds']:.2f}", f"{ours['processor']:.2f}"]
    assert effort[4] == f"{ours['seconds'] / flow['seconds']:,.0f}"
    assert int(effort[6]) == len(ours["values"])
    assert values[2:] == [f"{value:,}" for value in ours["values"]]


def test_jobs_are_listed_one_by_one_and_those_done_are_marked(solved, capsys):
    assert call("list", solved, "--solvers", "socopt", "--seconds", "10", "60") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.endswith("# done") for line in lines] == [False, True]
    assert call("list", solved, "--solvers", "socopt", "flow", "--seconds", "inf") == 0
    flow, unlimited = capsys.readouterr().out.splitlines()
    assert flow.endswith("--solvers flow  # done")
    assert unlimited.endswith("--solvers socopt --seconds inf")
    assert all("nights job" in line and f"--nights {NIGHT}" in line for line in lines)


def test_what_is_not_there_is_said(tmp_path, capsys):
    assert command.main(["list", str(tmp_path), "--nights", "winter"]) == 2
    assert "unknown 'winter'" in capsys.readouterr().err
    assert call("job", tmp_path, "--solvers", "highs", "--seconds", "1") == 2
    assert "prepare the night 'smoke-7' first" in capsys.readouterr().err
    assert call("job", tmp_path) == 2
    assert "name one night, one solver and one limit" in capsys.readouterr().err


def test_every_job_of_the_full_list_is_different(tmp_path, capsys):
    assert command.main(["list", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(set(lines)) == 15 * (2 + 4 * 3)


def test_an_exponent_is_that_of_a_power():
    assert exponent([(10, 2.0), (100, 2.0 * 10**1.5), (1000, 2.0 * 10**3)]) == pytest.approx(1.5)
    assert exponent([(10, 2.0)]) is None


def test_a_folder_without_answers_makes_an_empty_report(tmp_path, capsys):
    assert command.main(["table", str(tmp_path)]) == 0
    assert "###" not in capsys.readouterr().out
    assert Folder(tmp_path).facts("any").name == "any.json"


def test_a_night_goes_by_its_kind_or_its_kind_and_any_seed():
    assert {night.seed for night in nights_named("surge")} == {201, 202, 203}
    assert nights_named("all-3000") == (GROWTH[1],)
    for night in NIGHTS:
        assert nights_named(night.name) == (night,)
    (unseen,) = nights_named("capped-977")
    assert (unseen.seed, unseen.policy) == (977, nights_named("capped")[0].policy)
    assert nights_named("all-3000-7")[0].children == 3_000


@pytest.mark.parametrize("name", ["dusk", "dusk-201", "night-", "night-x", "", "-201"])
def test_a_night_of_no_kind_is_refused_with_what_is_expected(name):
    with pytest.raises(UsageError, match=r"expected one of night, capped, surge"):
        nights_named(name)
