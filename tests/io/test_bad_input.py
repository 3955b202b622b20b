"""Every kind of bad input is named in full: code, table, key, column."""

import tomllib

import pytest

from socopt.errors import DataError
from socopt.io import read_instance, validate
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
    """A folder named by its defect has exactly the defects that are expected of it, and errors keep it from being read."""
    folder = lay(name)
    validation = validate(folder)
    found = [[d.code, d.table, d.key, d.column] for d in validation.defects if d.code != "absent_columns"]
    assert sorted(found) == sorted(EXPECTED[name]), "\n".join(map(str, validation.defects))
    assert validation.ok == (not validation.errors) == (validation.instance is not None)
    assert all(defect.expected and defect.hint for defect in validation.defects)
    if validation.errors:
        with pytest.raises(DataError) as raised:
            read_instance(folder)
        assert raised.value.defects == validation.errors
    else:
        assert read_instance(folder).input_hash == validation.instance.input_hash  # type: ignore[union-attr]
