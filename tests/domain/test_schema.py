"""The schema, and the records that mirror it."""

from dataclasses import fields

import pytest

from socopt.domain.records import RECORD_OF_TABLE
from socopt.domain.schema import DTYPES, schema

TABLES = list(schema().tables.values())


@pytest.mark.parametrize("name", RECORD_OF_TABLE)
def test_the_fields_of_a_record_are_the_columns_of_its_table(name):
    columns = [column for column in schema().tables[name].columns if column != "geometry"]
    assert [field.name.rstrip("_") for field in fields(RECORD_OF_TABLE[name])] == columns


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_key_reference_vocabulary_and_type_exists(table):
    assert set(table.key) <= set(table.columns)
    for column in table.columns.values():
        assert column.type in DTYPES
        assert column.meaning
        assert not column.references or column.references in schema().tables
        assert not column.values or column.values in schema().vocabulary
        assert (column.type == "enum") <= bool(column.values)
        if column.values and column.default is not None:
            assert column.default in schema().vocabulary[column.values]


def test_every_setting_has_an_afcars_code():
    assert set(schema().afcars_setting) == set(schema().vocabulary["setting"])


def test_race_and_ethnicity_stand_in_the_equity_table_alone():
    holders = {
        table.name for table in TABLES if {"race", "ethnicity", "religion", "national_origin"} & set(table.columns)
    }
    assert holders == {"equity"}
