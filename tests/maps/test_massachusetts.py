"""The committed maps: one coverage of the state, and a check of them that can fail."""

import json
from collections.abc import Callable
from importlib import resources

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.affinity import translate
from shapely.geometry import shape

from tests.maps.coverage import METRES, faults

DATA = resources.files("socopt.synth").joinpath("data", "maps")
Layers = dict[str, gpd.GeoDataFrame]


@pytest.fixture(scope="module")
def committed() -> Layers:
    with resources.as_file(DATA.joinpath("massachusetts.gpkg")) as path:
        return {name: gpd.read_file(path, layer=name) for name in ("regions", "areas", "towns", "state")}


@pytest.fixture
def layers(committed: Layers) -> Layers:
    """Copies, to be spoilt."""
    return {name: layer.copy() for name, layer in committed.items()}


def table(name: str) -> pd.DataFrame:
    with DATA.joinpath(name).open(encoding="utf-8") as file:
        return pd.read_csv(file)


def test_no_gap_no_overlap_and_every_place_in_its_own_area(committed: Layers) -> None:
    assert faults(committed, table("areas.csv"), table("towns.csv")) == []


def test_there_are_29_areas_6_regions_and_351_towns(committed: Layers) -> None:
    assert len(committed["areas"]) == 29
    assert len(committed["regions"]) == 6
    assert committed["towns"]["town_id"].nunique() == 351


def test_the_state_is_as_large_as_massachusetts(committed: Layers) -> None:
    """Land, lakes and the bays that a generalised coast cuts off: 20,202 km2 of land, 27,336 with all waters."""
    (km2,) = committed["state"].to_crs(METRES).area / 1e6
    assert 20_202 < km2 < 22_000


def test_only_islands_lie_apart(committed: Layers) -> None:
    """The mainland, Martha's Vineyard and Nantucket; no town has a stray piece."""
    assert len(shapely.get_parts(committed["state"].geometry.to_numpy())) == 3
    assert len(shapely.get_parts(committed["towns"].geometry.to_numpy())) == len(committed["towns"])


def test_a_shared_city_is_divided_by_nearest_office(committed: Layers) -> None:
    """Every corner of a city's part is as near to its own office as to the others, but for bends of a border."""
    towns, areas = committed["towns"].to_crs(METRES), table("areas.csv")
    offices = gpd.GeoSeries.from_xy(areas["office_lon"], areas["office_lat"], crs="EPSG:4326").to_crs(METRES)
    offices.index = areas["area_id"]
    shared = towns[towns["town_id"].duplicated(keep=False)]
    assert set(shared["name"]) == {"Boston", "Springfield", "Worcester"}
    for _, part in shared.iterrows():
        rivals = offices[shared["area_id"][shared["town_id"] == part["town_id"]]]
        for corner in shapely.points(shapely.get_coordinates(part["geometry"])):
            assert offices[part["area_id"]].distance(corner) <= rivals.distance(corner).min() + 10


def test_geojson_has_the_areas_and_regions_of_the_geopackage(committed: Layers) -> None:
    features = json.loads(DATA.joinpath("outlines.geojson").read_text("utf-8"))["features"]
    for kind in ("area", "region"):
        drawn = {f["properties"]["id"]: f for f in features if f["properties"]["kind"] == kind}
        layer = committed[f"{kind}s"].set_index(f"{kind}_id")
        assert list(drawn) == list(layer.index)
        for outline_id, row in layer.iterrows():
            assert drawn[outline_id]["properties"]["name"] == row["name"]
            assert shape(drawn[outline_id]["geometry"]).equals(row["geometry"])
            if kind == "area":
                assert drawn[outline_id]["properties"]["region_id"] == row["region_id"]


def test_published_digits_are_five_and_shells_run_counterclockwise() -> None:
    """RFC 7946; about a metre."""
    for feature in json.loads(DATA.joinpath("outlines.geojson").read_text("utf-8"))["features"]:
        outline = shape(feature["geometry"])
        assert all(part.exterior.is_ccw for part in shapely.get_parts(outline))
        assert (shapely.get_coordinates(outline).round(5) == shapely.get_coordinates(outline)).all()


def test_files_are_small() -> None:
    sizes = [len(DATA.joinpath(name).read_bytes()) for name in ("massachusetts.gpkg", "outlines.geojson")]
    assert sum(sizes) < 600_000


def moved(layer: str, row: int, east: float) -> Callable[[Layers], None]:
    def spoil(layers: Layers) -> None:
        layers[layer].loc[row, "geometry"] = translate(layers[layer].geometry[row], xoff=east)

    return spoil


def lost(layer: str, row: int) -> Callable[[Layers], None]:
    def spoil(layers: Layers) -> None:
        layers[layer] = layers[layer].drop(index=row)

    return spoil


def exchanged(layer: str, column: str) -> Callable[[Layers], None]:
    def spoil(layers: Layers) -> None:
        values = list(layers[layer][column])
        layers[layer][column] = [values[1], values[0], *values[2:]]

    return spoil


def bow_tie(layers: Layers) -> None:
    layers["areas"].loc[3, "geometry"] = shapely.Polygon([(-72, 42), (-71, 43), (-71, 42), (-72, 43)])


def relabelled(layers: Layers) -> None:
    layers["areas"] = layers["areas"].set_crs("EPSG:4269", allow_override=True)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (moved("areas", 7, 0.01), "areas: overlap, or neighbours whose edges differ"),
        (moved("areas", 7, 0.01), "areas: not the land of the state"),
        (moved("areas", 0, -1e-5), "areas: overlap, or neighbours whose edges differ"),
        (moved("areas", 27, 0.05), "areas: the office of A28 lies outside it"),
        (moved("towns", 100, 0.01), "towns: overlap, or neighbours whose edges differ"),
        (moved("regions", 2, 0.01), "regions: R3 is not the union of its areas"),
        (lost("towns", 100), "towns: areas do not add up to the state's"),
        (lost("towns", 100), "towns: ids, names, counties or Areas differ from towns.csv"),
        (exchanged("areas", "name"), "areas: ids, names or Regions differ from areas.csv"),
        (exchanged("regions", "name"), "regions: ids or names differ from areas.csv"),
        (exchanged("areas", "geometry"), "areas: the centre of Pittsfield lies outside A01"),
        (exchanged("areas", "geometry"), "areas: A01 is not the union of its towns"),
        (bow_tie, "areas: invalid or empty outline"),
        (relabelled, "areas: CRS is EPSG:4269"),
    ],
)
def test_a_spoilt_map_is_found_out(layers: Layers, spoil: Callable[[Layers], None], fault: str) -> None:
    spoil(layers)
    assert fault in faults(layers, table("areas.csv"), table("towns.csv"))
