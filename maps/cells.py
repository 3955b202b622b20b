"""Cells of towns: every point of a county belongs to the town whose centre, or Area Office, is nearest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

METRES = "EPSG:26986"  # NAD83 / Massachusetts Mainland
DEGREES = "EPSG:4326"
GRID = 1e-5  # degrees, the last published digit: about a metre
MARGIN = 1_000  # metres: more than a straight border in degrees bends in metres


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What draws land to a town: its centre, or an Area Office that stands in it. Longitude and latitude."""

    town_id: int
    county: str
    point: Point


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """Whose land it is."""

    town_id: int
    area_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A connected piece of land of one town and one Area. Longitude and latitude, on the grid."""

    label: Label
    outline: Polygon


def faces(
    counties: Mapping[str, MultiPolygon],
    sites: Sequence[Site],
    areas_of_town: Mapping[int, Sequence[str]],
    offices: Mapping[str, Point],
) -> list[Face]:
    """All land of the counties, without gap or overlap: neighbours share their edges point by point.

    Parameters
    ----------
    counties : outlines by name.
    sites : where each town lies. A county part without any, an islet, goes to the nearest of its county.
    areas_of_town : the Areas that serve each town; several share it by nearest office.
    offices : place of the office by Area.
    """
    pieces = _split(_towns(counties, sites), areas_of_town, offices)
    labels, outlines = list(pieces), list(pieces.values())
    lines = shapely.union_all([outline.boundary for outline in outlines], grid_size=GRID)
    found = list(shapely.polygonize([lines]).geoms)
    at, of = shapely.STRtree(outlines).query([face.representative_point() for face in found], predicate="within")
    if list(at) != list(range(len(found))):
        raise RuntimeError("a face lies in no cell, or in two: the linework encloses what is not land")
    seats = {label: _seats(label, sites, areas_of_town, offices) for label in labels}
    return _without_strays([Face(label=labels[o], outline=found[a]) for a, o in zip(at, of, strict=True)], seats)


def dissolved(outlines: Iterable[Polygon]) -> BaseGeometry:
    """One outline of faces of the coverage, as they would stand in a file: in one order, on the grid."""
    merged = shapely.coverage_union_all(list(outlines))
    on_grid = shapely.transform(merged, lambda xy: xy.round(5))
    return shapely.orient_polygons(on_grid.normalize())


def _towns(counties: Mapping[str, MultiPolygon], sites: Sequence[Site]) -> dict[int, BaseGeometry]:
    """Land of each town."""
    land: dict[int, list[BaseGeometry]] = {}
    for county, outline in counties.items():
        here = [site for site in sites if site.county == county]
        for part in outline.geoms:
            inside = [site for site in here if part.covers(site.point)] or here
            for site, cell in zip(inside, _cells([site.point for site in inside], part), strict=True):
                land.setdefault(site.town_id, []).append(cell)
    return {town_id: shapely.union_all(cells) for town_id, cells in sorted(land.items())}


def _split(
    towns: Mapping[int, BaseGeometry], areas_of_town: Mapping[int, Sequence[str]], offices: Mapping[str, Point]
) -> dict[Label, BaseGeometry]:
    """Land of each town and Area."""
    return {
        Label(town_id, area_id): cell
        for town_id, land in towns.items()
        for area_id, cell in zip(
            areas_of_town[town_id], _cells([offices[area_id] for area_id in areas_of_town[town_id]], land), strict=True
        )
    }


def _cells(points: Sequence[Point], land: BaseGeometry) -> list[BaseGeometry]:
    """What of the land is nearest to each point."""
    # Nearest in metres, but cut in degrees: there the source draws its lines straight, and both sides of one agree.
    if len(points) == 1:
        return [land]
    in_metres = shapely.multipoints(_reproject(points, DEGREES, METRES))
    around = _reproject([land], DEGREES, METRES)[0].buffer(MARGIN)
    cells = shapely.voronoi_polygons(in_metres, extend_to=around, ordered=True)
    # A long straight line in metres is a curve in degrees: what reaches beyond the land goes first.
    near = [cell.intersection(around) for cell in shapely.get_parts(cells)]
    return [cell.intersection(land) for cell in _reproject(near, METRES, DEGREES)]


def _seats(
    label: Label, sites: Sequence[Site], areas_of_town: Mapping[int, Sequence[str]], offices: Mapping[str, Point]
) -> list[Point]:
    """Points by which the main face of a label is known."""
    if len(areas_of_town[label.town_id]) > 1:
        return [offices[label.area_id]]
    return [site.point for site in sites if site.town_id == label.town_id]


def _without_strays(found: Sequence[Face], seats: Mapping[Label, Sequence[Point]]) -> list[Face]:
    """Faces with those that a bay cuts off from their town given to the neighbour with the longest common border."""
    kept: list[Face] = []
    strays: list[Face] = []
    for label in sorted({face.label for face in found}):
        own = [face for face in found if face.label == label]
        seated = [face for face in own if any(face.outline.covers(seat) for seat in seats[label])]
        main = seated or [max(own, key=lambda face: face.outline.area)]
        kept += main
        strays += [face for face in own if face not in main]
    return kept + [_adopted(stray, kept) for stray in strays]


def _adopted(stray: Face, kept: Sequence[Face]) -> Face:
    borders = shapely.length(shapely.intersection(stray.outline.boundary, [face.outline.boundary for face in kept]))
    longest = int(np.argmax(borders))
    return Face(label=kept[longest].label, outline=stray.outline) if borders[longest] > 0 else stray


def _reproject(geometries: Iterable[BaseGeometry], source: str, target: str) -> list[BaseGeometry]:
    return list(gpd.GeoSeries(list(geometries), crs=source).to_crs(target))
