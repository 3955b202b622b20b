"""Tables: typed, without formulas, and without any child the reader may not see."""

import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pandas as pd
import pyogrio
import pytest

from socopt.domain import Recommendation
from socopt.errors import UsageError
from socopt.policy import Night
from socopt.report.state_summary import state_summary
from socopt.report.tables import FORMATS, write_tables
from socopt.report.tables.sheet import sheet
from socopt.report.tables.workbook import xlsx_bytes
from socopt.report.viewer import viewer_of
from tests.nights import NIGHT, ago, child, home, night_of
from tests.report.conftest import plan_of

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def entries(path):
    """Everything a file says, as one text: parts of a workbook, files of a folder, cells of a GeoPackage."""
    if path.is_dir():
        return "\n".join(file.read_text("utf-8") for file in sorted(path.iterdir()))
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            return "\n".join(parts.read(name).decode("utf-8") for name in parts.namelist())
    layers = [pyogrio.read_dataframe(path, layer=name) for name in pyogrio.list_layers(path)[:, 0]]
    return "\n".join(layer.to_csv() for layer in layers)


def cells(path, number):
    """Cells of a sheet by reference: (type, text); shared strings looked up."""
    with zipfile.ZipFile(path) as parts:
        shared = [
            "".join(text.text or "" for text in item.iter(f"{MAIN}t"))
            for item in ET.fromstring(parts.read("xl/sharedStrings.xml"))
        ]
        root = ET.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
    found = {}
    for cell in root.iter(f"{MAIN}c"):
        value = cell.find(f"{MAIN}v")
        text = None if value is None else value.text
        found[cell.get("r")] = (cell.get("t"), shared[int(text)] if cell.get("t") == "s" else text)
    return root, found


@pytest.fixture(scope="module")
def night():
    """A chain of two Areas: ``other`` of A3 leaves ``bed`` in A1, ``mine`` of A1 enters it. Names are formulas."""
    return night_of(
        [
            child("mine", tonight_at="office"),
            child("other", home_area_id="A3", status="ready_to_move", current_program_id="bed", ready_since=ago(9)),
            child("lonely", home_area_id="A3", tonight_at="hotel"),
        ],
        [
            home("bed", name='=HYPERLINK("x")', town="-1+1", phone="@555", confirmed_at=ago(5)),
            home("target", name="Secret House", area_id="A3"),
            home("kin", name="Kin Home", open_to="named"),
        ],
    )


@pytest.fixture(scope="module")
def plan(night):
    out = {"kind": "move", "program_id": "target", "from_program_id": "bed", "step": 1}
    into = {"kind": "place", "program_id": "bed", "step": 2, "minutes": 7}
    chain = {"service": "placement", "chain_id": "K1"}
    return plan_of(
        night,
        Recommendation(line_id="Lother", child_id="other", **out, **chain),
        Recommendation(line_id="Lmine", child_id="mine", **into, **chain),
    )


def written(night, plan, tmp_path, file_format, **scope):
    path = tmp_path / {"csv": "tables", "xlsx": "tables.xlsx", "gpkg": "tables.gpkg"}[file_format]
    write_tables(night, plan, viewer_of(night.instance, **scope), path, file_format=file_format)
    return path


@pytest.mark.parametrize("file_format", FORMATS)
def test_children_of_other_areas_do_not_appear(night, plan, tmp_path, file_format):
    said = entries(written(night, plan, tmp_path, file_format, region_id="R1"))
    assert not re.search(
        r"other\b(?! child| Areas| agenc)|lonely|Lother|Llonely|Secret House", said.replace("another", "")
    )
    assert "Kin Home" not in said


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_state_has_no_child_at_all(demo_night, demo_plan, tmp_path, file_format):
    said = entries(written(demo_night, demo_plan, tmp_path, file_format, state=True))
    for name in (*demo_night.children, *demo_night.lines):
        assert not re.search(rf"\b{name}\b", said)
    homes = [program.name for program in demo_night.programs.values() if program.setting == "foster_home"]
    assert not any(name in said for name in homes)


def test_an_identified_state_has_its_lists(night, plan, tmp_path):
    said = entries(written(night, plan, tmp_path, "csv", state=True, identified=True))
    assert "lonely" in said
    assert "identified" in said


def test_a_chain_names_own_children_and_the_bed_that_opens(night, plan, tmp_path):
    lines = (written(night, plan, tmp_path, "csv", region_id="R1") / "chains.csv").read_text("utf-8").splitlines()
    assert lines[0] == "Chain,Step,Child,Home Area,Leaves,Enters"
    assert lines[1].startswith("1,1,another child,,")
    assert "Secret" not in lines[1]
    assert lines[2].startswith("1,2,mine,A1,,")


def test_no_cell_of_a_csv_file_is_a_formula(night, plan, tmp_path):
    folder = written(night, plan, tmp_path, "csv", region_id="R1")
    for file in folder.iterdir():
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
        text = [cell for column in frame for cell in frame[column]]
        assert not [cell for cell in text if re.match(r"[=+\-@\t\r]", cell)]
    assert "'=HYPERLINK" in (folder / "recommendations.csv").read_text("utf-8")


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(night, plan, tmp_path):
    path = written(night, plan, tmp_path, "xlsx", region_id="R1")
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        said = "".join(parts.read(name).decode() for name in sheets)
    assert "<f>" not in said
    assert "<hyperlink" not in said
    _, found = cells(path, 2)
    texts = [text for kind, text in found.values() if kind == "s"]
    assert '\'=HYPERLINK("x")' in texts
    assert not [text for text in texts if re.match(r"[=+\-@\t\r]", text)]


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t", "\r"])
def test_every_lead_that_makes_a_formula_is_neutralised(lead, tmp_path):
    path = tmp_path / "book.xlsx"
    each = sheet("s", "s", {"Text": "text"}, [[f"{lead}1"]])
    path.write_bytes(xlsx_bytes([each], [("a", f"{lead}1")], title="t", night=NIGHT))
    for number in (1, 2):
        _, found = cells(path, number)
        assert next(text for _, text in found.values() if text.strip().endswith("1")).startswith("'")


def test_a_workbook_has_typed_cells_and_a_frozen_header(night, plan, tmp_path):
    path = written(night, plan, tmp_path, "xlsx", region_id="R1")
    root, found = cells(path, 2)
    header = {
        text: reference[0] for reference, (_, text) in found.items() if reference.endswith("1") and len(reference) == 2
    }
    assert found[f"{header['Minutes']}2"] == (None, "7")
    assert found[f"{header['Child']}2"] == ("s", "mine")
    serial = (NIGHT - pd.Timestamp("1899-12-30").date()).days
    assert found[f"{header['Opened']}2"] == (None, str(serial))
    pane = root.find(f".//{MAIN}pane")
    assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")


def test_the_first_sheet_says_what_the_tables_are(night, plan, tmp_path):
    _, found = cells(written(night, plan, tmp_path, "xlsx", region_id="R1"), 1)
    said = [text for _, text in found.values()]
    assert "Region R1" in said
    assert NIGHT.isoformat() in said
    assert {"input", "policy"} <= set(said)


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_same_night_gives_the_same_tables(demo_night, demo_plan, tmp_path, file_format):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir(), other.mkdir()
    first, second = (written(demo_night, demo_plan, each, file_format, region_id="R1") for each in (one, other))
    assert entries(first) == entries(second)
    if file_format == "xlsx":
        assert first.read_bytes() == second.read_bytes()


def test_the_geopackage_has_areas_offices_and_programs(demo_night, demo_plan, of_region, tmp_path):
    path = written(demo_night, demo_plan, tmp_path, "gpkg", region_id="R1")
    assert set(pyogrio.list_layers(path)[:, 0]) == {"areas", "area_offices", "programs"}
    areas = pyogrio.read_dataframe(path, layer="areas")
    assert areas.crs == "EPSG:4326"
    assert dict(zip(areas["area_id"], areas["waiting"], strict=True)) == {
        row: of_region.waiting.value(row, "all") for row in of_region.waiting.leaves
    }
    programs = pyogrio.read_dataframe(path, layer="programs")
    named = {program.program_id for program in demo_night.programs.values() if program.open_to == "named"}
    assert not named & set(programs["program_id"])


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_file_is_not_overwritten_unasked(night, plan, tmp_path, file_format):
    path = written(night, plan, tmp_path, file_format, region_id="R1")
    viewer = viewer_of(night.instance, region_id="R1")
    with pytest.raises(UsageError, match="exists"):
        write_tables(night, plan, viewer, path, file_format=file_format)
    write_tables(night, plan, viewer, path, file_format=file_format, overwrite=True)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_an_unknown_format_is_refused(night, plan, tmp_path):
    with pytest.raises(UsageError, match=r"docx.*xlsx, csv, gpkg"):
        write_tables(night, plan, viewer_of(night.instance, region_id="R1"), tmp_path / "x", file_format="docx")


def test_a_withheld_count_is_an_empty_cell(demo_night, demo_plan, tmp_path):
    folder = written(demo_night, demo_plan, tmp_path, "csv", state=True)
    waiting = pd.read_csv(folder / "waiting.csv")
    assert waiting.isna().to_numpy()[:, 2:].any()
    numbers = waiting.drop(columns=["Region", "Area"]).to_numpy()
    assert not ((numbers > 0) & (numbers < 5)).any()


def test_the_statewide_summary_has_counts_sentences_and_no_lists(demo_night, demo_plan):
    summary = state_summary(demo_night, demo_plan, viewer_of(demo_night.instance, state=True))
    names = {each.name for each in summary.sheets}
    assert {"waiting", "bands", "outside", "flows", "open_beds", "occupancy_percent", "tiers"} <= names
    assert not names & {"recommendations", "chains", "waiting_list", "capacity_calls"}
    assert len(summary.sentences) == 5
    assert dict(summary.about)["For"] == "the state (MA), counts only"
    assert [each.name for each in summary.figures(("waiting",))] == ["waiting"]


def test_the_statewide_summary_is_for_the_state(demo_night, demo_plan):
    with pytest.raises(UsageError, match="state"):
        state_summary(demo_night, demo_plan, viewer_of(demo_night.instance, region_id="R1"))


def test_a_sheet_without_rows_keeps_its_columns(tmp_path):
    night = Night(night_of([], []).instance, night_of([], []).policy)
    plan = replace(plan_of(night), tiers=())
    folder = written(night, plan, tmp_path, "csv", region_id="R1")
    assert (folder / "chains.csv").read_text("utf-8") == "Chain,Step,Child,Home Area,Leaves,Enters\n"
