"""What can be wrong with the maps, found with none of the code that builds them."""

from collections.abc import Iterator, Mapping

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import Point

METRES = "EPSG:26986"  # NAD83 / Massachusetts Mainland
BROKEN = "invalid or empty outline"
Layers = Mapping[str, gpd.GeoDataFrame]


def faults(layers: Layers, areas: pd.DataFrame, towns: pd.DataFrame) -> list[str]:
    """Every fault of the layers, held against the tables; of broken outlines, no more than that they are."""
    found = [*_names(layers, areas, towns), *_shapes(layers)]
    if any(fault.endswith(BROKEN) for fault in found):
        return found
    return [
        *found,
        *_extent(layers),
        *_made_of(layers, "regions", "areas", "region_id"),
        *_made_of(layers, "areas", "towns", "area_id"),
        *_places(layers, areas, towns),
    ]


def _names(layers: Layers, areas: pd.DataFrame, towns: pd.DataFrame) -> Iterator[str]:
    listed = areas.rename(columns={"area_name": "name"})[["area_id", "name", "region_id"]]
    if _rows(layers["areas"]) != _rows(listed):
        yield "areas: ids, names or Regions differ from areas.csv"
    listed = areas.rename(columns={"region_name": "name"})[["region_id", "name"]].drop_duplicates()
    if _rows(layers["regions"]) != _rows(listed):
        yield "regions: ids or names differ from areas.csv"
    served = towns.assign(area_id=towns["area_ids"].str.split(";")).explode("area_id")
    served = served.merge(areas[["area_id", "region_id"]], on="area_id").rename(columns={"town": "name"})
    if _rows(layers["towns"]) != _rows(served[["town_id", "name", "county", "area_id", "region_id"]]):
        yield "towns: ids, names, counties or Areas differ from towns.csv"


def _rows(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    return sorted(tuple(map(str, row)) for row in plain[sorted(plain)].itertuples(index=False))


def _shapes(layers: Layers) -> Iterator[str]:
    for name, layer in layers.items():
        shapes = layer.geometry.to_numpy()
        if layer.crs != "EPSG:4326":
            yield f"{name}: CRS is {layer.crs}"
        if not (shapely.is_valid(shapes) & ~shapely.is_empty(shapes)).all():
            yield f"{name}: {BROKEN}"
        if not shapely.coverage_is_valid(shapes):
            yield f"{name}: overlap, or neighbours whose edges differ"


def _extent(layers: Layers) -> Iterator[str]:
    """No gap: neither more nor less than the state."""
    (state,) = layers["state"].geometry
    (state_km2,) = layers["state"].to_crs(METRES).area / 1e6
    for name, layer in layers.items():
        if not shapely.union_all(layer.geometry.to_numpy()).equals(state):
            yield f"{name}: not the land of the state"
        if abs(layer.to_crs(METRES).area.sum() / 1e6 - state_km2) > 1e-6:
            yield f"{name}: areas do not add up to the state's"


def _made_of(layers: Layers, wholes: str, parts: str, key: str) -> Iterator[str]:
    for whole_id, outline in zip(layers[wholes][key], layers[wholes].geometry, strict=True):
        own = layers[parts].geometry[layers[parts][key] == whole_id]
        if not shapely.union_all(own.to_numpy()).equals(outline):
            yield f"{wholes}: {whole_id} is not the union of its {parts}"


def _places(layers: Layers, areas: pd.DataFrame, towns: pd.DataFrame) -> Iterator[str]:
    outlines = dict(zip(layers["areas"]["area_id"], layers["areas"].geometry, strict=True))
    for _, area in areas.iterrows():
        if not outlines[area["area_id"]].contains(Point(area["office_lon"], area["office_lat"])):
            yield f"areas: the office of {area['area_id']} lies outside it"
    for _, town in towns.iterrows():
        centre = Point(town["lon"], town["lat"])
        if not any(outlines[area_id].contains(centre) for area_id in town["area_ids"].split(";")):
            yield f"areas: the centre of {town['town']} lies outside {town['area_ids']}"
