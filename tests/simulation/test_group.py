"""Children who are counted apart, and programs for an age band or a sex."""

from dataclasses import replace

import numpy as np
import pytest

from socopt.simulation import Addition, GreedyDesk, Group, additions_of, known_traits, simulate
from socopt.simulation.result import EVERYONE, POPULATION
from socopt.simulation.scenario import the_plan
from tests.simulation.conftest import child

COUNTED = {"days": 130, "warm_up": 20, "replications": 1}


@pytest.mark.parametrize(
    ("group", "years", "sex", "traits", "belongs"),
    [
        (Group(), 3, "F", (), True),
        (Group(traits=("deaf",)), 3, "F", ("deaf", "autism"), True),
        (Group(traits=("deaf", "autism")), 3, "F", ("deaf",), False),
        (Group(ages=(3, 5)), 2.9, "F", (), False),
        (Group(ages=(3, 5)), 3.1, "F", (), True),
        (Group(ages=(3, 5)), 5.9, "F", (), True),
        (Group(ages=(3, 5)), 6.1, "F", (), False),
        (Group(sex="M"), 3, "F", (), False),
        (Group(sex="F"), 3, "F", (), True),
    ],
)
def test_who_belongs(region_set, group, years, sex, traits, belongs):
    bits = region_set.traits.bits
    one = replace(child(region_set, 1, years=years), sex=sex)
    assert group.holds(bits)(one, bits.of(traits), int(years)) is belongs


def test_those_of_each_sex_are_everybody(region):
    parts = [simulate(region, population=Group(sex=sex), **COUNTED) for sex in ("F", "M", "X")]
    whole = simulate(region, population=Group(), **COUNTED)
    for measure in ("in_beds", "without_bed"):
        everybody = whole.find(measure, group=EVERYONE).estimate.value
        assert whole.find(measure, group=POPULATION).estimate.value == pytest.approx(everybody)
        found = [part.find(measure, group=POPULATION).estimate.value for part in parts]
        assert sum(found) == pytest.approx(everybody)
        assert min(found[:2]) > 0


def test_a_program_for_young_girls_takes_nobody_else(region_set):
    addition = Addition(traits=(), beds=20, setting="foster_home", area_id="A03", ages=(2, 6), sex="F")
    scenario = the_plan([addition], region_set.instance, region_set.traits.bits, region_set.languages)
    places = scenario.change(region_set.places)
    desk = GreedyDesk()
    system = region_set.system(desk, places, chosen=[addition.group.holds(region_set.traits.bits)])
    place, seen = len(places) - 1, []

    def placed(night):
        moves = GreedyDesk.place(desk, night)
        seen.extend((move.need.child.sex, system.clock.age(move.need.child, night.night))
                    for move in moves if move.place == place)  # fmt: skip
        return moves

    desk.place = placed
    system.run(region_set.residents, region_set.newcomers)
    assert len(seen) > 5
    assert {sex for sex, _ in seen} == {"F"}
    ages = np.array([age for _, age in seen])
    assert 2 <= ages.min() <= ages.max() <= 6


def test_ages_and_sex_of_a_program_are_read(region):
    row = {"traits": ["deaf"], "beds": 6, "setting": "group_home", "area": "A03", "ages": [12, 17], "sex": "F"}
    (found,) = additions_of([row], region, known_traits(region))
    assert found.group == Group(traits=("deaf",), ages=(12, 17), sex="F")
    assert found.text == "6 beds (group home, A03) for deaf, girls, 12 to 17"
