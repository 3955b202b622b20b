"""Instances go out and come back the same, whatever the format."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socopt.domain import Instance, Manifest, schema
from socopt.errors import DataError, UsageError
from socopt.io import read_instance, validate, write_instance
from tests.io.nights import NIGHT, ROWS, bare_night, small_night

FORMATS = ("csv", "parquet")
NASTY = st.sampled_from(
    ["007", "NA", "nan", "None", "=1+1", "+x", "-x", "@x", "'", "'=1", "''=1", "'x", "\t=",
     "\r", "a\r\nb", 'a"b', '"', ",",
     "a,b\n", "ñ 你好 🙂", "\ufeff", " padded ", ";", "true", "2004-11-03", "\u2028", "0x1F", "1e5"]
)  # fmt: skip
ORDINARY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
TEXTS = NASTY | ORDINARY | st.tuples(NASTY, ORDINARY).map("".join)


def tables_equal(one: Instance, other: Instance) -> bool:
    return all(
        one.table(name)
        .drop(columns="geometry", errors="ignore")
        .equals(other.table(name).drop(columns="geometry", errors="ignore"))
        for name in schema().tables
    )


@pytest.mark.parametrize("kind", FORMATS)
def test_every_table_comes_back(tmp_path: Path, kind: str) -> None:
    """A night with rows in every table reads back equal, without a defect."""
    night = small_night()
    assert all(len(night.table(name)) for name in schema().tables)
    write_instance(night, tmp_path / "night", format=kind)
    validation = validate(tmp_path / "night")
    assert validation.defects == ()
    assert validation.instance is not None
    assert tables_equal(validation.instance, night)
    assert validation.instance.manifest == night.manifest
    assert validation.instance.input_hash == night.input_hash


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ids=st.lists(TEXTS, min_size=8, max_size=8, unique=True), texts=st.lists(TEXTS, min_size=8, max_size=8))
def test_nasty_texts_come_back(tmp_path: Path, kind: str, ids: list[str], texts: list[str]) -> None:
    """Whatever stands in an id or a name is the same after writing and reading."""
    rows = [{"provider_id": provider_id, "name": name} for provider_id, name in zip(ids, texts, strict=True)]
    night = bare_night(providers=[*ROWS["providers"], *(row for row in rows if row["provider_id"] not in ("V1", "V2"))])
    write_instance(night, tmp_path / "night", format=kind, overwrite=True)
    back = read_instance(tmp_path / "night")
    assert tables_equal(back, night)
    assert back.input_hash == night.input_hash


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=TEXTS,
    key=TEXTS,
    numbers=st.tuples(st.floats(1, 3), st.floats(0.1, 200)),
    origin=st.dictionaries(
        TEXTS, TEXTS | st.integers(-99, 99) | st.booleans() | st.lists(TEXTS, max_size=2), max_size=3
    ),
)
def test_manifest_comes_back(tmp_path: Path, name: str, key: str, numbers: tuple[float, float], origin: dict) -> None:
    """Any manifest reads back equal."""
    manifest = Manifest(
        name=name, night=NIGHT, lottery_key=key, circuity=numbers[0], kmh=numbers[1], region_id="R1", origin=origin
    )
    night = Instance(manifest, {name: bare_night().table(name) for name in ("regions", "areas")})
    write_instance(night, tmp_path / "night", format="csv", overwrite=True)
    assert read_instance(tmp_path / "night").manifest == manifest


@pytest.mark.parametrize("kind", FORMATS)
def test_same_instance_same_bytes(tmp_path: Path, kind: str) -> None:
    """Two writes of the same rows, in another order, are byte for byte the same."""
    reverse = small_night(**{name: rows[::-1] for name, rows in ROWS.items()})
    for name, night in (("one", small_night()), ("other", reverse)):
        write_instance(night, tmp_path / name, format=kind)
    one, other = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "other"))
    assert one == other


def test_spreadsheet_formulas_are_neutralised(tmp_path: Path) -> None:
    """No text cell of a CSV begins with what a spreadsheet runs; numbers stay numbers."""
    names = ["=cmd()", "+1", "-1", "@x", "'=quoted"]
    night = small_night(providers=[*ROWS["providers"], *({"provider_id": n, "name": n} for n in names)])
    write_instance(night, tmp_path / "night", format="csv")
    cells = (tmp_path / "night" / "providers.csv").read_text("utf-8").replace("\n", ",").split(",")
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "-71.6" in (tmp_path / "night" / "programs.csv").read_text("utf-8")
    assert set(names) <= set(read_instance(tmp_path / "night").table("providers")["name"])


def test_ids_stay_text(tmp_path: Path) -> None:
    """007 keeps its zeros, and a child named NA is a child."""
    write_instance(small_night(), tmp_path / "night", format="csv")
    assert {"007", "NA"} <= set(read_instance(tmp_path / "night").children)


def test_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    """CSV UTF-8 as spreadsheets save it reads as any other."""
    write_instance(small_night(), tmp_path / "night", format="csv")
    path = tmp_path / "night" / "children.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_instance(tmp_path / "night").input_hash == small_night().input_hash


def test_formats_may_be_mixed(tmp_path: Path) -> None:
    """Each table may have its own format."""
    for kind in FORMATS:
        write_instance(small_night(), tmp_path / kind, format=kind)
    for path in (tmp_path / "parquet").iterdir():
        if path.stem in ("children", "areas"):
            shutil.copy(path, tmp_path / "csv")
    (tmp_path / "csv" / "children.csv").unlink()
    (tmp_path / "csv" / "areas.geojson").unlink()
    assert read_instance(tmp_path / "csv").input_hash == small_night().input_hash


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    """A folder that is there stays as it is; a folder of something else stays even when asked."""
    write_instance(small_night(), tmp_path / "night")
    with pytest.raises(UsageError, match="exists"):
        write_instance(small_night(), tmp_path / "night")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UsageError, match="not overwritten"):
        write_instance(small_night(), tmp_path / "home", overwrite=True)
    with pytest.raises(UsageError, match="format"):
        write_instance(small_night(), tmp_path / "other", format="xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "night"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_failed_write_leaves_nothing(tmp_path: Path, *, overwrite: bool) -> None:
    """A text that no CSV can hold stops the write; what stood there before stands there still."""
    if overwrite:
        write_instance(small_night(), tmp_path / "night", format="csv")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    bad = small_night(providers=[*ROWS["providers"], {"provider_id": "V3", "name": "a\0b"}])
    with pytest.raises(DataError):
        write_instance(bad, tmp_path / "night", format="csv", overwrite=overwrite)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert len(list(tmp_path.iterdir())) == overwrite


def test_no_such_folder(tmp_path: Path) -> None:
    """A path that is not there is a mistake in the call, not in the data."""
    with pytest.raises(UsageError, match="not a folder"):
        read_instance(tmp_path / "nowhere")
