"""An instance is one night's snapshot, frozen."""

from dataclasses import FrozenInstanceError

import pandas as pd
import pytest

from socopt.domain import schema
from tests.nights import child, home, instance_of, need


@pytest.fixture
def instance():
    return instance_of([child("007"), child("NA")], [home("P1", lat=42.5)], [need("007")])


def test_ids_stay_text(instance):
    assert list(instance.children) == ["007", "NA"]


def test_a_table_handed_out_is_a_copy(instance):
    before = instance.input_hash
    table = instance.table("children")
    table.loc[:, "child_id"] = "X"
    assert list(instance.table("children")["child_id"]) == ["007", "NA"]
    assert instance.replace().input_hash == before


def test_nothing_of_it_can_be_assigned(instance):
    somebody = next(iter(instance.children.values()))
    with pytest.raises(FrozenInstanceError):
        instance.manifest = None
    with pytest.raises(FrozenInstanceError):
        somebody.sex = "M"
    with pytest.raises(TypeError):
        instance.children["C9"] = somebody
    with pytest.raises(ValueError, match="read-only"):
        instance.travel.line_points[0, 0] = 1


def test_absent_tables_are_empty_with_all_columns(instance):
    table = instance.table("episodes")
    assert table.empty
    assert list(table.columns) == list(schema().tables["episodes"].columns)


def test_an_unknown_table_or_column_is_refused(instance):
    with pytest.raises(KeyError, match="not tables of the schema: childs"):
        instance.replace(childs=pd.DataFrame())
    with pytest.raises(KeyError, match="not columns of traits: colour"):
        instance.replace(traits=pd.DataFrame({"child_id": ["007"], "trait": ["deaf"], "colour": ["red"]}))


def test_the_order_of_rows_does_not_change_the_hash(instance):
    turned = instance.table("children").iloc[::-1]
    assert instance.replace(children=turned).input_hash == instance.input_hash


def test_every_cell_counts_in_the_hash(instance):
    children = instance.table("children")
    children.loc[0, "urgency"] = 3
    assert instance.replace(children=children).input_hash != instance.input_hash


def test_travel_takes_known_minutes_before_great_circles(instance):
    (line_id,) = instance.lines
    known = pd.DataFrame({"from_id": ["007"], "to_id": ["P1"], "minutes": [77]})
    assert instance.travel.minutes(line_id, "P1") != 77
    assert instance.replace(travel=known).travel.minutes(line_id, "P1") == 77


def test_a_home_without_a_point_is_at_its_area_office(instance):
    children = instance.table("children").assign(home_lat=None, home_lon=None)
    moved = instance.replace(children=children)
    (line_id,) = moved.lines
    (office,) = [moved.areas[moved.children["007"].home_area_id]]
    children = children.assign(home_lat=office.office_lat, home_lon=office.office_lon)
    assert moved.travel.minutes(line_id, "P1") == instance.replace(children=children).travel.minutes(line_id, "P1")
