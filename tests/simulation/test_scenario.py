"""What is compared, and how it is told: plans, averages, intervals, the page, the command line, bad input."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import socopt
from socopt.cli.app import app
from socopt.domain import Instance, schema
from socopt.errors import UsageError
from socopt.simulation import Addition, Group, additions_of, known_traits, simulate
from socopt.simulation.intervals import BATCHES, how, ratio_of
from socopt.simulation.places import NO_LIMIT
from socopt.simulation.result import EVERYONE, POPULATION
from socopt.simulation.scenario import addition_of, buy_the_average, do_nothing, spread, the_plan
from socopt.simulation.tally import MEASURES
from socopt.synth import bundled_instance_path
from socopt.synth.careers.assumptions import SETTINGS

WEST = str(bundled_instance_path("region/west-1"))
PLAN = Addition(traits=("fire_setting",), beds=6, setting="group_home", area_id="A03")


@pytest.fixture(scope="module")
def result(region):
    return simulate(region, additions=[PLAN], average=True, days=160, warm_up=40, replications=1,
                    perturb={"arrivals": 1.3})  # fmt: skip


# ---------------------------------------------------------------- scenarios
def test_specifications_are_read(region):
    bits = known_traits(region)
    assert addition_of("fire_setting:6:group_home:A03", region, bits) == PLAN
    assert addition_of(":4:foster_home:A01", region, bits).traits == ()
    row = {"traits": ["fire_setting"], "beds": 6, "setting": "group_home", "area": "A03"}
    assert additions_of([row], region, bits) == additions_of({"programs": [row]}, region, bits) == (PLAN,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fire_setting:6:group_home", "not understood"),
        ("fire_setting:six:group_home:A03", "not understood"),
        ("fires:6:group_home:A03", "'fires' is unknown; possible are"),
        ("fire_setting:6:castle:A03", "'castle' is unknown; possible are"),
        ("fire_setting:6:kinship_home:A03", "'kinship_home' is unknown"),
        ("fire_setting:6:group_home:A99", "'A99' is unknown; possible are"),
        ("fire_setting:0:group_home:A03", "at least 1"),
    ],
)
def test_a_specification_that_cannot_be_is_refused(region, text, said):
    with pytest.raises(UsageError, match=said):
        addition_of(text, region, known_traits(region))


@pytest.mark.parametrize(
    "data", [{}, [], "text", [3], [{"traits": ["deaf"], "beds": "x", "setting": "a", "area": "b"}]]
)
def test_json_that_lists_no_programs_is_refused(region, data):
    with pytest.raises(UsageError, match="add:"):
        additions_of(data, region, known_traits(region))


def test_the_plan_adds_a_program_for_its_children_alone(region_set):
    places = region_set.places
    scenario = the_plan([PLAN], region_set.instance, region_set.traits.bits, region_set.languages)
    changed = scenario.change(places)
    assert changed.ids == (*places.ids, "PLAN1")
    assert changed.beds.sum() == places.beds.sum() + 6
    assert changed.reserved[-1] == region_set.traits.bits.of(["fire_setting"])
    assert changed.serves[-1] & changed.reserved[-1]
    assert SETTINGS[changed.setting[-1]] == "group_home"
    assert do_nothing().change(places) is places


def test_the_average_spreads_the_same_beds_over_programs_of_the_setting(region_set):
    places = region_set.places
    more = buy_the_average([PLAN]).change(places).beds - places.beds
    assert more.sum() == 6
    assert set(np.flatnonzero(more)) <= set(np.flatnonzero((places.setting == SETTINGS.index("group_home"))
                                                           & (places.opens < NO_LIMIT)))  # fmt: skip


@pytest.mark.parametrize("beds", range(1, 12))
def test_beds_are_spread_in_proportion(beds):
    weights = np.array([5, 0, 3, 2])
    given = spread(beds, weights)
    assert given.sum() == beds
    assert given[1] == 0
    assert (np.abs(given - beds * weights / 10) < 1).all()


def test_beds_cannot_be_spread_over_nothing():
    with pytest.raises(UsageError, match="no program"):
        spread(3, np.array([0, 0]))


# ---------------------------------------------------------------- intervals
def test_intervals_hold_the_true_ratio_as_often_as_they_say():
    """Counts with a ratio of 0.3, dependent within a week: nine in ten intervals hold it."""
    dice, held = np.random.default_rng(2), 0
    for _ in range(400):
        below = dice.poisson(3.0, 700).astype(float)
        weekly = np.repeat(dice.beta(3.0, 7.0, 100), 7)
        estimate = ratio_of([np.stack([dice.binomial(below.astype(int), weekly), below])]).estimate(100.0)
        held += estimate.low <= 30.0 <= estimate.high
    assert 0.85 < held / 400 < 0.945


def test_many_runs_are_the_sample_and_few_are_cut_into_batches():
    run = np.ones((2, 50))
    assert len(ratio_of([run] * 5).residuals) == 5
    assert len(ratio_of([run] * 2).residuals) == 2 * BATCHES
    assert "5 runs" in how(5)
    assert "20 batches" in how(2)
    assert ratio_of([np.zeros((2, 50))]) is None


def test_paired_differences_know_that_runs_met_the_same_children():
    """Two scenarios that differ by a constant differ for certain, however much they vary together."""
    noise = np.random.default_rng(1).normal(10.0, 3.0, 200)
    low, high = (ratio_of([np.stack([noise + more, np.ones(200)])]) for more in (0.0, 1.0))
    change = high.beside(low, 1.0)
    assert change.value == pytest.approx(1.0)
    assert change.high - change.low < 1e-9
    assert high.estimate(1.0).high - high.estimate(1.0).low > 0.3


# ---------------------------------------------------------------- results
def test_every_measure_of_every_scenario_and_world_is_there_once(result):
    keys = [(f.world, f.scenario, f.group, f.measure) for f in result.findings]
    assert len(keys) == len(set(keys)) == 2 * 3 * 2 * len(MEASURES)
    for finding in result.findings:
        estimate = finding.estimate
        if estimate.value is not None:
            assert 0 <= estimate.low <= estimate.value <= estimate.high
        assert (finding.change is None) == (finding.scenario == "do nothing" or estimate.value is None)


def test_the_page_tells_scenarios_side_by_side_and_other_worlds(result):
    page = result.summary()
    assert "do nothing" in page
    assert "Of the population: fire setting" in page
    assert "arrivals x 1.3" in page
    assert "90% intervals" in page
    assert result.find("waits").estimate.value == pytest.approx(
        float(page.split("or longer (%)")[1].split()[0]), abs=0.06
    )
    with pytest.raises(KeyError, match="happiness"):
        result.find("happiness")


def test_a_frame_and_an_object_say_the_same(result):
    frame, data = result.to_frame(), result.to_dict()
    assert len(frame) == len(data["findings"])
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert set(frame["group"]) == {EVERYONE, POPULATION}


def test_more_beds_for_a_population_shorten_its_waits(region):
    """Beds that only they may have: fewer of them wait, and others have no less room."""
    plan = Addition(traits=("substance_use",), beds=30, setting="group_home", area_id="A03")
    found = simulate(region, additions=[plan], days=300, warm_up=60, replications=2)
    assert found.find("mean_wait", "the plan", POPULATION).change.high < 0
    assert found.find("lapsed", "the plan", POPULATION).change.value < 0


# ---------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"days": 100, "warm_up": 90}, "days"),
        ({"warm_up": -1}, "days"),
        ({"replications": 0}, "replications"),
        ({"perturb": {"weather": 2.0}}, "'weather' is unknown"),
        ({"perturb": {"arrivals": 0.0}}, "not possible"),
        ({"perturb": {"stays": 99.0}}, "not possible"),
        ({"average": True}, "no plan"),
        ({"population": Group(traits=("wings",))}, "'wings' is unknown"),
    ],
)
def test_what_cannot_be_simulated_is_refused(region, given, said):
    with pytest.raises(UsageError, match=said):
        simulate(region, **given)


@pytest.mark.parametrize(("table", "said"), [("children", "no children"), ("programs", "no placement programs")])
def test_an_instance_without_children_or_programs_is_refused(region, table, said):
    tables = {name: region.table(name) for name in ("areas", "regions", "children", "programs", "providers")}
    tables[table] = schema().tables[table].empty()
    if table == "programs":
        tables["children"] = tables["children"].assign(current_program_id=None, status="awaiting")
    with pytest.raises(UsageError, match=said):
        simulate(Instance(region.manifest, tables))


# ---------------------------------------------------------------- command line
def run(*arguments):
    return CliRunner().invoke(app, ["simulate", WEST, *arguments])


def test_the_command_prints_a_page_or_one_object(tmp_path):
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps([{"traits": ["deaf"], "beds": 2, "setting": "group_home", "area": "A01"}]))
    short = ["--days", "125", "--warm-up", "20", "--replications", "1", "--add", str(plan)]
    page, data = run(*short), run(*short, "--json", "--quiet")
    assert page.exit_code == data.exit_code == 0, page.output
    assert "the plan" in page.stdout
    assert "run 1 of 1" in page.stderr
    assert data.stderr == ""
    assert json.loads(data.stdout)["scenarios"]["the plan"].startswith("2 beds")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--desk", "oracle"], "desk: 'oracle' is unknown"),
        (["--perturb", "arrivals"], "NAME=FACTOR"),
        (["--add", "nowhere.json"], "cannot be read"),
        (["--truth", "nowhere.json"], "cannot be read"),
        (["--truth", WEST + "/manifest.toml"], "is not JSON"),
        (["--days", "50"], "to count"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, said):
    found = run(*arguments)
    assert found.exit_code == 2
    assert said in found.stderr


def test_the_facade_has_it():
    assert socopt.simulate is simulate
