"""The template can be filled in, and the dictionary explains all of it."""

from pathlib import Path

import pytest

from socopt.domain import schema
from socopt.errors import UsageError
from socopt.io import validate, write_template
from socopt.io.validation.kinds import defect_kinds


def test_empty_template_is_no_error(tmp_path: Path) -> None:
    """A template with nothing filled in reads as an empty night."""
    write_template(tmp_path / "night")
    validation = validate(tmp_path / "night")
    assert [defect.code for defect in validation.defects] == ["empty_night"]
    assert validation.instance is not None


def test_template_has_every_table(tmp_path: Path) -> None:
    """One CSV per table, with its columns in order."""
    write_template(tmp_path / "night")
    for name, table in schema().tables.items():
        header = (tmp_path / "night" / f"{name}.csv").read_text("utf-8").strip().split(",")
        assert header == [column for column in table.columns if column != "geometry"]


def test_dictionary_explains_everything(tmp_path: Path) -> None:
    """Every table, column and defect code stands in the data dictionary, in a table whose rows are whole."""
    write_template(tmp_path / "night")
    text = (tmp_path / "night" / "DATA_DICTIONARY.md").read_text("utf-8")
    for name, table in schema().tables.items():
        section = text.split(f"### {name}\n")[1].split("\n### ")[0]
        assert all(f"| {column} |" in section or f"| {column} (key) |" in section for column in table.columns)
        assert all(column.meaning in section for column in table.columns.values())
    assert all(f"| {code} | {kind.severity} |" in text for code, kind in defect_kinds().items())


def test_template_overwrites_nothing(tmp_path: Path) -> None:
    """A night that was filled in is safe from the next template."""
    write_template(tmp_path / "night")
    with pytest.raises(UsageError, match="exists"):
        write_template(tmp_path / "night")
