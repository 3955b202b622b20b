"""The build of the maps on a country of two counties, with no network."""

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box

from maps.atlas import counties, state_outline
from maps.cells import Face, Label, Site, dissolved, faces

WEST = MultiPolygon([box(-72.0, 42.0, -71.9, 42.1)])
EAST = MultiPolygon([Polygon([(-71.9, 42.0), (-71.8, 42.0), (-71.75, 42.1), (-71.9, 42.1)])])
OFFICES = {"A": Point(-71.98, 42.05), "B": Point(-71.92, 42.05), "C": Point(-71.85, 42.02)}
AREAS_OF_TOWN = {1: ["A", "B"], 2: ["C"], 3: ["C"]}


def site(town_id: int, county: str, lon: float, lat: float) -> Site:
    return Site(town_id=town_id, county=county, point=Point(lon, lat))


SITES = [site(1, "West", -71.95, 42.05), site(2, "East", -71.87, 42.03), site(3, "East", -71.82, 42.07)]


def country(sites: list[Site] = SITES, east: MultiPolygon = EAST) -> list[Face]:
    return faces({"West": WEST, "East": east}, sites, AREAS_OF_TOWN, OFFICES)


def of(label: Label, found: list[Face]) -> shapely.Geometry:
    return dissolved([face.outline for face in found if face.label == label])


def test_faces_cover_the_counties_without_gap_or_overlap() -> None:
    """Also where a border of one county meets the middle of the other's."""
    found = [face.outline for face in country()]
    assert shapely.coverage_is_valid(found)
    assert shapely.union_all(found).symmetric_difference(WEST.union(EAST)).area < 1e-7


def test_a_second_build_gives_the_same_bytes() -> None:
    once, again = country(), country()
    assert [(face.label, face.outline.wkb) for face in once] == [(face.label, face.outline.wkb) for face in again]


def test_a_shared_town_is_divided_by_nearest_office() -> None:
    a, b = of(Label(1, "A"), country()), of(Label(1, "B"), country())
    assert a.contains(OFFICES["A"])
    assert b.contains(OFFICES["B"])
    assert abs(a.bounds[2] - -71.95) < 1e-3


def test_a_town_keeps_to_its_county() -> None:
    """Its centre may be the nearest to land across the border."""
    found = country([site(1, "West", -71.901, 42.05), *SITES[1:]])
    assert of(Label(2, "C"), found).union(of(Label(3, "C"), found)).symmetric_difference(EAST).area < 1e-7


def test_an_office_draws_land_to_its_town() -> None:
    more = of(Label(3, "C"), country([*SITES, site(3, "East", -71.89, 42.04)]))
    assert more.contains(Point(-71.89, 42.04))
    assert not of(Label(3, "C"), country()).contains(Point(-71.89, 42.04))


def test_an_islet_without_a_centre_goes_to_the_nearest_town_of_its_county() -> None:
    islet = box(-71.70, 42.08, -71.69, 42.09)
    found = country(east=MultiPolygon([*EAST.geoms, islet]))
    assert of(Label(3, "C"), found).contains(islet.centroid)


def test_land_that_a_bay_cuts_off_goes_to_the_neighbour_along_it() -> None:
    """Nearest across the water is not nearest on land."""
    bay = box(-71.86, 42.045, -71.70, 42.055)
    found = country(
        [SITES[0], site(2, "East", -71.85, 42.0), site(3, "East", -71.80, 42.06)],
        MultiPolygon([EAST.difference(bay)]),
    )
    assert of(Label(2, "C"), found).geom_type == "Polygon"
    assert of(Label(3, "C"), found).geom_type == "Polygon"


def test_topology_is_decoded_arc_by_arc() -> None:
    """A square county with a neighbour: the shared arc runs backwards for one of them, and steps are differences."""
    topology = {
        "transform": {"scale": [0.5, 0.25], "translate": [10.0, 20.0]},
        "arcs": [[[2, 0], [0, 4]], [[2, 4], [-2, 0], [0, -4], [2, 0]], [[2, 0], [2, 0], [0, 4], [-2, 0]]],
        "objects": {
            "counties": {
                "geometries": [
                    {"id": "25001", "type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Left"}},
                    {"id": "25003", "type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"name": "Right"}},
                    {"id": "26001", "type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Elsewhere"}},
                ]
            },
            "states": {"geometries": [{"id": "25", "type": "Polygon", "arcs": [[1, 2]], "properties": {}}]},
        },
    }
    found = counties(topology, "25")
    assert found["Left"].equals(box(10, 20, 11, 21))
    assert found["Right"].equals(box(11, 20, 12, 21))
    assert set(found) == {"Left", "Right"}
    assert state_outline(topology, "25").equals(box(10, 20, 12, 21))
