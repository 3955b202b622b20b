"""Planted populations: as many as asked, where asked, found in the tables, and told in the answer alone."""

import json
from collections import Counter
from functools import cache

import pandas as pd
import pytest

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.io import validate, write_instance
from socopt.policy import Night, default_policy
from socopt.synth import synthesize, synthesize_planted
from socopt.synth.parameters import REGION
from socopt.synth.special_populations import Answer
from socopt.synth.special_populations.crowding import Crowding
from socopt.synth.special_populations.people import Person
from socopt.synth.special_populations.spec import read_specs
from socopt.units import age_in_years

PLANT = ("deaf+fire_setting:6:2", "autism+wheelchair:8:3:M:5-16", "2")


@cache
def planted(seed: int = 2) -> tuple[Instance, Answer]:
    return synthesize_planted(PLANT, seed=seed, children=900, history_years=3)


def bearers(night: Instance, traits: tuple[str, ...]) -> set[str]:
    """Children in care who have all of the traits."""
    of_child = night.table("traits").groupby("child_id")["trait"].agg(set)
    in_care = {child.child_id for child in night.children.values() if child.status != "at_home"}
    return {child_id for child_id, theirs in of_child.items() if set(traits) <= theirs} & in_care


def former_bearers(night: Instance, traits: tuple[str, ...]) -> set[str]:
    former = night.table("former_children").set_index("child_id")["traits"].fillna("").str.split(";")
    return {child_id for child_id, theirs in former.items() if set(traits) <= set(theirs)}


def everybody(by_area) -> set[str]:
    return {child_id for ids in by_area.values() for child_id in ids}


def test_the_answer_is_what_the_tables_say():
    night, answer = planted()
    assert len(answer.populations) == 4
    for population in answer.populations:
        assert everybody(population.children) == bearers(night, population.traits) - set(population.others)
        assert everybody(population.history) == former_bearers(night, population.traits)
        assert len(population.others) <= 3
        assert len(everybody(population.children)) == population.census
        for area_id, ids in population.children.items():
            assert {night.children[child_id].home_area_id for child_id in ids} == {area_id}
            assert len(ids) <= population.per_area


def test_age_and_sex_are_as_asked_and_as_the_traits_concern():
    night, answer = planted()
    for population in answer.populations:
        low, high = population.ages or (0, 99)
        for child_id in everybody(population.children):
            child = night.children[child_id]
            age = age_in_years(child.birth_date, night.night)
            assert low <= age <= high
            assert population.sex in (None, child.sex)
            for rate in (REGION.traits[trait] for trait in population.traits):
                assert age >= rate.min_age
                assert rate.sex in (None, child.sex)


def test_never_more_in_an_area_on_any_day_and_about_the_census_all_along():
    night, answer = planted()
    stays = night.table("episodes")
    ends = stays["end"].fillna(pd.Timestamp(night.night) + pd.Timedelta(days=1))
    spans = (
        pd.DataFrame({"start": stays["start"], "end": ends})
        .groupby(stays["child_id"])
        .agg({"start": "min", "end": "max"})
    )
    days = pd.date_range(pd.Timestamp(night.night) - pd.Timedelta(days=3 * 365), night.night, freq="20D")
    for population in answer.populations:
        of_area = {
            area_id: (*population.children.get(area_id, ()), *population.history.get(area_id, ()))
            for area_id in {*population.children, *population.history}
        }
        totals = []
        for day in days:
            there = {
                area_id: sum(spans["start"][i] <= day < spans["end"][i] for i in ids if i in spans.index)
                for area_id, ids in of_area.items()
            }
            assert max(there.values()) <= population.per_area
            totals.append(sum(there.values()))
        assert 0.4 * population.census < sum(totals) / len(totals) < 1.8 * population.census


def test_who_lives_in_a_program_lives_in_one_that_serves_the_traits_and_is_not_over_a_limit():
    night, answer = planted()
    serves = night.table("competencies").groupby("program_id")["trait"].agg(set)
    limits = {(row.program_id, row.trait): row.at_most for row in night.table("program_limits").itertuples()}
    traits = night.table("traits").groupby("child_id")["trait"].agg(set)
    for population in answer.populations:
        for child_id in everybody(population.children):
            home = night.children[child_id].current_program_id
            if home is not None:
                assert set(population.traits) <= serves[home]
                residents = [c.child_id for c in night.children.values() if c.current_program_id == home]
                for trait in population.traits:
                    held = sum(trait in traits.get(resident, set()) for resident in residents)
                    assert held <= limits.get((home, trait), 99)


def test_decoys_of_drawn_populations_have_one_trait_and_not_the_others():
    night, answer = planted()
    halves = [decoy for decoy in answer.decoys if decoy.kind == "one_trait"]
    assert Counter(decoy.population_id for decoy in halves).keys() == {"population-3", "population-4"}
    by_id = {population.population_id: population for population in answer.populations}
    for decoy in halves:
        children = everybody(decoy.children)
        assert children <= bearers(night, decoy.traits)
        assert not children & bearers(night, by_id[decoy.population_id or ""].traits)
        assert len(children) == decoy.census > 0


def test_decoys_by_chance_are_met_about_as_often_as_chance_would_have_it():
    night, answer = planted()
    pairs = [decoy for decoy in answer.decoys if decoy.kind == "chance"]
    assert pairs
    for decoy in pairs:
        assert everybody(decoy.children) == bearers(night, decoy.traits)
        assert decoy.census == len(everybody(decoy.children))
        assert 1 / 1.6 < decoy.census / (decoy.expected_by_chance or 0) < 1.6


def test_a_planted_night_is_valid_and_says_nothing_of_it(tmp_path):
    night, _ = planted()
    write_instance(night, tmp_path / "night", format="parquet")
    assert validate(tmp_path / "night").errors == ()
    assert "plant" not in (tmp_path / "night" / "manifest.toml").read_text("utf-8")
    assert Night(night, default_policy()).units


def test_planting_changes_traits_and_competencies_alone():
    plain = synthesize(seed=2, children=900, history_years=3)
    night, _ = planted()
    for name in ("children", "programs", "needs", "episodes", "child_resources", "orders"):
        assert plain.table(name).equals(night.table(name)), name
    assert not plain.table("traits").equals(night.table("traits"))


def test_the_same_seed_plants_the_same_and_other_seeds_other_populations():
    arguments = {"children": 300, "history_years": 1}
    one, again = (synthesize_planted(["2"], seed=2, **arguments)[1] for _ in range(2))
    assert one == again
    assert synthesize_planted(["2"], seed=3, **arguments)[1] != one


def test_the_answer_reads_as_json():
    _, answer = planted()
    read = json.loads(answer.to_json(seed=2))
    assert read["seed"] == 2
    assert [p["census"] for p in read["populations"]][:2] == [6, 8]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("deaf+purple:6", "'purple' .* is unknown; possible are autism, deaf"),
        ("deaf:6", "with 2 to 4 traits"),
        ("deaf+autism", "expected TRAIT"),
        ("deaf+autism:0", "expected TRAIT"),
        ("deaf+autism:six", "expected TRAIT"),
        ("deaf+autism:6:2:3", "each once"),
        ("deaf+autism:6:F:M", "each once"),
        ("deaf+autism:6:17-12", "ages from 0 to 20"),
        ("deaf+autism:6:12-30", "ages from 0 to 20"),
        ("deaf+pregnant:3:M", "concerns F only"),
        ("deaf+fire_setting:3:2-8", "concerns ages from 10"),
        ("deaf+fire_setting:60:2", "possible are up to 8"),
        ("deaf+unaccompanied_refugee:90", "up to .* are possible"),
        ("runaway_history+substance_use:1", "is common"),
        ("0", "at least 1"),
        ("90", "are possible"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(text, says):
    with pytest.raises(UsageError, match=says):
        synthesize_planted([text], seed=2, children=300)


def test_one_population_within_another_is_refused():
    with pytest.raises(UsageError, match="planted twice"):
        read_specs(("deaf+autism:6", "autism+deaf+wheelchair:6"), REGION.traits)


def test_populations_are_planted_in_one_state_only():
    with pytest.raises(UsageError, match="one state"):
        synthesize_planted(["1"], preset="massachusetts-2004", children=30_000)


def test_crowding_counts_those_who_are_there_at_the_same_time():
    crowding = Crowding(1)

    def somebody(since: int, until: int, area_id: str = "A1") -> Person:
        return Person(person_id="X", sex="F", age=9, area_id=area_id, since=since, until=until)

    crowding.add(somebody(10, 20))
    assert not crowding.room_for(somebody(19, 30))
    assert not crowding.room_for(somebody(5, 40))
    assert crowding.room_for(somebody(20, 30))
    assert crowding.room_for(somebody(12, 15, "A2"))
