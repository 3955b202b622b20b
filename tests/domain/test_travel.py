"""Minutes are the same however they are asked for: of one pair, of many, of a block."""

import numpy as np
import pytest

from socopt.domain import Instance
from tests.nights import child, home, instance_of, need, service, travel


@pytest.fixture
def instance() -> Instance:
    """Sixty children and forty programs here and there, with some known trips, a school now and then."""
    dice = np.random.default_rng(5)

    def point() -> tuple[float, float]:
        return 42.3 + dice.uniform(-0.4, 0.4), -71.8 + dice.uniform(-1.5, 1.5)

    children, programs, needs = [], [], []
    for number in range(40):
        lat, lon = point()
        programs.append((home if number % 4 else service)(f"p{number:02}", lat=lat, lon=lon))
    for number in range(60):
        (lat, lon), (school_lat, school_lon) = point(), point()
        columns = {"home_lat": lat, "home_lon": lon} if number % 5 else {}
        if number % 3:
            columns |= {"school_lat": school_lat, "school_lon": school_lon}
        if number % 7 == 0:
            columns |= {"current_program_id": f"p{number % 40:02}"}
        children.append(child(f"c{number:02}", **columns))
        needs += [need(f"c{number:02}"), need(f"c{number:02}", service="mentoring", follows="placement")]
    trips = [(f"c{number:02}", f"p{number % 40:02}", number) for number in range(0, 60, 4)]
    trips += [("p07", "p08", 99), ("p14", "p09", 98), ("nobody", "p01", 5)]
    return instance_of(children, programs, needs, travel=travel(*trips))


def test_one_pair_many_pairs_and_a_block_agree(instance: Instance) -> None:
    found = instance.travel
    lines, programs = np.arange(len(instance.lines)), np.arange(len(instance.programs))
    block = found.minutes_block(lines, programs)
    single = [[found.minutes(line_id, program_id) for program_id in instance.programs] for line_id in instance.lines]
    assert block.tolist() == single
    row, column = (each.ravel() for each in np.meshgrid(lines, programs, indexing="ij"))
    assert (found.minutes_of(row, column) == block.ravel()).all()


def test_part_of_a_block_is_that_part_of_the_whole(instance: Instance) -> None:
    found = instance.travel
    whole = found.minutes_block(np.arange(len(instance.lines)), np.arange(len(instance.programs)))
    lines, programs = np.array([0, 3, 4, 77, 110]), np.array([1, 2, 8, 9, 31, 39])
    assert (found.minutes_block(lines, programs) == whole[np.ix_(lines, programs)]).all()
    nothing = np.zeros(0, dtype=np.int64)
    assert found.minutes_block(lines, nothing).shape == (5, 0)


def test_known_trips_stand_in_every_reading(instance: Instance) -> None:
    line_of = {line.child_id: line_id for line_id, line in instance.lines.items() if line.is_placement}
    for number in range(0, 60, 4):
        assert instance.travel.minutes(line_of[f"c{number:02}"], f"p{number % 40:02}") == number
    follows = [line_id for line_id, line in instance.lines.items()
               if line.child_id == "c07" and not line.is_placement]  # fmt: skip
    assert instance.travel.minutes(follows[0], "p08") == 99


@pytest.mark.parametrize("most", [0, 12, 45, 99])
def test_beyond_is_more_minutes_than_the_most(instance: Instance, most: int) -> None:
    lines, programs = np.arange(len(instance.lines)), np.arange(len(instance.programs))
    far = instance.travel.beyond(lines, programs, np.full(len(programs), most))
    assert (far == (instance.travel.minutes_block(lines, programs) > most)).all()


def test_minutes_to_school_agree_too(instance: Instance) -> None:
    found = instance.travel
    row, column = (each.ravel() for each in np.meshgrid(np.arange(60), np.arange(40), indexing="ij"))
    bulk = found.school_minutes_of(row, column)
    single = [found.minutes_to_school(child_id, program_id)
              for child_id in instance.children for program_id in instance.programs]  # fmt: skip
    assert bulk.tolist() == single
    assert set(bulk[row == 0].tolist()) == {-1}
