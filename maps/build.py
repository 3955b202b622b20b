"""Build the outlines of towns, Areas and Regions: approximate catchments (see ``README.md``).

Counties are those of the US Census Bureau, generalised. Within its county, every point belongs to the town whose centre
is nearest; an Area Office counts as a further centre of the town that it stands in. A town that several Areas
share is divided among them by nearest office. Areas are made of towns, Regions of Areas.

Run from the root of the repository: ``python -m maps.build``. Needs npm, which fetches one package by its name.
"""

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
from shapely.geometry import Point, mapping
from shapely.geometry.base import BaseGeometry

from maps.atlas import counties, fetch, state_outline
from maps.cells import DEGREES, GRID, Face, Site, dissolved, faces

DATA = Path(__file__).resolve().parents[1] / "socopt" / "synth" / "data" / "maps"
MASSACHUSETTS = "25"  # FIPS code
TOWN_OF_OFFICE = {  # where the office's address is a village or a neighbourhood
    "Hyannis": "Barnstable",
    "Hyde Park": "Boston",
    "Mattapan": "Boston",
    "Roxbury": "Boston",
    "Whitinsville": "Northbridge",
}
Row = Mapping[str, str]


def main() -> None:
    """Fetch the counties, divide them, and write both files."""
    topology = fetch()
    towns, areas = read("towns.csv"), read("areas.csv")
    areas_of_town = {int(town["town_id"]): town["area_ids"].split(";") for town in towns}
    offices = {area["area_id"]: Point(float(area["office_lon"]), float(area["office_lat"])) for area in areas}
    land = faces(counties(topology, MASSACHUSETTS), sites(towns, areas), areas_of_town, offices)
    layers = {
        "regions": regions_layer(areas, land),
        "areas": areas_layer(areas, land),
        "towns": towns_layer(towns, areas, land),
        "state": [{"state": "MA", "name": "Massachusetts", "geometry": dissolved([face.outline for face in land])}],
    }
    check_against_source(layers["state"][0]["geometry"], state_outline(topology, MASSACHUSETTS))
    write_geopackage(DATA / "massachusetts.gpkg", layers)
    write_geojson(DATA / "outlines.geojson", layers)


def check_against_source(found: BaseGeometry, drawn: BaseGeometry) -> None:
    """Refuse land that is not the state as the source draws it, but for rounding along its border."""
    astray = found.symmetric_difference(drawn)
    if astray.area > found.length * GRID:
        raise RuntimeError(f"the towns miss or exceed the state by {astray.area} square degrees at {astray.bounds}")


def read(name: str) -> list[dict[str, str]]:
    """Rows of a table of facts."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sites(towns: Iterable[Row], areas: Iterable[Row]) -> list[Site]:
    """The centre of every town, then every Area Office in its town."""
    by_name = {town["town"]: town for town in towns}
    places = [(town, town["lat"], town["lon"]) for town in by_name.values()]
    for area in areas:
        name = TOWN_OF_OFFICE.get(area["office_town"], area["office_town"])
        places.append((by_name[name], area["office_lat"], area["office_lon"]))
    return [
        Site(town_id=int(town["town_id"]), county=town["county"], point=Point(float(lon), float(lat)))
        for town, lat, lon in places
    ]


def regions_layer(areas: Iterable[Row], land: Iterable[Face]) -> list[dict[str, Any]]:
    """One row per Region."""
    region_of = {area["area_id"]: area["region_id"] for area in areas}
    outlines = dissolve(land, lambda face: region_of[face.label.area_id])
    names = {area["region_id"]: area["region_name"] for area in areas}
    return [{"region_id": one, "name": names[one], "geometry": outlines[one]} for one in sorted(names)]


def areas_layer(areas: Iterable[Row], land: Iterable[Face]) -> list[dict[str, Any]]:
    """One row per Area."""
    outlines = dissolve(land, lambda face: face.label.area_id)
    return [
        {
            "area_id": area["area_id"],
            "name": area["area_name"],
            "region_id": area["region_id"],
            "geometry": outlines[area["area_id"]],
        }
        for area in areas
    ]


def towns_layer(towns: Iterable[Row], areas: Iterable[Row], land: Iterable[Face]) -> list[dict[str, Any]]:
    """One row per town, and for a town that several Areas share one for each of them."""
    named = {int(town["town_id"]): town for town in towns}
    region_of = {area["area_id"]: area["region_id"] for area in areas}
    return [
        {
            "town_id": label.town_id,
            "name": named[label.town_id]["town"],
            "county": named[label.town_id]["county"],
            "area_id": label.area_id,
            "region_id": region_of[label.area_id],
            "geometry": outline,
        }
        for label, outline in dissolve(land, lambda face: face.label).items()
    ]


def dissolve(land: Iterable[Face], key: Callable[[Face], Any]) -> dict[Any, Any]:
    """Outlines of the faces that have a key in common, by key in order."""
    groups: dict[Any, list[Any]] = {}
    for face in land:
        groups.setdefault(key(face), []).append(face.outline)
    return {name: dissolved(groups[name]) for name in sorted(groups)}


def write_geopackage(path: Path, layers: Mapping[str, list[dict[str, Any]]]) -> None:
    """All layers, with no date of their making, so that the same maps are the same file."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00Z"})
    for name, rows in layers.items():
        frame = gpd.GeoDataFrame(rows, crs=DEGREES)
        frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio", layer_options={"SPATIAL_INDEX": "NO"})


def write_geojson(path: Path, layers: Mapping[str, list[dict[str, Any]]]) -> None:
    """Areas, then Regions, one feature a line."""
    features = [feature(row, kind, f"{kind}_id") for kind in ("area", "region") for row in layers[f"{kind}s"]]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features)
    path.write_text(f'{{"type":"FeatureCollection","name":"outlines","features":[\n{lines}\n]}}\n', "utf-8")


def feature(row: Mapping[str, Any], kind: str, id_column: str) -> dict[str, Any]:
    """One outline with what it is."""
    properties = {"id": row[id_column], "kind": kind, "name": row["name"], "region_id": row["region_id"]}
    return {"type": "Feature", "properties": properties, "geometry": mapping(row["geometry"])}


if __name__ == "__main__":
    main()
