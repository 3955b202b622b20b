"""Towns, Areas and outlines: complete, valid, and apart from one another."""

from dataclasses import replace
from itertools import combinations

import pytest
from shapely.geometry import Point

from socopt.synth import geography
from socopt.synth.dice import Dice
from socopt.synth.geography import TOWN_RADIUS, Town, areas_of_state, outlines, point_near, regions_of_state

TOWNS = [town for area in areas_of_state().values() for town in area.towns]


def test_there_are_29_areas_in_6_regions_and_each_has_towns() -> None:
    areas = areas_of_state()
    assert len(areas) == 29
    assert regions_of_state() == ("R1", "R2", "R3", "R4", "R5", "R6")
    assert all(area.towns for area in areas.values())


def test_children_of_shared_cities_are_counted_once() -> None:
    assert sum(area.under_18 for area in areas_of_state().values()) == pytest.approx(1_397_434, abs=10)


def test_every_area_and_region_has_a_valid_outline() -> None:
    assert set(outlines()) == {*areas_of_state(), *regions_of_state()}
    assert all(outline.is_valid and not outline.is_empty for outline in outlines().values())


def test_areas_do_not_overlap_and_make_up_their_regions() -> None:
    areas = areas_of_state()
    for one, other in combinations(areas, 2):
        assert outlines()[one].intersection(outlines()[other]).area < 1e-9
    for region_id in regions_of_state():
        parts = sum(outlines()[area.area_id].area for area in areas.values() if area.region_id == region_id)
        assert parts == pytest.approx(outlines()[region_id].area)


def test_every_office_and_town_lies_in_its_area() -> None:
    for area in areas_of_state().values():
        points = [Point(area.office_lon, area.office_lat), *(Point(town.lon, town.lat) for town in area.towns)]
        assert all(outlines()[area.area_id].contains(point) for point in points), area.name


def inside(town: Town, lat: float, lon: float) -> bool:
    return bool(outlines()[town.area_id].contains(Point(lon, lat)))


def test_a_point_near_a_town_lies_in_its_area() -> None:
    """Also where the town is a spit of land, an island, or borders another Area on every side."""
    dice = Dice(7, "points")
    assert all(inside(town, *point_near(dice, town)) for town in TOWNS for _ in range(20))


def test_points_of_a_town_are_scattered_around_its_centre() -> None:
    dice, pittsfield = Dice(7, "points"), next(town for town in TOWNS if town.name == "Pittsfield")
    points = [point_near(dice, pittsfield) for _ in range(200)]
    assert len(set(points)) > 190
    assert max(abs(lat - pittsfield.lat) for lat, _ in points) == pytest.approx(TOWN_RADIUS, rel=0.1)


def test_the_same_dice_give_the_same_points() -> None:
    first, second = Dice(7, "points"), Dice(7, "points")
    assert [point_near(first, town) for town in TOWNS] == [point_near(second, town) for town in TOWNS]


def test_after_many_throws_into_the_sea_the_way_to_the_centre_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geography, "near", lambda dice, lat, lon: (lat + 1.0, lon + 3.0))
    nahant = next(town for town in TOWNS if town.name == "Nahant")
    assert inside(nahant, *point_near(Dice(7, "points"), nahant))


def test_a_town_outside_its_area_is_named() -> None:
    adrift = replace(TOWNS[0], lat=10.0)
    with pytest.raises(ValueError, match=f"{adrift.name} at 10.0.*outside Area A01"):
        point_near(Dice(7, "points"), adrift)
