"""Files that are too large, lead elsewhere, or are not what they say."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from socopt.io import limits, read_instance, validate, write_instance
from tests.io.conftest import Lay
from tests.io.nights import small_night


def codes(folder: Path) -> list[tuple[str, str]]:
    return sorted((d.code, d.table) for d in validate(folder).defects if d.code != "absent_columns")


def outlines(folder: Path) -> gpd.GeoDataFrame:
    areas = pd.read_csv(folder / "areas.csv", dtype=str)
    return gpd.GeoDataFrame(areas, geometry=[box(-72, 42, -71.5, 42.5), box(-71.5, 42, -71, 42.5)], crs="EPSG:4326")


def test_too_many_bytes(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above the limit of bytes is named and not read."""
    folder = lay()
    (folder / "programs.csv").write_text("x" * 2001, encoding="utf-8")
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 2000)
    assert codes(folder) == [("file_too_large", "programs")]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """A table above the limit of rows is named; tables within it are read."""
    write_instance(small_night(), tmp_path / "night", format=kind)
    monkeypatch.setattr(limits, "MAX_ROWS", 4)
    assert codes(tmp_path / "night") == [("too_many_rows", "needs")]


def test_unpacked_parquet_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a Parquet file unpacks to is limited as well, before it is unpacked."""
    path = tmp_path / "night"
    write_instance(small_night(), path)
    pd.DataFrame({"provider_id": ["V1", "V2"] * 50_000, "name": "same"}).to_parquet(path / "providers.parquet")
    size = (path / "providers.parquet").stat().st_size
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", max(size, 60_000))
    pd.DataFrame({"provider_id": [f"V{i}" for i in range(50_000)], "name": "same"}).to_parquet(
        path / "providers.parquet", compression="zstd", compression_level=22
    )
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", (path / "providers.parquet").stat().st_size)
    found = [d for d in validate(path).defects if d.table == "providers"]
    assert [d.code for d in found] == ["file_too_large"]
    assert "unpacked" in found[0].value


def test_links_out_of_the_folder(lay: Lay, tmp_path: Path) -> None:
    """A link to a file elsewhere is not followed, be it a table or the manifest."""
    folder = lay()
    for name in ("children.csv", "manifest.toml"):
        (folder / name).rename(tmp_path / name)
        (folder / name).symlink_to(tmp_path / name)
    assert ("link_out_of_folder", "children") in codes(folder)
    assert ("link_out_of_folder", "manifest") in codes(folder)


def test_links_within_the_folder(lay: Lay) -> None:
    """A link to a file of the same folder is as good as the file."""
    folder = lay()
    (folder / "children.csv").rename(folder / ".children")
    (folder / "children.csv").symlink_to(folder / ".children")
    assert codes(folder) == []


def test_folder_named_as_table(lay: Lay) -> None:
    """A folder in the place of a table is named."""
    folder = lay()
    (folder / "traits.csv").mkdir()
    assert codes(folder) == [("not_a_file", "traits")]


def test_missing_files(lay: Lay) -> None:
    """Every required table and the manifest are missed at once."""
    folder = lay()
    for path in list(folder.iterdir()):
        path.unlink()
    tables = ("areas", "children", "needs", "programs", "regions")
    expected = [("manifest_missing", "manifest"), *(("missing_table", name) for name in tables)]
    assert [found for found in codes(folder) if found[0] != "empty_night"] == sorted(expected)


@pytest.mark.parametrize(("suffix", "save"), [("gpkg", "to_file"), ("parquet", "to_parquet"), ("geojson", "to_file")])
def test_outlines_from_every_format(lay: Lay, suffix: str, save: str) -> None:
    """GeoPackage, GeoParquet and GeoJSON of other tools give the same night."""
    folder = lay()
    getattr(outlines(folder), save)(folder / f"areas.{suffix}")
    (folder / "areas.csv").unlink()
    assert codes(folder) == []
    night = read_instance(folder)
    assert night.table("areas")["geometry"].notna().all()
    for kind in ("csv", "parquet"):
        write_instance(night, folder.with_name(kind), format=kind)
        assert read_instance(folder.with_name(kind)).input_hash == night.input_hash


@pytest.mark.parametrize(("suffix", "save"), [("gpkg", "to_file"), ("parquet", "to_parquet")])
@pytest.mark.parametrize(("crs", "code"), [("EPSG:26986", "crs_not_4326"), (None, "crs_missing")])
@pytest.mark.filterwarnings("ignore:'crs' was not provided:UserWarning")
def test_other_or_no_crs(lay: Lay, suffix: str, save: str, crs: str | None, code: str) -> None:
    """Outlines in another CRS, or in none, are refused."""
    folder = lay()
    frame = outlines(folder)
    frame = frame.to_crs(crs) if crs else frame.set_crs(None, allow_override=True)
    getattr(frame, save)(folder / f"areas.{suffix}")
    (folder / "areas.csv").unlink()
    assert codes(folder) == [(code, "areas")]


def test_geopackage_with_two_layers(lay: Lay) -> None:
    """Of two layers the one named as the table is read; where none is, the file is refused."""
    folder = lay()
    frame = outlines(folder)
    (folder / "areas.csv").unlink()
    frame.to_file(folder / "areas.gpkg", layer="districts")
    assert codes(folder) == []
    frame.to_file(folder / "areas.gpkg", layer="tracts")
    assert codes(folder) == [("layer_unclear", "areas")]
    frame.to_file(folder / "areas.gpkg", layer="areas")
    assert codes(folder) == []
