"""Layers for QGIS: Areas with their figures, programs as points. Homes of children are in the figures of Areas only."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from socopt.policy import Night
from socopt.report.aggregates import ALL, Aggregates, NightFacts
from socopt.report.aggregates.shares import occupancy, outside_share
from socopt.report.aggregates.words import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas

CRS = "EPSG:4326"


def write_geopackage(path: Path, night: Night, facts: NightFacts, aggregates: Aggregates) -> None:
    """Write the layers ``areas``, ``area_offices`` and ``programs``; the same night gives the same layers."""
    layers = {
        "areas": _with_outlines(area_figures(aggregates), aggregates),
        "area_offices": _offices(area_figures(aggregates), aggregates),
        "programs": programs(night, facts, aggregates),
    }
    write_layers(path, layers, night.night)


def write_layers(path: Path, layers: "Mapping[str, geopandas.GeoDataFrame]", night: date) -> None:
    """Write layers by name, those without a row left out; stamped with the night, so that the bytes repeat."""
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{night:%Y-%m-%d}T00:00:00Z"})
    try:
        for name, layer in layers.items():
            if len(layer):
                layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio", append=path.exists())
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def area_figures(aggregates: Aggregates) -> pd.DataFrame:
    """One row per Area: children who wait, share outside, open beds, occupancy; withheld cells empty."""
    areas = aggregates.areas
    ids = list(areas.index)
    waiting, outside = aggregates.waiting.shown.loc[ids], outside_share(aggregates.outside).loc[ids]
    figures = {
        "area_id": ids,
        "name": areas["name"].tolist(),
        "region": areas["region"].tolist(),
        "waiting": waiting[ALL],
        **{f"waiting_{code}": waiting[code] for code in aggregates.waiting.columns},
        "placed": outside["all"],
        "placed_outside": outside["outside"],
        "outside_percent": outside["percent"].round(1),
        "open_beds": aggregates.open_beds.shown.loc[ids, ALL],
        "occupancy_percent": occupancy(aggregates).loc[ids, ALL].round(1),
        "note": "approximate catchment",
    }
    return pd.DataFrame(figures, index=ids)


def programs(night: Night, facts: NightFacts, aggregates: Aggregates) -> "geopandas.GeoDataFrame":
    """Placement programs of the reader's Areas open to any child; no family homes where only counts may be seen."""
    import geopandas

    viewer = aggregates.viewer
    family = set(night.policy.parameters["family_home"]["settings"])
    hidden = family if viewer.state and not viewer.identified else set()
    shown = [
        program
        for program in night.programs.values()
        if program.service == "placement"
        and program.open_to == "any"
        and program.area_id in viewer.area_ids
        and program.setting not in hidden
    ]
    open_beds = facts.programs["open_beds"].astype("int64").to_dict()
    data = {
        "program_id": [program.program_id for program in shown],
        "name": [program.name for program in shown],
        "town": [program.town for program in shown],
        "area_id": [program.area_id for program in shown],
        "setting": [SETTINGS.get(program.setting or "", program.setting) for program in shown],
        "intake": [program.intake for program in shown],
        "licensed": [program.capacity for program in shown],
        "open_beds": [open_beds[program.program_id] for program in shown],
    }
    points = geopandas.points_from_xy([p.lon for p in shown], [p.lat for p in shown])
    layer = geopandas.GeoDataFrame(data, geometry=points, crs=CRS)
    return layer.drop(columns=["licensed"]) if hidden else layer


def _with_outlines(figures: pd.DataFrame, aggregates: Aggregates) -> "geopandas.GeoDataFrame":
    import geopandas

    outlines = aggregates.areas["geometry"]
    there = outlines.notna()
    return geopandas.GeoDataFrame(figures[there.to_numpy()], geometry=outlines[there].tolist(), crs=CRS)


def _offices(figures: pd.DataFrame, aggregates: Aggregates) -> "geopandas.GeoDataFrame":
    import geopandas

    areas = aggregates.areas
    points = geopandas.points_from_xy(areas["office_lon"], areas["office_lat"])
    return geopandas.GeoDataFrame(figures[["area_id", "name", "region"]], geometry=points, crs=CRS)
