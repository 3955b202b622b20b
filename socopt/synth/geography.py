"""Areas, towns and outlines of the state: approximate catchments (see ``maps/README.md``)."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from socopt.synth.dice import Dice

TOWN_RADIUS = 0.018  # degrees of latitude: about 2 km around the centre of a town
LONGITUDE_PER_LATITUDE = 1.35  # at 42 degrees north
THROWS = 50  # before a point is sought on the way to the centre: a town on a spit of land needs a few


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town, or an Area's part of a city that several Areas share."""

    name: str
    area_id: str
    lat: float
    lon: float
    under_18: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPlace:
    """An Area: its office and its towns."""

    area_id: str
    name: str
    region_id: str
    region_name: str
    office_lat: float
    office_lon: float
    towns: tuple[Town, ...]

    @property
    def under_18(self) -> int:
        return sum(town.under_18 for town in self.towns)


@cache
def areas_of_state() -> Mapping[str, AreaPlace]:
    """All Areas by id."""
    offices = {row["area_id"]: row for row in _read("areas.csv")}
    towns: dict[str, list[Town]] = {area_id: [] for area_id in offices}
    for row in _read("towns.csv"):
        shared = row["area_ids"].split(";")
        for area_id in shared:
            towns[area_id].append(_town(row, offices[area_id], len(shared)))
    return MappingProxyType({area_id: _area(offices[area_id], towns[area_id]) for area_id in sorted(offices)})


def regions_of_state() -> tuple[str, ...]:
    """Ids of the Regions, in order."""
    return tuple(sorted({area.region_id for area in areas_of_state().values()}))


@cache
def outlines() -> Mapping[str, Any]:
    """Outline of every Area and Region by id, as shapely geometries."""
    from shapely.geometry import shape

    text = resources.files("socopt.synth").joinpath("data", "maps", "outlines.geojson").read_text("utf-8")
    features = json.loads(text)["features"]
    return MappingProxyType({feature["properties"]["id"]: shape(feature["geometry"]) for feature in features})


def point_near(dice: Dice, town: Town) -> tuple[float, float]:
    """A point near the centre of a town and in its Area, (lat, lon), rounded to about a metre for any file format.

    Raises
    ------
    ValueError
        Where the centre itself lies outside the Area: then the towns and the outlines do not belong together.
    """
    for _ in range(THROWS):
        lat, lon = near(dice, town.lat, town.lon)
        if _inside(town.area_id, lat, lon):
            return lat, lon
    return _towards_centre(town, lat, lon)


def near(dice: Dice, lat: float, lon: float, radius: float = TOWN_RADIUS) -> tuple[float, float]:
    """A point within ``radius`` degrees of latitude, (lat, lon)."""
    north = dice.between(-radius, radius)
    east = dice.between(-radius, radius) * LONGITUDE_PER_LATITUDE
    return round(lat + north, 5), round(lon + east, 5)


def pick_town(dice: Dice, area_id: str) -> Town:
    """A town of an Area, in proportion to its children."""
    towns = areas_of_state()[area_id].towns
    return towns[dice.weighted({position: town.under_18 for position, town in enumerate(towns)})]


def _inside(area_id: str, lat: float, lon: float) -> bool:
    from shapely import contains_xy

    return bool(contains_xy(_prepared()[area_id], lon, lat))


@cache
def _prepared() -> Mapping[str, Any]:
    """The outlines, indexed for many questions."""
    from shapely import prepare

    prepare(list(outlines().values()))
    return outlines()


def _towards_centre(town: Town, lat: float, lon: float) -> tuple[float, float]:
    """The first point inside the Area, of those that halve the way from a point to the centre of the town."""
    while not _inside(town.area_id, lat, lon):
        if (lat, lon) == (town.lat, town.lon):
            raise ValueError(f"{town.name} at {lat}, {lon} lies outside Area {town.area_id}; build the outlines anew")
        halfway = round((lat + town.lat) / 2, 5), round((lon + town.lon) / 2, 5)
        lat, lon = halfway if halfway != (lat, lon) else (town.lat, town.lon)
    return lat, lon


def _read(name: str) -> list[dict[str, str]]:
    text = resources.files("socopt.synth").joinpath("data", "maps", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _town(row: Mapping[str, str], office: Mapping[str, str], shares: int) -> Town:
    # An Area's part of a shared city lies around its office: the centre of the city would be the same for all.
    centre = (office["office_lat"], office["office_lon"]) if shares > 1 else (row["lat"], row["lon"])
    return Town(
        name=row["town"],
        area_id=office["area_id"],
        lat=float(centre[0]),
        lon=float(centre[1]),
        under_18=max(1, int(row["under18_2015"]) // shares),
    )


def _area(office: Mapping[str, str], towns: list[Town]) -> AreaPlace:
    return AreaPlace(
        area_id=office["area_id"],
        name=office["area_name"],
        region_id=office["region_id"],
        region_name=office["region_name"],
        office_lat=float(office["office_lat"]),
        office_lon=float(office["office_lon"]),
        towns=tuple(towns),
    )
