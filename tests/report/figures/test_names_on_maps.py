"""Names on the maps to explore: none stands on another or on a circle; those that would are left to pointing."""

import pandas as pd

from socopt.report.figures.basemap import Basemap
from socopt.report.figures.map_charts import that_stand_clear

WIDE = 100_000.0


def named(points: dict[str, tuple[float, float]], *, circle: float = 0.0) -> list[str]:
    """Names shown on a map about a hundred kilometres wide."""
    corners = {"West end": (0.0, 0.0), "East end": (WIDE, 0.0)}
    every = {**corners, **points}
    frame = pd.DataFrame(every.values(), columns=["x", "y"], index=list(every))
    base = Basemap(
        areas=pd.DataFrame({"name": list(every)}, index=list(every)),
        outlines=pd.Series([None] * len(every), index=list(every), dtype=object),
        points=frame,
        detail=None,
    )
    return that_stand_clear(base, circle)[2:]


def test_names_that_stand_apart_are_all_shown():
    assert named({"Lynn": (20_000, 50_000), "Harbor": (60_000, 50_000)}) == ["Lynn", "Harbor"]


def test_the_second_of_two_names_that_would_stand_on_each_other_is_left_out():
    assert named({"Jackson Square": (50_000, 50_000), "Riverway": (52_000, 51_000)}) == ["Jackson Square", ""]


def test_a_name_just_above_another_is_shown():
    assert named({"Jackson Square": (50_000, 50_000), "Riverway": (52_000, 54_000)}) == ["Jackson Square", "Riverway"]


def test_a_name_that_would_cover_the_circle_of_another_area_is_left_out():
    points = {"Lynn": (50_000, 50_000), "Cape Ann": (50_500, 46_500)}
    assert named(points) == ["Lynn", "Cape Ann"]
    assert named(points, circle=0.018) == ["", "Cape Ann"]
