"""The tables of a brief to files: a workbook, a folder of CSV files, or layers for QGIS; whole or not at all."""

from pathlib import Path

import pandas as pd

from socopt.io.staging import whole_folder
from socopt.report.planning.case import Case
from socopt.report.planning.page import about
from socopt.report.planning.tables import areas_sheet, brief_sheets
from socopt.report.tables.csv_files import csv_files
from socopt.report.tables.geopackage import write_layers
from socopt.report.tables.workbook import xlsx_bytes
from socopt.report.tables.write import whole_file


def write_brief_tables(case: Case, path: Path, *, file_format: str, overwrite: bool = False) -> None:
    """Write the numbers behind a brief.

    Parameters
    ----------
    path : the workbook or GeoPackage; for ``csv`` the folder.

    Raises
    ------
    UsageError : something stands at ``path`` that may not be replaced.
    """
    if file_format == "gpkg":
        whole_file(path, overwrite, lambda draft: write_layers(draft, layers(case), case.instance.night))
    elif file_format == "csv":
        with whole_folder(path, marker="about.csv", overwrite=overwrite) as folder:
            for name, content in csv_files(brief_sheets(case), about(case)).items():
                (folder / name).write_bytes(content)
    else:
        title = case.instance.manifest.name
        content = xlsx_bytes(brief_sheets(case), about(case), title=title, night=case.instance.night)
        whole_file(path, overwrite, lambda draft: draft.write_bytes(content))


def layers(case: Case) -> dict[str, pd.DataFrame]:
    """Areas with the way to the program and beds within reach; their offices; the site."""
    import geopandas

    areas, figures = case.areas, areas_sheet(case).frame
    figures.insert(0, "area_id", list(areas.index))
    there = areas["geometry"].notna().to_numpy()
    outlines = geopandas.GeoDataFrame(
        figures[there], geometry=areas.loc[there, "geometry"].tolist(), crs=case.instance.manifest.crs
    )
    points = geopandas.points_from_xy(areas["office_lon"], areas["office_lat"])
    offices = geopandas.GeoDataFrame(figures[["area_id", "Area", "Region"]], geometry=points, crs="EPSG:4326")
    site = offices[offices["area_id"] == case.site].assign(program=case.design.name, beds=case.beds)
    return {"areas": outlines, "area_offices": offices, "proposed_program": site}
