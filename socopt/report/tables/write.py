"""Tables to files: a workbook, a folder of CSV files, or a GeoPackage; whole or not at all."""

import secrets
from collections.abc import Callable
from pathlib import Path

from socopt.domain import Plan
from socopt.errors import UsageError
from socopt.io.staging import whole_folder
from socopt.policy import Night
from socopt.report.aggregates import aggregates_for, night_facts
from socopt.report.tables.csv_files import csv_files
from socopt.report.tables.geopackage import write_geopackage
from socopt.report.tables.night_tables import about_rows, night_tables
from socopt.report.tables.workbook import xlsx_bytes
from socopt.report.viewer import Viewer

FORMATS = ("xlsx", "csv", "gpkg")


def write_tables(
    night: Night, plan: Plan, viewer: Viewer, path: Path, *, file_format: str = "xlsx", overwrite: bool = False
) -> None:
    """Write what a reader may have of a night.

    Parameters
    ----------
    path : the workbook or GeoPackage; for ``csv`` the folder.

    Raises
    ------
    UsageError
        An unknown format, or something stands at ``path`` that may not be replaced.
    """
    if file_format not in FORMATS:
        raise UsageError(f"format {file_format!r} is not known, expected one of {', '.join(FORMATS)}.")
    facts = night_facts(night, plan)
    aggregates = aggregates_for(facts, viewer)
    if file_format == "gpkg":
        whole_file(path, overwrite, lambda draft: write_geopackage(draft, night, facts, aggregates))
        return
    sheets = night_tables(night, plan, facts, aggregates)
    about = tuple(about_rows(night, plan, aggregates, sheets))
    if file_format == "csv":
        with whole_folder(path, marker="about.csv", overwrite=overwrite) as folder:
            for name, content in csv_files(sheets, about).items():
                (folder / name).write_bytes(content)
        return
    content = xlsx_bytes(sheets, about, title=night.instance.manifest.name, night=night.night)
    whole_file(path, overwrite, lambda draft: draft.write_bytes(content))


def whole_file(path: Path, overwrite: bool, write: Callable[[Path], object]) -> None:
    """Write beside the file, then take its place."""
    if path.exists() and not (overwrite and path.is_file()):
        raise UsageError(f"{path} exists. Choose another file, or overwrite it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}.{secrets.token_hex(8)}{path.suffix}")
    try:
        write(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
