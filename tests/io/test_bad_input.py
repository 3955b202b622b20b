"""Every kind of bad input is named in full: code, table, key, column."""

import tomllib

import pytest

from socopt.errors import DataError
from socopt.io import read_instance, validate
from socopt.io.validation.kinds import defect_kinds
from tests.io.conftest import DATA, Lay

EXPECTED = tomllib.loads((DATA / "expected.toml").read_text("utf-8"))
FOLDERS = sorted(path.name for path in DATA.iterdir() if path.is_dir() and path.name != "good")


def test_the_good_night_is_good(lay: Lay) -> None:
    """What the bad folders are laid over has no defect, but for columns left out."""
    assert {defect.code for defect in validate(lay()).defects} == {"absent_columns"}


def test_every_folder_is_expected() -> None:
    """No bad folder goes untested."""
    assert sorted(EXPECTED) == FOLDERS


@pytest.mark.parametrize("name", FOLDERS)
def test_bad_folder(name: str, lay: Lay) -> None:
    """A folder named by its defect has exactly the expected defects, and errors keep it from being read."""
    folder = lay(name)
    validation = validate(folder)
    found = [[d.code, d.table, d.key, d.column] for d in validation.defects if d.code != "absent_columns"]
    assert sorted(found) == sorted(EXPECTED[name]), "\n".join(map(str, validation.defects))
    assert validation.ok == (not validation.errors) == (validation.instance is not None)
    assert all(defect.expected and defect.hint for defect in validation.defects)


def test_reading_raises_all_errors_at_once(lay: Lay) -> None:
    """Errors in several tables arrive together; warnings are not among them."""
    folder = lay("together_and_apart")
    (folder / "needs.csv").write_text("line_id,child_id,service,opened_on\nL1,C9,placement,never\n", encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_instance(folder)
    codes = ["not_a_date", "duplicate_key", "placement_without_level", "unknown_reference", "contradictory_wishes"]
    assert sorted(defect.code for defect in raised.value.defects) == sorted(codes)
    assert {defect.severity for defect in raised.value.defects} == {"error"}
    assert "needs.L1.opened_on: 'never' - expected a day as YYYY-MM-DD." in str(raised.value)


ELSEWHERE = {  # test_files, test_plans
    "missing_table", "not_a_file", "link_out_of_folder", "file_unreadable", "file_too_large", "too_many_rows",
    "manifest_missing", "layer_unclear", "plan_manifest_broken", "plan_manifest_value", "candidates_broken",
    "certificate_broken", "absent_columns",
}  # fmt: skip


def test_every_kind_of_defect_has_a_folder() -> None:
    """No code is declared that no bad input shows."""
    shown = {code for defects in EXPECTED.values() for code, *_ in defects}
    assert shown == set(defect_kinds()) - ELSEWHERE
