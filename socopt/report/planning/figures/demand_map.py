"""Where the children come from."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from socopt.report.figures.style import ORANGES, WITHHELD
from socopt.report.planning.case import Case
from socopt.report.planning.counts import (
    OTHER_AREAS,
    SHARING,
    UNDER,
    demand_by_area,
    demand_by_group,
    groups,
    number,
)
from socopt.report.planning.figures.shaded_map import shaded_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEADING = "Children in care at once, on average"
NOTE = "Expected by the model of demand, from the history. Approximate catchments."
PALE = "#feeddc"
RAMP = (PALE, *ORANGES[:2], "#c2541a")


def demand_map(case: Case, ax: "Axes | None" = None) -> "Axes":
    """Children in care at once, on average: by Area where small numbers may be shown, else by Region or coarser."""
    if case.identified:
        by_area = demand_by_area(case)
        words = {str(area): number(value) for area, value in by_area.items()}
        return _by_number(case, ax, by_area, words, "by home Area")
    by_group, of_area = demand_by_group(case), groups(case)
    if SHARING in by_group.index:
        return _two_parts(case, ax, by_group, of_area)
    return _by_number(case, ax, of_area.map(by_group), _one_word_a_group(case, of_area, by_group), "by home Region")


def _by_number(case: Case, ax: "Axes | None", values: pd.Series, words: Mapping[str, str], what: str) -> "Axes":
    limits = limits_of(values)
    shades = {str(area): _shade(value, limits) for area, value in values.items()}
    classes = [
        (color, name) for color, name in zip(RAMP, _class_words(limits), strict=True) if color in shades.values()
    ]
    if WITHHELD in shades.values():
        classes.append((WITHHELD, UNDER))
    return shaded_map(case, ax, shades=shades, words=words, classes=classes, heading=f"{HEADING}, {what}", note=NOTE)


def _two_parts(case: Case, ax: "Axes | None", by_group: pd.Series, of_area: pd.Series) -> "Axes":
    colors = {SHARING: ORANGES[1], OTHER_AREAS: PALE}
    return shaded_map(
        case,
        ax,
        shades={str(area): colors[group] for area, group in of_area.items()},
        words={},
        classes=[(colors[str(group)], f"{group}: {number(value)} children") for group, value in by_group[::-1].items()],
        heading=f"{HEADING}, in the Areas that share the program, and in others",
        note=NOTE,
    )


def limits_of(values: pd.Series) -> tuple[float, ...]:
    """Three limits of four even classes, whole numbers."""
    top = float(values.max(skipna=True)) if values.notna().any() else 0.0
    step = max(1, round(top / 4))
    return (step, 2 * step, 3 * step)


def _one_word_a_group(case: Case, of_area: pd.Series, by_group: pd.Series) -> dict[str, str]:
    """The number of a group at the Area of it whose office lies nearest to the middle of its offices."""
    words: dict[str, str] = dict.fromkeys(map(str, case.areas.index), "")
    for name, rows in case.areas.groupby(of_area):
        middle = rows[["office_lat", "office_lon"]].mean()
        off = ((rows[["office_lat", "office_lon"]] - middle) ** 2).sum(axis=1)
        words[str(off.idxmin())] = f"{name}: {number(by_group[name])}"
    return words


def _shade(value: float, limits: tuple[float, ...]) -> str:
    return WITHHELD if np.isnan(value) else RAMP[sum(value >= limit for limit in limits)]


def _class_words(limits: tuple[float, ...]) -> tuple[str, ...]:
    one, two, three = (int(limit) for limit in limits)
    return (f"under {one}", f"{one} to under {two}", f"{two} to under {three}", f"{three} or more")
