"""Briefs as files: pages that need no network, tables for spreadsheets and QGIS, whole or not at all."""

import re
import zipfile

import geopandas
import pandas as pd
import pytest

from socopt.errors import UsageError
from socopt.report.planning.pictures import PICTURES, pictures
from socopt.runs.brief_program import check_target, write_brief
from tests.report.planning.cases import rare_case, small_case


def test_the_same_case_gives_the_same_page(tmp_path):
    one, other = (write_brief(rare_case(), tmp_path / f"{name}.html").path.read_bytes() for name in "ab")
    assert one == other


def test_every_picture_has_a_text_of_its_own_and_a_picture_of_the_simulation_needs_one():
    drawn = pictures(small_case())
    assert list(drawn) == [picture.name for picture in PICTURES]
    assert all(f'aria-labelledby="{name}-title {name}-text"' in figure.markup for name, figure in drawn.items())
    assert "scenario_chart" not in pictures(rare_case())


def test_the_workbook_holds_every_table(tmp_path):
    file = write_brief(small_case(), tmp_path / "brief.xlsx", file_format="xlsx").path
    with zipfile.ZipFile(file) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert names == [
        "About", "demand", "served", "areas", "sizes", "beds", "rules", "nights", "simulation", "assumptions",
    ]  # fmt: skip


def test_csv_files_are_the_same_tables(tmp_path):
    folder = write_brief(rare_case(), tmp_path / "brief", file_format="csv").path
    assert {file.name for file in folder.iterdir()} >= {"about.csv", "sizes.csv", "beds.csv", "nights.csv"}
    assert pd.read_csv(folder / "sizes.csv")["Beds"].tolist() == rare_case().curve.beds.tolist()
    gained = pd.read_csv(folder / "beds.csv")["Fewer in all"].tolist()
    assert gained == pytest.approx([bed.children.mean for bed in rare_case().value.beds], abs=0.005)


def test_layers_hold_areas_offices_and_the_site(tmp_path):
    case = small_case()
    file = write_brief(case, tmp_path / "brief.gpkg", file_format="gpkg").path
    site = geopandas.read_file(file, layer="proposed_program")
    assert site["area_id"].tolist() == [case.site]
    assert site["beds"].tolist() == [case.beds]
    areas = geopandas.read_file(file, layer="areas")
    assert set(areas["area_id"]) == set(case.areas.index[case.areas["geometry"].notna()])


def test_what_cannot_be_written_is_refused_before_the_work(tmp_path):
    with pytest.raises(UsageError, match="expected one of html"):
        check_target(tmp_path / "x", "htm", overwrite=False)
    with pytest.raises(UsageError, match="exists already"):
        check_target(tmp_path, "html", overwrite=False)
