"""A night of several states: far apart is no mistake, exchanged coordinates still are."""

from pathlib import Path

from socopt.io import read_instance, validate, write_instance
from tests.io.nights import ROWS, bare_night

FAR = {"lat": 45.5, "lon": -103.6}  # thirty degrees west of the other Area


def two_states(**home: float) -> list[dict]:
    """The bare tables with a second state in the west, and a child of it at home there."""
    regions = [{"region_id": "R1", "name": "Metro"}]
    plain = [{key: value for key, value in area.items() if key != "geometry"} for area in ROWS["areas"]]
    west = {**plain[1], "office_lat": FAR["lat"], "office_lon": FAR["lon"], "state": "ND"}
    children = [*ROWS["children"], {**ROWS["children"][0], "child_id": "W", "home_area_id": "A2", **home}]
    return [regions, [plain[0], west], children]


def codes(folder: Path, **home: float) -> list[tuple[str, str, str]]:
    regions, areas, children = two_states(**home)
    write_instance(bare_night(regions=regions, areas=areas, children=children), folder, format="csv")
    return [(d.code, d.table, d.key) for d in validate(folder).defects if d.code == "swapped_coordinates"]


def test_a_state_far_from_the_others_is_where_it_is(tmp_path: Path) -> None:
    assert codes(tmp_path / "night", home_lat=45.6, home_lon=-103.5) == []
    assert read_instance(tmp_path / "night").areas["A2"].state == "ND"


def test_exchanged_coordinates_are_found_in_it(tmp_path: Path) -> None:
    assert codes(tmp_path / "other", home_lat=-71.7, home_lon=42.3) == [("swapped_coordinates", "children", "W")]
