"""Build ``outlines.geojson``: an outline for every Area and Region, from nothing but the centres of towns.

Every point within `REACH` degrees of a town centre or an Area Office belongs to the nearest of them, and so to its Area
(a city that several Areas share is divided by their offices). These are approximate catchments: no
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

DATA = Path(__file__).resolve().parents[1] / "socopt" / "synth" / "data" / "maps"
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
    """Area, latitude and longitude of every Area Office and of the centre of every town that one Area serves."""
    offices = [(row["area_id"], float(row["office_lat"]), float(row["office_lon"])) for row in read("areas.csv")]
    towns = [(row["area_ids"], float(row["lat"]), float(row["lon"])) for row in read("towns.csv")]
    return offices + [town for town in towns if ";" not in town[0]]


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
