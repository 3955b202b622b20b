"""``socopt populations`` on a synthetic night with planted populations, and with what cannot be answered."""

import json
from functools import cache

import pandas as pd
import pytest
from typer.testing import CliRunner

from socopt.cli.app import app
from socopt.domain import Instance
from socopt.errors import DataError, PolicyError
from socopt.io import write_instance
from socopt.planning.finding import find_populations
from socopt.policy.planning import read_planning_policy
from socopt.runs.find_populations import populations_of_night
from socopt.synth import synthesize_planted

PLANT = ("deaf+fire_setting:9:3", "eating_disorder+pregnant+wheelchair:8:3")
KEYS = {
    "id", "traits", "age_band", "sex", "level", "census", "interval", "scale", "areas", "probability_viable",
    "served_today", "evidence", "origin",
}  # fmt: skip


@cache
def planted() -> tuple[Instance, tuple[frozenset[str], ...]]:
    """A Region's night of 900 children with three years of history, and who was planted."""
    night, answer = synthesize_planted(PLANT, seed=3, children=900, history_years=3)
    ids = (frozenset(i for ids in population.children.values() for i in ids) for population in answer.populations)
    return night, tuple(ids)


@pytest.fixture(scope="module")
def night() -> Instance:
    return planted()[0]


@pytest.fixture(scope="module")
def found(night):
    return find_populations(night)


@pytest.fixture
def told(found, monkeypatch):
    """What the command line tells of the same findings; reading and finding are tested by themselves."""
    asked = []

    def populations_of_night(path, **options):
        asked.append(options)
        return found

    monkeypatch.setattr("socopt.runs.find_populations.populations_of_night", populations_of_night)

    def run(*options: str):
        return CliRunner().invoke(app, ["populations", "night", *options]), asked

    return run


def test_what_was_planted_is_mined_with_its_children(found):
    mined = {finding.population.traits: finding for finding in found if finding.population.origin == "mined"}
    for text, children in zip(PLANT, planted()[1], strict=True):
        finding = mined[tuple(text.split(":")[0].split("+"))]
        theirs = {child_id for ids in finding.by_area.values() for child_id in ids}
        assert len(theirs & children) >= 0.8 * max(len(theirs), len(children))


def test_every_finding_hangs_together(found):
    for finding in found:
        assert finding.census == sum(len(ids) for ids in finding.by_area.values())
        assert finding.mean_census.low <= finding.mean_census.mean <= finding.mean_census.high
        assert finding.served_today["children"] == finding.census
        assert (finding.scale == "individual") == (finding.individualized is not None) == (finding.chosen is None)
        assert (finding.population.origin == "mined") == (finding.evidence is not None)


def test_one_object_has_what_machines_ask_for_and_no_ids(told):
    result, _ = told("--json")
    assert result.exit_code == 0, result.output
    populations = json.loads(result.stdout)["populations"]
    assert all(set(population) >= KEYS for population in populations)
    assert {population["scale"] for population in populations} <= {
        "area", "coalition", "region", "regions", "individual",
    }  # fmt: skip
    assert not any(child_id in result.stdout for child_id in planted()[1][0])


def test_ids_are_told_where_they_are_asked_for(told):
    populations = json.loads(told("--json", "--identified")[0].stdout)["populations"]
    given = {child_id for each in populations for ids in each["children_by_area"].values() for child_id in ids}
    assert len(planted()[1][0] & given) >= 0.8 * len(planted()[1][0])


@pytest.mark.parametrize(
    ("options", "with_declared", "with_mined"),
    [((), True, True), (("--mined",), False, True), (("--declared",), True, False)],
)
def test_declared_and_mined_are_looked_for_unless_one_is_asked_for(told, options, with_declared, with_mined):
    _, asked = told(*options, "--quiet", "--seed", "5")
    assert (asked[0]["with_declared"], asked[0]["with_mined"], asked[0]["seed"]) == (with_declared, with_mined, 5)


def test_words_name_each_population_and_what_sustains_it(told, found):
    text = told("--quiet")[0].stdout
    assert "Children who set fires, ten and older" in text
    assert all(finding.population.name in text for finding in found)
    assert not any(child_id in text for child_id in planted()[1][0])


def test_a_night_on_disk_is_read_and_searched(night, tmp_path):
    write_instance(night, tmp_path / "night", format="parquet")
    on_disk = populations_of_night(tmp_path / "night", with_mined=False)
    assert on_disk.to_dict() == find_populations(night, with_mined=False).to_dict()


def test_a_population_that_nobody_has_is_said_to_be_nobody(night):
    entry = {"id": "toddlers-on-the-run", "text": "none", "traits": ["substance_use", "deaf"], "ages": [0, 1]}
    found = find_populations(night, read_planning_policy({"populations": [entry]}), with_mined=False)
    assert len(found) == 0
    assert "nobody" in found.nobody[0]
    assert "toddlers-on-the-run" in found.nobody[0]
    assert found.to_dict()["nobody"] == list(found.nobody)
    assert "toddlers-on-the-run" in found.summary()


def test_a_smallest_program_larger_than_the_state_is_refused(night):
    designs = [
        {
            "name": "palace", "setting": "group_home", "levels": [1, 2, 3, 4, 5, 6], "least_beds": 2000,
            "most_beds": 4000, "least_occupancy": 0.9, "max_minutes": 60, "fixed_cents": 1, "bed_cents": 1,
            "step_beds": 1, "step_cents": 1,
        }
    ]  # fmt: skip
    with pytest.raises(PolicyError, match=r"smallest palace needs 1800\.0 children .* lower least_beds"):
        find_populations(night, read_planning_policy({"designs": designs}))


def test_an_area_that_no_child_came_from_is_in_no_coalition(night):
    areas = night.table("areas")
    empty = areas.iloc[[0]].assign(area_id="A99", name="Nowhere")
    wider = night.replace(areas=pd.concat([areas, empty], ignore_index=True))
    found = find_populations(wider, with_mined=False)
    assert "A99" in found.unseen
    assert all("A99" not in option.areas for finding in found for option in finding.options)
    assert "A99: these Areas are in no coalition" in found.summary()


@pytest.mark.parametrize("table", ["episodes", "former_children"])
def test_a_night_without_history_is_refused(night, table):
    with pytest.raises(DataError, match=r"--history 5y"):
        find_populations(night.replace(**{table: night.table(table).iloc[:0]}))


def test_too_short_a_history_is_refused(night):
    policy = read_planning_policy({"history": {"least_years": 4}})
    with pytest.raises(DataError, match=r"4 years or more"):
        find_populations(night, policy)


def test_the_table_has_a_row_for_each_population_and_scale(found):
    frame = found.to_frame()
    assert len(frame) == sum(len(finding.options) for finding in found)
    assert set(frame.loc[frame["chosen"], "scale"]) <= {"area", "coalition", "region", "regions"}
