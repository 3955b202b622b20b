"""Every table is filled, and a synthetic night is valid data."""

from pathlib import Path

import pytest

from socopt.domain import schema
from socopt.io import read_instance, validate, write_instance
from tests.synth.nights import SEEDS, synthetic

ORDINARY_LIFE = {
    "stale_capacity", "over_full", "stay_over_limit", "tonight_unknown", "adult_without_consent", "oversized_group",
    "kept_by_order", "closed_with_beds",
}  # fmt: skip


OF_A_HISTORY = "former_children"


@pytest.mark.parametrize("seed", SEEDS)
def test_every_table_of_the_schema_is_filled(seed: int) -> None:
    """All but that of the children who have left care, which a night without history does not tell of."""
    assert [name for name in schema().tables if synthetic(seed).table(name).empty] == ["former_children"]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_reference_is_to_a_row_that_is_there(seed: int) -> None:
    night = synthetic(seed)
    for name, table in schema().tables.items():
        for column in table.columns.values():
            if column.references:
                (key,) = schema().tables[column.references].key
                known = set(night.table(column.references)[key])
                assert set(night.table(name)[column.name].dropna()) <= known, (name, column.name)


@pytest.mark.parametrize(("seed", "in_play"), [(1, "night"), (2, "night"), (3, "surge"), (4, "all"), (6, "night")])
def test_a_night_has_warnings_of_ordinary_life_and_no_errors(seed: int, in_play: str, tmp_path: Path) -> None:
    folder = tmp_path / "night"
    write_instance(synthetic(seed, in_play), folder, format="csv")
    found = validate(folder).defects
    assert [str(defect) for defect in found if defect.severity == "error"] == []
    assert {defect.code for defect in found} <= ORDINARY_LIFE


def test_the_usual_night_has_homes_over_their_licence_stale_lists_and_a_big_sibling_group(tmp_path: Path) -> None:
    write_instance(synthetic(1), tmp_path / "night", format="csv")
    codes = {defect.code for defect in validate(tmp_path / "night").defects}
    assert {"stale_capacity", "over_full", "oversized_group"} <= codes
    assert {"paused", "closed"} & set(synthetic(1).table("programs")["intake"])


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_a_night_survives_writing_and_reading(format_: str, tmp_path: Path) -> None:
    write_instance(synthetic(2), tmp_path / "night", format=format_)
    assert read_instance(tmp_path / "night").input_hash == synthetic(2).input_hash


def test_telephone_numbers_are_fictional() -> None:
    phones = synthetic(1).table("programs")["phone"]
    assert phones.str.fullmatch(r"\d{3}-555-01\d\d").all()
