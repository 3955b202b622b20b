"""Towns, Areas and outlines: complete, valid, and apart from one another."""

from itertools import combinations

import pytest
from shapely.geometry import Point

from socopt.synth.geography import areas_of_state, outlines, regions_of_state


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
        assert all(outlines()[area.area_id].buffer(1e-9).covers(point) for point in points), area.name
