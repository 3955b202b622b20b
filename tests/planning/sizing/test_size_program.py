"""Sizes from an instance; levels and prices of members; what the command line says of bad input."""

import json

import pytest
from typer.testing import CliRunner

import socopt
from socopt.cli.app import app
from socopt.errors import DataError, UsageError
from socopt.planning.asking import asked
from socopt.planning.history import read_history
from socopt.planning.levels import level_of, levels_of_members
from socopt.planning.population import Population
from socopt.planning.sizing.money import cents_today
from socopt.policy import default_planning_policy

POLICY = default_planning_policy()


@pytest.fixture(scope="module")
def night():
    return socopt.synthesize(seed=1, children=300, history_years=3)


@pytest.fixture(scope="module")
def folder(night, tmp_path_factory):
    path = tmp_path_factory.mktemp("sized") / "night"
    socopt.write_instance(night, path, format="parquet")
    return path


@pytest.fixture(scope="module")
def run():
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


def test_the_level_of_a_population_is_that_of_half_its_members(night):
    history, population = read_history(night, POLICY), asked("self_harm", POLICY)
    levels = levels_of_members(population, history, night)
    level = level_of(population, history, night)
    assert (levels <= level).mean() >= 0.5
    assert (levels >= level).mean() >= 0.5


def test_a_declared_level_holds(night):
    population = Population(id="x", traits=("self_harm",), level=5)
    assert level_of(population, read_history(night, POLICY), night) == 5


def test_prices_of_today_are_per_diems_of_the_members_programs(night):
    history, population = read_history(night, POLICY), asked("self_harm", POLICY)
    prices = cents_today(population, history, night, history.areas)
    placed = night.table("children").set_index("child_id")["current_program_id"].dropna()
    cents = night.table("programs").set_index("program_id")["per_diem_cents"]
    members = {history.people.ids[place] for place in population.members(history).nonzero()[0]}
    expected = [int(cents[program]) for child, program in placed.items() if child in members and cents[program]]
    assert sorted(prices.tolist()) == sorted(expected)


def test_a_curve_of_a_synthetic_night(night):
    curve = socopt.size_program(night, asked("self_harm", POLICY), areas=None)
    assert curve.design in POLICY.designs
    assert curve.level in curve.design.levels
    assert curve.smallest() is not None
    assert curve.cents_today > 0


def test_demand_on_the_command_line(run, folder):
    result = run("demand", folder, "--population", "self_harm", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)["populations"][0]
    assert found["mean_census"]["low"] < found["mean_census"]["mean"] < found["mean_census"]["high"]
    shown = run("demand", folder, "--population", "self_harm", "--area").stdout
    assert shown.count("\n") > len(found["areas"])


def test_size_on_the_command_line(run, folder):
    result = run("size", folder, "--population", "self_harm", "--beds", "10-12", "--json")
    assert result.exit_code == 0, result.output
    assert [size["beds"] for size in json.loads(result.stdout)["sizes"]] == [10, 11, 12]
    assert "meet the aim" in run("size", folder, "--population", "self_harm").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("size", "--population", "slef_harm"), "'self_harm'"),
        (("size", "--population", "self_harm", "--beds", "many"), "expected a number of beds"),
        (("size", "--population", "self_harm", "--design", "specialized home"), "is not a design"),
        (("size", "--population", "self_harm", "--area", "A99"), "is not an Area"),
        (("size", "--population", "deaf+eating_disorder+wheelchair:M:0-0"), "nobody"),
        (("demand", "--setting", "hotel"), "nobody ever stayed"),
    ],
)
def test_bad_requests_say_what_is_wrong(run, folder, arguments, says):
    result = run(arguments[0], folder, *arguments[1:])
    assert result.exit_code == UsageError.exit_code
    assert says in result.stderr
    assert not result.stdout


def test_a_night_without_history_is_an_error():
    night = socopt.synthesize(seed=1, children=100)
    with pytest.raises(DataError, match="left care"):
        socopt.estimate_demands(night)
    with pytest.raises(DataError, match="left care"):
        socopt.size_program(night, asked("self_harm", POLICY))


def test_a_short_history_is_an_error():
    night = socopt.synthesize(seed=1, children=100, history_years=1)
    with pytest.raises(DataError, match=r"1.0 years.* 2 years or more"):
        socopt.estimate_demands(night)
