"""Of the third ring: outlines and points on the map."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from socopt.domain import schema
from socopt.errors import Defect
from socopt.io.validation.kinds import defect, defects_at

POINTS = (
    ("areas", "office_lat", "office_lon"), ("children", "home_lat", "home_lon"),
    ("children", "school_lat", "school_lon"), ("programs", "lat", "lon"), ("avoid", "lat", "lon"),
)  # fmt: skip
HABITABLE_LAT = (-56.0, 72.0)  # nobody lives in care beyond; any point of the United States exchanged lies south of it
POLE = 90.0  # beyond it a latitude is out of range already
MARGIN = 0.5  # degrees around the Areas
REACH = 10.0  # degrees from the middle of the Areas: no state is wider, Alaska apart, which has outlines
SLIVER = 0.001  # share of the smaller Area that outlines may overlap by imprecise drawing


def defects(tables: Mapping[str, pd.DataFrame], unread: AbstractSet[str]) -> Iterator[Defect]:
    """What is wrong with outlines and points."""
    valid = {name: _valid_outlines(tables[name]) for name in ("regions", "areas")}
    yield from _invalid(tables)
    yield from _overlaps(valid["areas"])
    yield from _outside_region(tables, valid)
    yield from _offices(tables["areas"], valid["areas"])
    yield from _exchanged(tables, valid["areas"])
    if "areas" not in unread:
        yield from _regions_without_areas(tables)


def _valid_outlines(frame: pd.DataFrame) -> dict[str, Any]:
    id_column = frame.columns[0]
    return {
        key: shape
        for key, shape in zip(frame[id_column], frame["geometry"], strict=True)
        if shape is not None
        and shape.geom_type in ("Polygon", "MultiPolygon")
        and not shape.is_empty
        and shape.is_valid
    }


def _invalid(tables: Mapping[str, pd.DataFrame]) -> Iterator[Defect]:
    for name in ("regions", "areas"):
        frame = tables[name]
        for key, shape in zip(frame.iloc[:, 0], frame["geometry"], strict=True):
            if shape is not None and not shape.is_valid:
                from shapely.validation import explain_validity

                yield defect("invalid_polygon", name, key=str(key), column="geometry", value=explain_validity(shape))


def _overlaps(outlines: dict[str, Any]) -> Iterator[Defect]:
    import shapely

    ids, shapes = list(outlines), np.array(list(outlines.values()), dtype=object)
    if len(ids) < 2:
        return
    for first, second in sorted(shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist()):
        if first < second:
            shared = shapes[first].intersection(shapes[second]).area
            smaller = min(shapes[first].area, shapes[second].area)
            if shared > SLIVER * smaller:
                value = f"{shared / smaller:.1%} of the smaller"
                yield defect(
                    "overlapping_areas", "areas", key=f"{ids[first]}+{ids[second]}", column="geometry", value=value
                )


def _outside_region(tables: Mapping[str, pd.DataFrame], valid: Mapping[str, dict[str, Any]]) -> Iterator[Defect]:
    areas = tables["areas"]
    for area_id, region_id in zip(areas["area_id"], areas["region_id"], strict=True):
        outline, region = valid["areas"].get(area_id), valid["regions"].get(region_id)
        if outline is not None and region is not None and outline.intersection(region).area < outline.area / 2:
            yield defect("area_outside_region", "areas", key=str(area_id), column="region_id", value=region_id)


def _offices(areas: pd.DataFrame, outlines: dict[str, Any]) -> Iterator[Defect]:
    import shapely

    for area_id, lat, lon in zip(areas["area_id"], areas["office_lat"], areas["office_lon"], strict=True):
        outline = outlines.get(area_id)
        if outline is None or np.isnan(lat) or np.isnan(lon):
            continue
        if outline.envelope.intersects(shapely.Point(lat, lon)) and not outline.envelope.intersects(
            shapely.Point(lon, lat)
        ):
            hint = "Exchange latitude and longitude of the outline, or of the office: GeoJSON has longitude first."
            yield defect(
                "swapped_coordinates",
                "areas",
                key=area_id,
                column="geometry",
                value=f"office at {lat}, {lon}",
                hint=hint,
            )
        elif not outline.intersects(shapely.Point(lon, lat)):
            yield defect("office_outside_area", "areas", key=area_id, column="office_lat", value=f"{lat}, {lon}")


def _exchanged(tables: Mapping[str, pd.DataFrame], outlines: dict[str, Any]) -> Iterator[Defect]:
    box = _box_of_areas(tables["areas"], outlines)
    for name, lat_name, lon_name in POINTS:
        frame = tables[name]
        lat, lon = (frame[column].to_numpy(dtype=float) for column in (lat_name, lon_name))
        exchanged = _within(box, lon, lat) & ~_within(box, lat, lon)
        nowhere = ((lat < HABITABLE_LAT[0]) | (lat > HABITABLE_LAT[1])) & (np.abs(lat) <= POLE)
        broken = pd.Series((exchanged | nowhere) & ~np.isnan(lat) & ~np.isnan(lon))
        yield from defects_at("swapped_coordinates", schema().tables[name], frame, broken, lat_name)


def _box_of_areas(areas: pd.DataFrame, outlines: dict[str, Any]) -> tuple[float, float, float, float]:
    """South, west, north, east of the Areas; of the offices, outliers left out, where none has an outline."""
    if outlines:
        bounds = np.array([shape.bounds for shape in outlines.values()])
        west, south = bounds[:, :2].min(axis=0)
        east, north = bounds[:, 2:].max(axis=0)
    else:
        offices = areas[["office_lat", "office_lon", "state"]].dropna(subset=["office_lat", "office_lon"])
        near = [_near_their_middle(of_state) for _, of_state in offices.groupby(offices["state"].fillna(""))]
        points = np.concatenate([np.zeros((0, 2)), *near])
        if not len(points):
            return (np.nan, np.nan, np.nan, np.nan)
        (south, west), (north, east) = points.min(axis=0), points.max(axis=0)
    return (south - MARGIN, west - MARGIN, north + MARGIN, east + MARGIN)


def _near_their_middle(offices: pd.DataFrame) -> NDArray[np.float64]:
    """Offices of one state, outliers left out, shape (n, 2)."""
    points = offices[["office_lat", "office_lon"]].to_numpy(dtype=float)
    kept: NDArray[np.float64] = points[(np.abs(points - np.median(points, axis=0)) <= REACH).all(axis=1)]
    return kept


def _within(
    box: tuple[float, float, float, float], lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> NDArray[np.bool_]:
    south, west, north, east = box
    inside: NDArray[np.bool_] = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
    return inside


def _regions_without_areas(tables: Mapping[str, pd.DataFrame]) -> Iterator[Defect]:
    regions = tables["regions"]
    lonely = regions["region_id"].notna() & ~regions["region_id"].isin(tables["areas"]["region_id"])
    yield from defects_at("region_without_areas", schema().tables["regions"], regions, lonely, "region_id")
