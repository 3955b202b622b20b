"""Build ``outlines.geojson``: an outline for every Area and Region, from nothing but the centres of towns.

Every point of land belongs to the nearest town centre, as far as `REACH` degrees from it; a town belongs to its Area
(of a city that several Areas share, each Area has what is nearest to its office). These are approximate catchments: no
survey, no official boundary. All faces come from one noded linework on a grid, so that neighbours share their edges
exactly and nothing overlaps.

Run from the root of the repository: ``python maps/build_outlines.py``.
"""

import csv
import json
from pathlib import Path

import shapely
from shapely.geometry import MultiPoint, Point, mapping
from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).resolve().parents[1] / "socopt" / "synth" / "data"
REACH = 0.10  # degrees: about 8 km east-west, 11 km north-south
GRID = 0.002  # degrees: about 200 m


def main() -> None:
    """Write the outlines of all Areas, then of all Regions."""
    region_of = {row["area_id"]: row["region_id"] for row in read("areas.csv")}
    faces = faces_of_areas(sites())
    outlines = {area_id: shapely.coverage_union_all(faces[area_id]) for area_id in sorted(faces)}
    for region_id in sorted(set(region_of.values())):
        inside = [face for area_id in sorted(faces) if region_of[area_id] == region_id for face in faces[area_id]]
        outlines[region_id] = shapely.coverage_union_all(inside)
    features = [feature(outline_id, outline) for outline_id, outline in outlines.items()]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    (DATA / "outlines.geojson").write_text(text.replace('{"type":"Feature"', '\n{"type":"Feature"') + "\n", "utf-8")


def read(name: str) -> list[dict[str, str]]:
    """Rows of a table of facts."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sites() -> list[tuple[str, float, float]]:
    """Area, latitude and longitude of every town centre, or office within a shared city."""
    offices = {row["area_id"]: row for row in read("areas.csv")}
    found = []
    for town in read("towns.csv"):
        area_ids = town["area_ids"].split(";")
        for area_id in area_ids:
            office = offices[area_id]
            shared = len(area_ids) > 1
            lat, lon = (office["office_lat"], office["office_lon"]) if shared else (town["lat"], town["lon"])
            found.append((area_id, float(lat), float(lon)))
    return found


def faces_of_areas(places: list[tuple[str, float, float]]) -> dict[str, list[BaseGeometry]]:
    """Faces of one noded linework, by the Area of the town they lie in."""
    points = [Point(lon, lat) for _, lat, lon in places]
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=MultiPoint(points).buffer(1))
    land = shapely.union_all([point.buffer(REACH, quad_segs=4) for point in points])
    lines = shapely.union_all([cell.boundary for cell in cells.geoms] + [land.boundary], grid_size=GRID)
    tree = shapely.STRtree(points)
    faces: dict[str, list[BaseGeometry]] = {area_id: [] for area_id, _, _ in places}
    for face in shapely.polygonize([lines]).geoms:
        centre = face.representative_point()
        if land.contains(centre):
            faces[places[tree.nearest(centre)][0]].append(face)
    return faces


def feature(outline_id: str, outline: BaseGeometry) -> dict[str, object]:
    """One outline in GeoJSON, with coordinates on the grid."""
    geometry = shapely.transform(outline.normalize(), lambda xy: xy.round(3))
    if not geometry.is_valid:
        raise ValueError(f"outline {outline_id} is not valid")
    return {"type": "Feature", "properties": {"id": outline_id}, "geometry": mapping(geometry)}


if __name__ == "__main__":
    main()
