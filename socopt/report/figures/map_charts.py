"""The maps to explore, as specifications that Plotly draws: outlines are polygons on a plane, no tiles, no network."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from socopt.report.aggregates import ALL, Aggregates
from socopt.report.aggregates.shares import outside_share
from socopt.report.figures.basemap import Basemap, basemap
from socopt.report.figures.charts import Spec, layout
from socopt.report.figures.flows_map import largest_flows
from socopt.report.figures.outside_map import class_words, limits_of, shade
from socopt.report.figures.style import BLUES, BORDER, INK, LAND, ORANGES, floats, ink_on

LARGEST = 46  # pixels across the largest circle
WIDEST = 9  # pixels
BEND = 0.2  # of the length of an arc
STEPS = 12  # points of an arc
LETTER, LINE, CIRCLE = 0.0105, 0.032, 0.018  # of the width of the map: a name by letter and line, a circle
KILOMETRE = 1000


def waiting_map(aggregates: Aggregates) -> Spec:
    """Circles in proportion to the children who wait."""
    base = basemap(aggregates)
    shown = aggregates.waiting.shown.loc[base.areas.index]
    total, unsafe = floats(shown[ALL]), floats(shown["unsafe"])
    sized = {"sizemode": "area", "sizeref": max(1.0, float(np.nanmax(total, initial=1))) * 2 / LARGEST**2}
    hover = [
        f"{name}: {_said(every)} wait, {_said(core)} without a safe bed"
        for name, every, core in zip(base.areas["name"], total, unsafe, strict=True)
    ]
    circles = [
        _points(base, "all who wait", np.nan_to_num(total), {"color": ORANGES[1], **sized}, hover),
        _points(base, "without a safe bed", np.nan_to_num(unsafe), {"color": ORANGES[2], **sized}, hover),
    ]
    if np.isnan(unsafe).any():
        hidden = {"color": ORANGES[2], "symbol": "circle-open-dot", "line": {"color": ORANGES[2], "width": 1}}
        circles.append(_points(base, "withheld", np.where(np.isnan(unsafe), 11.0, 0.0), hidden, hover))
    return {"data": [_land(base), *circles, *_names(base, around=circles[0]["marker"])], "layout": _map_layout(base)}


def outside_map(aggregates: Aggregates) -> Spec:
    """Areas shaded by the share of their children placed outside."""
    base = basemap(aggregates)
    share = outside_share(aggregates.outside).loc[base.areas.index]
    limits = limits_of(floats(share["percent"]))
    fills, shades = [], {}
    for area_id, percent, part, whole in zip(
        share.index, floats(share["percent"]), floats(share["outside"]), floats(share["all"]), strict=True
    ):
        text = "withheld" if np.isnan(percent) else f"{part:.0f} of {whole:,.0f} ({percent:.0f}%) live outside"
        shades[str(area_id)] = shade(percent, limits)
        fills.append(_fill(base, area_id, shade(percent, limits), f"{base.areas.loc[area_id, 'name']}: {text}"))
    classes = [
        {
            **_key(words),
            "marker": {"color": color, "symbol": "square", "size": 12, "line": {"color": BORDER, "width": 1}},
        }
        for color, words in zip(BLUES, class_words(limits), strict=True)
    ]
    return {"data": [*fills, *classes, *_names(base, shades)], "layout": _map_layout(base)}


def flows_map(aggregates: Aggregates) -> Spec:
    """Arcs from home Area to the Area of the program, as wide as the children are many."""
    pairs = largest_flows(aggregates)
    base = basemap(aggregates, list(dict.fromkeys([*aggregates.areas.index, *pairs["to"]])))
    widest = float(pairs["children"].max()) if len(pairs) else 1.0
    arcs = [_arc(base, start, end, number, widest) for start, end, number in pairs.itertuples(index=False, name=None)]
    names = [str(name) for name in base.areas["name"]]
    ends = {
        **_points(base, "Areas", np.full(len(names), 5.0), {"color": INK}, names),
        "mode": "markers+text",
        "text": that_stand_clear(base),
        "textposition": "bottom center",
    }
    return {"data": [_land(base), *arcs, ends], "layout": {**_map_layout(base), "showlegend": False}}


def _land(base: Basemap) -> Spec:
    x: list[float | None] = []
    y: list[float | None] = []
    for shape in base.outlines:
        for ring in _rings(shape):
            x += [*ring[0], None]
            y += [*ring[1], None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": LAND,
        "line": {"color": BORDER, "width": 1},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _fill(base: Basemap, area_id: Any, color: str, hover: str) -> Spec:
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in _rings(base.outlines[area_id]):
        x += [*ring[0], None]
        y += [*ring[1], None]
    line = {"color": "#ffffff", "width": 1}
    if not x:
        x, y = [base.at(area_id)[0] / KILOMETRE], [base.at(area_id)[1] / KILOMETRE]
        return {
            "type": "scatter",
            "mode": "markers",
            "x": x,
            "y": y,
            "marker": {"size": 14, "color": color, "line": line},
            "hovertext": hover,
            "hoverinfo": "text",
            "showlegend": False,
        }
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": color,
        "line": line,
        "text": hover,
        "hoverinfo": "text",
        "hoveron": "fills",
        "showlegend": False,
    }


def _points(base: Basemap, words: str, sizes: Any, marker: Spec, hover: list[str]) -> Spec:
    x, y = (base.points[axis] / KILOMETRE for axis in ("x", "y"))
    marker = {
        "size": [round(float(size), 1) for size in sizes],
        "opacity": 1,
        "line": {"color": "#ffffff", "width": 1},
        **marker,
    }
    return {
        "type": "scatter",
        "mode": "markers",
        "name": words,
        "x": [round(v, 2) for v in x],
        "y": [round(v, 2) for v in y],
        "marker": marker,
        "hovertext": hover,
        "hoverinfo": "text",
    }


def _key(words: str) -> Spec:
    return {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "name": words, "hoverinfo": "skip"}


def _names(base: Basemap, colors: Mapping[str, str] | None = None, *, around: Spec | None = None) -> list[Spec]:
    """Names under the points, where they can be read, on land or on the ``colors`` of Areas.

    Parameters
    ----------
    around : markers that the names must stand clear of.
    """
    grounds: Spec = {
        "mode": "markers+text",
        "marker": {**(around or {"size": 10}), "opacity": 0},
        "text": that_stand_clear(base, CIRCLE if around else 0.0),
        "textposition": "bottom center",
        "hoverinfo": "skip",
        "showlegend": False,
    }
    grounds["textfont"] = {"color": [ink_on((colors or {}).get(str(area_id), LAND)) for area_id in base.areas.index]}
    x, y = (base.points[axis] / KILOMETRE for axis in ("x", "y"))
    return [{"type": "scatter", "x": [round(v, 2) for v in x], "y": [round(v, 2) for v in y], **grounds}]


def that_stand_clear(base: Basemap, circle: float = 0.0) -> list[str]:
    """The name of every Area, empty where it would stand on another or on its circle; a reader points at those."""
    others = list(zip(base.points["x"], base.points["y"], strict=True))
    below, near = (LINE * base.width, circle * base.width)
    taken: list[tuple[float, float, float]] = []
    names = []
    for name, x, y in zip(base.areas["name"], base.points["x"], base.points["y"], strict=True):
        half = LETTER * base.width * len(name) / 2
        free = all(abs(x - x0) > half + half0 or abs(y - y0) > below for x0, y0, half0 in taken) and not any(
            abs(x - x0) < half + near and abs(y - below - y0) < near for x0, y0 in others if (x0, y0) != (x, y)
        )
        names.append(str(name) if free else "")
        taken += [(x, y, half)] if free else []
    return names


def _arc(base: Basemap, start: str, end: str, number: int, widest: float) -> Spec:
    (x0, y0), (x1, y1) = base.at(start), base.at(end)
    t = np.linspace(0, 1, STEPS)
    bend = 4 * BEND * t * (1 - t)
    x = (x0 + (x1 - x0) * t - (y1 - y0) * bend) / KILOMETRE
    y = (y0 + (y1 - y0) * t + (x1 - x0) * bend) / KILOMETRE
    names = base.areas["name"]
    width = max(1.0, WIDEST * number / widest)
    arrow = {
        "symbol": "arrow",
        "angleref": "previous",
        "size": [0] * (STEPS - 1) + [round(8 + width, 1)],
        "color": BLUES[3],
    }
    children = "child" if number == 1 else "children"
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": np.round(x, 2).tolist(),
        "y": np.round(y, 2).tolist(),
        "line": {"color": BLUES[3], "width": round(width, 1)},
        "opacity": 0.85,
        "marker": arrow,
        "hoverinfo": "text",
        "hovertext": f"{names[start]} to {names[end]}: {number} {children}",
    }


def _map_layout(base: Basemap) -> Spec:
    west, south, east, north = (value / KILOMETRE for value in base.land)
    hidden = {"visible": False}
    plane = {**hidden, "range": [round(south, 1), round(north, 1)], "scaleanchor": "x", "constrain": "domain"}
    across = {**hidden, "range": [round(west, 1), round(east, 1)], "constrain": "domain"}
    height = min(620.0, 760 * (north - south) / (east - west)) + 50
    return layout(height=height, xaxis=across, yaxis=plane, hovermode="closest", dragmode="pan")


def _rings(shape: Any) -> list[tuple[list[float], list[float]]]:
    if shape is None:
        return []
    polygons = shape.geoms if shape.geom_type == "MultiPolygon" else [shape]
    rings = [np.round(np.asarray(polygon.exterior.coords)[:, :2] / KILOMETRE, 1) for polygon in polygons]
    return [(ring[:, 0].tolist(), ring[:, 1].tolist()) for ring in rings]


def _said(value: float) -> str:
    return "a withheld number" if np.isnan(value) else f"{value:.0f}"
